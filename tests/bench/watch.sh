#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Instructions that the watch needs for an event of each kind, with an empty table and with one that strangers have
# filled; counted by callgrind: they are the same on a busy machine. Usage: watch.sh PROGRAM, which is
# tests/bench/watch.
set -eu

program=$1 events=20000 strangers=40000
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
command -v valgrind >/dev/null || {
    echo 'watch.sh: valgrind is missing; install the package valgrind' >&2
    exit 1
}

# instructions KIND STRANGERS: of an event
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$scratch/out" --toggle-collect=step_watch \
        "$program" "$1" "$events" "$2" >/dev/null 2>"$scratch/log"
    awk -v events="$events" '/^totals:/ { print int($2 / events + 0.5) }' "$scratch/out"
}

for kind in office guesser ipv6 dictionary botnet flood; do
    printf '%-12s %5d instructions an event, %5d with a full table\n' "$kind" "$(instructions $kind 0)" \
        "$(instructions $kind $strangers)"
done
