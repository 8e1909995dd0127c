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
    "$target" "$data/data/debug.log" "$data/data/w3c.log" "$data/data/activity-rows.log" "$data/data/frames.txt" \
        "$data/fuzz/findings.txt"
    ran=yes
done
[ "${ran:-no}" = yes ]
