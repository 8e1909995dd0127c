#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Fuzzes each target with libFuzzer: `make fuzz FUZZ_SECONDS=600`. Builds with clang, apart from the normal build; keeps
# the corpus it finds in fuzz-corpus/ of the build directory, and starts from the samples there.
# usage: run.sh SOURCE-DIR SECONDS [TARGET...]
set -eu
source=$1 seconds=$2
shift 2
[ $# -gt 0 ] || set -- "$source"/tests/fuzz/fuzz_*.c
flags='-g -O1 -std=gnu11 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all'
for target; do
    name=$(basename "$target" .c)
    corpus=fuzz-corpus/$name
    mkdir -p "$corpus"
    # shellcheck disable=SC2046,SC2086 # the flags are words
    "${CLANG:-clang}" $flags -I"$source/lib" $(pkg-config --cflags libfastjson) -o "$corpus.bin" \
        "$source/tests/fuzz/$name.c" "$source"/lib/*.c $(pkg-config --libs libfastjson)
    cat "$source"/tests/data/*.log "$source/tests/data/frames.txt" "$source/tests/fuzz/findings.txt" |
        split -l 1 -a 4 - "$corpus/seed-"
    echo "fuzz: $name for $seconds seconds"
    "./$corpus.bin" -dict="$source/tests/fuzz/mailenable.dict" -max_total_time="$seconds" -artifact_prefix="$corpus." \
        -print_final_stats=1 "$corpus" >"$corpus.log" 2>&1 || {
        tail -n 40 "$corpus.log" >&2
        exit 1
    }
    grep -E 'DONE|stat::number_of_executed_units' "$corpus.log" | tail -n 2
done
