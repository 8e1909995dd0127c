#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# No file tells on which machine it was written: neither where this tree lies or the person who builds has a home, nor
# the places where people and build services usually keep such trees.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

# The brackets keep this file from finding itself.
readonly USUAL='(^|[^[:alnum:]._~$})-])/([h]ome|[r]oot|[U]sers|[w]ork|[w]orkspace|[b]uilds|[t]mp/[w])/'

check() {
    files=$(written_files "$1")
    [ -n "$files" ] || return
    (
        cd "$1" || exit 1
        printf '%s\n' "$files" | xargs grep -nIE "$USUAL"
        for place in $places; do
            printf '%s\n' "$files" | xargs grep -nIF "$place"
        done
    )
    printf 'checked %s\n' "$(printf '%s\n' "$files" | wc -l)"
}

good_tree() {
    put README.md <<'END'
module(load="/usr/lib/rsyslog/mmmailenable.so") or $HOME/lib/rsyslog, ~/home/lib, framework/work/
END
    must_accept 'paths that every machine has'
}

places=/srv/somebody/mmmailenable
for folder in ho""me/somebody ro""ot Us""ers/somebody wo""rk/main bui""lds/12 srv/somebody/mmmailenable; do
    good_tree
    printf 'see /%s/notes\n' "$folder" | put doc/bad.md
    must_refuse "a path in /$folder" doc/bad.md
    good_tree
    printf 'x="/%s/notes"\n' "$folder" | put scripts/bad
    must_refuse "a quoted path in /$folder" scripts/bad
done

# Short ones, such as / or /root, would be found everywhere.
places=
for place in "$(cd "$guard_tree" && pwd -P)" "$(pwd -P)" "${HOME:-}"; do
    case $place in /*/*) places="$places $place" ;; esac
done
check_real_tree
