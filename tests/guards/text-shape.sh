#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Lines of code have at most 120 characters; no line ends in blanks or a carriage return; no file lacks its last
# newline. Data of tests is as it came from a wire and is not looked at; the tables of documents
# may be wide.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

check() {
    files=$(written_files "$1" | grep -vE '^(LICENSE$|tests/data/|tests/fuzz/.*/)' |
        grep -vE '\.(log|txt|json|ndjson|png|svg|gz)$')
    [ -n "$files" ] || return
    printf '%s\n' "$files" | while read -r file; do
        case $file in *.md | *.html) width=0 ;; *) width=120 ;; esac
        # A character of UTF-8 is counted by its first byte.
        LC_ALL=C sed 's/[\x80-\xBF]//g' "$1/$file" | LC_ALL=C awk -v file="$file" -v width="$width" '
            width && length($0) > width { print file ":" FNR ": " length($0) " characters" }
            /[ \t\r]$/ { print file ":" FNR ": blanks at the end of the line" }'
        [ -z "$(tail -c 1 "$1/$file")" ] || printf '%s: no newline at its end\n' "$file"
    done
    printf 'checked %s\n' "$(printf '%s\n' "$files" | wc -l)"
}

line() {
    awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "x"; print "" }'
}

good_tree() {
    line 120 | put lib/good.c
    line 300 | put README.md
    { line 119 | tr -d '\n'; echo 'é'; } | put scripts/good
    must_accept 'lines of 120 characters, wide documents'
}

good_tree
line 121 | put lib/bad.c
must_refuse '121 characters' lib/bad.c:1
good_tree
printf 'a \n' | put scripts/bad
must_refuse 'a blank at the end' scripts/bad:1
good_tree
printf 'a\t\n' | put README.md
must_refuse 'a tab at the end, in a document' README.md:1
good_tree
printf 'a\r\n' | put tests/unit/bad.c
must_refuse 'a carriage return' tests/unit/bad.c:1
good_tree
printf 'a' | put lib/bad.def
must_refuse 'no newline at the end' lib/bad.def

check_real_tree
