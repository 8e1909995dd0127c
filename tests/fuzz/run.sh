#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Fuzzes each target with libFuzzer: `make fuzz FUZZ_SECONDS=600`. Builds with clang, apart from the normal build; keeps
# the corpus it finds in a directory, and starts from the samples there. Prints for each target how often it ran and the
# CPU time that took. The flags of what needs more than lib/ come from the Makefile.
# usage: run.sh SOURCE-DIR DIRECTORY LIMIT TARGET..., LIMIT being options of libFuzzer that end its run
set -eu
source=$1 directory=$2 limit=$3
shift 3
flags='-g -O1 -std=gnu11 -fsanitize=address,undefined -fno-sanitize-recover=all -fvisibility=hidden'
flags="$flags -I$source/lib -I$source/tests/unit -I. $(pkg-config --cflags libfastjson)"
: "${CLANG:=clang}"

# What a target is built of beside itself and lib/.
parts() {
    case $1 in
        fuzz_conversation)
            echo "$source/tests/unit/support/said.c $source/tests/unit/support/unit.c -lcmocka"
            ;;
        fuzz_oracle)
            echo "-I$source/tests/oracle"
            find "$source/tests/oracle" -name '*.c' ! -name oracle.c ! -name object.c ! -name wire.c
            ;;
        fuzz_redaction)
            echo "$ME_FUZZ_CPPFLAGS $ME_FUZZ_WRAP $source/tests/unit/host/*.c" \
                "$source/plugin/*.c $source/plugin/redact/*.c -lcmocka"
            ;;
        fuzz_report_line)
            echo "-I$source/report"
            for file in $ME_FUZZ_REPORT; do echo "$source/$file"; done
            ;;
    esac
}

# The difference of the second lines that `times` wrote, the children's, in minutes.
minutes() {
    awk 'FNR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); sum[NR == FNR] += t[1] + t[2] / 60 } }
        END { printf "%.1f", sum[0] - sum[1] }' "$1" "$2"
}

rm -rf "${directory:?}/lib"
mkdir -p "$directory/lib"
for file in "$source"/lib/*/*.c; do
    # shellcheck disable=SC2086 # the flags are words
    "$CLANG" $flags -fsanitize=fuzzer-no-link -c -o "$directory/lib/$(basename "$file" .c).o" "$file"
done

for target; do
    name=$(basename "$target" .c)
    corpus=$directory/$name
    mkdir -p "$corpus"
    # shellcheck disable=SC2046,SC2086 # the flags and parts are words
    "$CLANG" $flags -fsanitize=fuzzer -o "$corpus.bin" "$source/tests/fuzz/$name.c" "$directory"/lib/*.o \
        $(parts "$name") $(pkg-config --libs libfastjson)
    cat "$source"/tests/data/*.log "$source/tests/data/frames.txt" "$source/tests/fuzz/findings.txt" |
        split -l 1 -a 4 - "$corpus/seed-"
    times >"$corpus.before"
    # shellcheck disable=SC2086 # the limit is words
    "./$corpus.bin" -dict="$source/tests/fuzz/mailenable.dict" $limit -artifact_prefix="$corpus." \
        -print_final_stats=1 "$corpus" >"$corpus.log" 2>&1 || {
        grep -E "^    #|ERROR|SUMMARY|Test unit" "$corpus.log" | tail -n 25 >&2
        exit 1
    }
    times >"$corpus.after"
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$corpus.log")
    printf 'fuzz: %s: %s runs in %s minutes of CPU time\n' "$name" "$runs" "$(minutes "$corpus.before" "$corpus.after")"
done
