#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Instructions that the library needs for a record, step by step, counted by callgrind: they are the same on a busy
# machine. Usage: steps.sh PROGRAM, which is tests/bench/recogniser.
set -eu

program=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
command -v valgrind >/dev/null || {
    echo 'steps.sh: valgrind is missing; install the package valgrind' >&2
    exit 1
}

# count KIND: "step instructions" for each step, of one record.
count() {
    records=$(valgrind --tool=callgrind --callgrind-out-file="$scratch/out" "$program" steps "$1" 2>"$scratch/log")
    callgrind_annotate --inclusive=yes --threshold=100 "$scratch/out" 2>/dev/null | tr -d , |
        awk -v records="$records" 'match($0, /:step_[a-z]+/) {
            print substr($0, RSTART + 6, RLENGTH - 6), int($1 / records + 0.5) }' | sort -u
}

# row LABEL KIND TARGET STEP...: the steps that count towards the target.
row() {
    label=$1 kind=$2 target=$3
    shift 3
    count "$kind" | awk -v label="$label" -v target="$target" -v wanted=" $* " '
        { of[$1] = $2 }
        index(wanted, " " $1 " ") { sum += $2 }
        END {
            if (sum == 0) { print label ": nothing was counted"; exit 1 }
            printf "%-26s %8d %8d %8d %8d %8d %8d %8d", label, of["foreign"], of["find"], of["verdict"], of["update"],
                of["object"], of["release"], sum
            if (target == 0) print ""
            else if (sum <= target) printf "  <= %d: PASS\n", target
            else printf "  <= %d: %d short\n", target, sum - target
        }'
}

printf '%-26s %8s %8s %8s %8s %8s %8s %8s  %s\n' 'instructions a record' scan find verdict update object release \
    'counted' target
row 'foreign line' foreign 200 foreign
row 'Debug denial' denial 3500 foreign find verdict object release
row 'Debug grant, address' grant 3500 foreign find verdict object release
row 'Activity row, correlated' activity 6000 foreign find verdict update object release
row 'W3C row, correlated' w3c 0 foreign find verdict update object release
