#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The folders are the dependency graph: plugin -> lib, report -> lib, and nothing upward or sideways. The folders of
# lib/ are floors: a file includes its own floor and those below it, and names the floor. Only plugin/ knows rsyslog,
# only lib/json/builder.c and plugin/ know libfastjson, and the rest of lib/ knows libc alone. In report/, the folders
# input/ and count/ know base/ and nothing of each other; output/ knows count/ and what report.h hands over. Only the
# files of base/ that are named for an operating system include what one system has and another has not.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

# The floors of lib/, the lowest first.
readonly FLOORS='text tables recognise correlate json'

# Headers of libc that lib/ may include. Not among them: ctype.h, locale.h (the recogniser knows no locale), time.h
# (it reads no clock).
readonly LIBC='assert errno inttypes limits stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib string'

# Headers that every system has the report is built for: those of C11, and two more.
readonly PORTABLE='assert errno getopt inttypes limits pthread stdalign stdarg stdatomic stdbool stddef stdint stdio
    stdlib string time'

# include_lines TREE: "file header" for each include of the files named on standard input.
include_lines() {
    # shellcheck disable=SC2016 # awk expands it
    (cd "$1" && xargs -r awk '
        /^[ \t]*#[ \t]*include/ {
            line = $0
            sub(/^[ \t]*#[ \t]*include[ \t]*/, "", line)
            sub(/[ \t]*(\/[*\/].*)?$/, "", line)
            print FILENAME, line
        }')
}

# floor_of FILE: the number of a floor of lib/, or nothing.
floor_of() {
    number=0
    for floor in $FLOORS; do
        number=$((number + 1))
        case $1 in lib/"$floor"/*) printf '%s\n' "$number" ;; esac
    done
}

# is_below TREE FILE NAME: whether a file of lib/ may include what NAME names.
is_below() {
    own=$(floor_of "$2")
    [ -n "$own" ] && [ -f "$1/lib/$3" ] || return 1
    other=$(floor_of "lib/$3")
    [ -n "$other" ] && [ "$other" -le "$own" ]
}

# inner_direction TREE FILE NAME: whether a file of report/ may include what NAME names.
inner_direction() {
    case $2 in report/*/*) ;; *) return 0 ;; esac
    inner=${2#report/}
    inner=${inner%%/*}
    case $inner:$3 in
        *:"$inner"/* | *:base/* | output:count/* | output:report.h) return 0 ;;
        *:*/*) return 1 ;;
    esac
    [ ! -f "$1/report/$3" ]
}

