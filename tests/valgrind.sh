#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs programs under valgrind, one after another; any error and any lost byte is a failure. Prints one line for each,
# the report of those that failed, and how many passed.
set -u

passed=0
failed=0
report=$(mktemp)
export ME_QUICK=1 # fewer rounds, shorter texts: programs run fifty times slower here
trap 'rm -f "$report"' EXIT

for program in "$@"; do
    # Without tests that fork or place data at the edge of a page, valgrind needs no suppressions: none is allowed.
    if valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible \
        "$program" >"$report" 2>&1; then
        passed=$((passed + 1))
        printf 'ok      %s\n' "$program"
    else
        failed=$((failed + 1))
        cat "$report"
        printf 'not ok  %s\n' "$program"
    fi
done

printf 'valgrind: %s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
