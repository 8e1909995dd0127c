#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The words by which services name themselves in logs stand in lib/tables/services.def, and in no string of another
# source file: adding a service touches the table alone. Comments may show a line as an example.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

check() {
    files=$(written_files "$1" | grep -E '^(lib|plugin|report)/.*\.(c|h|def|html)$')
    [ -n "$files" ] || return
    words=$(cd "$1" && sed -n 's/^ME_SERVICE_WORD("\([^"]*\)".*/\1/p' lib/tables/services.def | paste -sd '|' -)
    [ -n "$words" ] || return
    (
        cd "$1" || exit 1
        printf '%s\n' "$files" | grep -vx lib/tables/services.def | xargs grep -nE "\"[^\"]*($words)"
    )
    printf 'checked %s\n' "$(printf '%s\n' "$files" | wc -l)"
}

good_tree() {
    put lib/tables/services.def <<'END'
ME_SERVICE_WORD("NNTP-IN", NNTP, IN, 3, 4, 5, 6, 12, DIGITS, USER)
END
    put lib/recognise/row.c <<'END'
/* `11/22/26 07:00:01 NNTP-IN ...` */
END
}

good_tree
must_accept 'a word in the table and in a comment'
good_tree
echo 'static const char word[] = "NNTP-IN";' | put report/masks.c
must_refuse 'a word in a string' report/masks.c

check_real_tree