check() {
    files=$(written_files "$1" | grep -E '^(lib|plugin|report)/.*\.(c|h|def)$')
    libc=" $(for name in $LIBC; do printf '<%s.h> ' "$name"; done)"
    portable=" $(for name in $PORTABLE; do printf '<%s.h> ' "$name"; done)"
    printf '%s\n' "$files" | include_lines "$1" | while read -r file header; do
        folder=${file%%/*}
        name=$(printf '%s' "$header" | tr -d '"<>')
        # The folder an include of ours points to: named in it, or found where the compiler would look.
        case $name in
            lib/* | plugin/* | report/* | tests/*) target=${name%%/*} ;;
            ../*) target=$(printf '%s' "$name" | sed 's,^\(\.\./\)*,,; s,/.*,,') ;;
            *)
                target=foreign
                for candidate in "${file%/*}" "$folder" lib plugin report; do
                    if [ -f "$1/$candidate/$name" ]; then
                        target=${candidate%%/*}
                        break
                    fi
                done
                ;;
        esac
        case $folder:$target in
            lib:lib) is_below "$1" "$file" "$name" && continue ;;
            plugin:plugin | plugin:lib | plugin:foreign | report:lib) continue ;;
            report:report) inner_direction "$1" "$file" "$name" && continue ;;
            lib:foreign)
                case $libc in *" $header "*) continue ;; esac
                case $file:$name in lib/json/builder.c:json.h | lib/json/builder.c:libfastjson/json.h) continue ;; esac
                ;;
            report:foreign)
                case $header in '"mmmailenable-config.h"' | '"page.inc"') continue ;; esac
                case $portable in *" $header "*) continue ;; esac
                case $file:$header in
                    # libfastjson stays behind lib/json/fields.h. No header of rsyslog has angle brackets.
                    *:'<json.h>' | *:'<libfastjson/'*) ;;
                    report/base/*_posix.c:'<'*'>' | report/base/*_windows.[ch]:'<'*'>') continue ;;
                    report/input/source.c:'<archive.h>' | report/input/source.c:'<archive_entry.h>') continue ;;
                    report/base/geo.c:'<maxminddb.h>') continue ;;
                esac
                ;;
        esac
        printf '%s: must not include %s\n' "$file" "$header"
    done
    printf 'checked %s\n' "$(printf '%s' "$files" | grep -c .)"
}

good_tree() {
    put lib/recognise/record.h <<'END'
#include <stddef.h>
#include "text/span.h"
END
    put lib/recognise/column.c <<'END'
#include "recognise/record.h"
END
    put lib/text/span.h </dev/null
    put lib/json/builder.c <<'END'
#include <json.h>
#include "recognise/record.h"
END
    put plugin/mmmailenable.c <<'END'
#include "config.h"
#include "rsyslog.h"
#include "recognise/record.h"
END
    put plugin/settings.h </dev/null
    put report/main.c <<'END'
#include <stdio.h>
#include "input/line.h"
#include "recognise/record.h"
#include "report.h"
END
    put report/report.h <<'END'
#include "count/totals.h"
END
    put report/base/clock.h </dev/null
    put report/base/files_posix.c <<'END'
#include <dirent.h>
#include "clock.h"
END
    put report/base/files_windows.c <<'END'
#include <windows.h>
END
    put report/input/source.c <<'END'
#include <archive.h>
END
    put report/count/totals.h <<'END'
#include "base/clock.h"
END
    put report/input/line.h <<'END'
#include "base/clock.h"
#include "recognise/record.h"
END
    put report/output/table/table.c <<'END'
#include "count/totals.h"
#include "report.h"
#include "table.h"
END
    put report/output/table/table.h </dev/null
    must_accept 'a tree as it should be'
}

# refuses LABEL FILE INCLUDE
refuses() {
    good_tree
    printf '#include %s\n' "$3" | put "$2"
    must_refuse "$1" "$2"
}

refuses 'lib includes plugin by path' lib/text/bad.c '"plugin/settings.h"'
refuses 'lib includes plugin upward' lib/text/bad.c '"../plugin/settings.h"'
refuses 'lib includes plugin by name' lib/text/bad.c '"settings.h"'
refuses 'lib includes rsyslog' lib/json/bad.h '"rsyslog.h"'
refuses 'a row file of lib includes rsyslog' lib/tables/bad.def '"rsyslog.h"'
refuses 'another file of lib knows libfastjson' lib/json/bad.c '<json.h>'
refuses 'a floor knows the one above' lib/text/bad.c '"recognise/record.h"'
refuses 'a floor is not named' lib/recognise/bad.c '"record.h"'
refuses 'a file of lib on no floor' lib/bad.c '"text/span.h"'
refuses 'lib reads a clock' lib/text/bad.c '<time.h>'
refuses 'lib uses ctype' lib/text/bad.c '<ctype.h>'
refuses 'an include with blanks and a comment' lib/text/bad.c ' <time.h> /* why */'
refuses 'report includes plugin' report/bad.c '"settings.h"'
refuses 'report includes rsyslog' report/bad.c '"rsyslog.h"'
refuses 'report knows libfastjson' report/bad.c '<json.h>'
refuses 'a system behind another file of base' report/base/bad.c '<windows.h>'
refuses 'a system behind base' report/input/bad.c '<sys/stat.h>'
refuses 'a system of a name that looks so' report/input/bad_posix.c '<unistd.h>'
refuses 'another file knows libarchive' report/input/bad.c '<archive.h>'
refuses 'another file knows libmaxminddb' report/count/bad.c '<maxminddb.h>'
refuses 'plugin includes report' plugin/bad.c '"report/options.h"'
refuses 'input knows what is counted' report/input/bad.c '"count/totals.h"'
refuses 'base knows a file' report/base/bad.c '"input/line.h"'
refuses 'counting knows how it is shown' report/count/bad.h '"output/table.h"'
refuses 'counting knows the whole report' report/count/bad.c '"report.h"'

check_real_tree
