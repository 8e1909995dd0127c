#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Replays the samples and the inputs that once broke something through every fuzz target.
set -eu
data=${srcdir:-.}/tests
for target in tests/fuzz/fuzz_*; do
    if [ ! -x "$target" ] || [ ! -f "$target" ]; then
        continue
    fi
    case $target in
        # It takes each byte for a line of a log, and every one costs as much as a whole run of another target.
        */fuzz_conversation) set -- ;;
        *) set -- "$data/data/activity-rows.log" "$data/data/frames.txt" ;;
    esac
    "$target" "$data/data/debug.log" "$data/data/w3c.log" "$data/fuzz/findings.txt" "$@"
    ran=yes
done
[ "${ran:-no}" = yes ]
