#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# No configuration that people copy lets a stranger write a message, or reads what it holds to everybody: imtcp and
# imptcp drop the rest of an over-long line, files of log text are for root and adm alone, and an example says on top
# that it wants site/00-global.conf, where the limits stand. Looks at README, doc/ and conf-examples/; what rsyslog
# accepts, the end-to-end tests know.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

# statements FILE: "line words" for each module(), input() and action() of a file, on one line each, wherever it ends.
# Blanks and the backslashes of manual pages go; a parenthesis in quotes does not count.
statements() {
    awk '
        {
            line = $0
            gsub(/\\/, "", line)
            sub(/^[ \t]*#?[ \t]*/, "", line)
            if (!open) {
                if (!match(line, /(module|input|action)\(/)) next
                line = substr(line, RSTART)
                start = FNR
                words = ""
            }
            words = words " " line
            bare = words
            gsub(/"[^"]*"/, "", bare)
            open = gsub(/\(/, "", bare) > gsub(/\)/, "", bare)
            if (!open) print start, words
        }' "$1"
}

check() {
    files=$(written_files "$1" | grep -E '^(README\.md|doc/.*|conf-examples/.*\.(conf|rule|example|md))$')
    [ -n "$files" ] || return
    printf '%s\n' "$files" | while read -r file; do
        statements "$1/$file" | while read -r line words; do
            case $words in
                'module('*load=\"imtcp\"*discardTruncatedMsg=\"on\"*) ;;
                'input('*type=\"imptcp\"*discardTruncatedMsg=\"on\"*) ;;
                'module('*load=\"imtcp\"* | 'input('*type=\"imptcp\"*)
                    printf '%s:%s: without discardTruncatedMsg="on"\n' "$file" "$line" ;;
                'input('*discardTruncatedMsg*) printf '%s:%s: 8.2102 knows it in module() only\n' "$file" "$line" ;;
                *type=\"omfile\"*file=\"/dev/null\"* | *type=\"omfile\"*file=\"/tmp/me/*) ;;
                *type=\"omfile\"*fileCreateMode=\"0640\"*fileGroup=\"adm\"*) ;;
                *type=\"omfile\"*) printf '%s:%s: without fileCreateMode="0640" fileGroup="adm"\n' "$file" "$line" ;;
            esac
        done
        case $file in
            conf-examples/site/*) ;;
            conf-examples/*.conf)
                if grep -q '^ *module(load="' "$1/$file" &&
                    ! sed '/^[^#@]/,$d' "$1/$file" | grep -qE '^# Wants (\.\./)+site/00-global\.conf'; then
                    printf '%s:1: does not say on top that it wants site/00-global.conf\n' "$file"
                fi
                ;;
        esac
    done
    printf 'checked %s\n' "$(printf '%s\n' "$files" | while read -r file; do statements "$1/$file"; done | wc -l)"
}

good_tree() {
    put README.md <<'END'
module(load="imtcp" discardTruncatedMsg="on")
input(type="imptcp" port="514" ruleset="a"
      discardTruncatedMsg="on")
action(type="omfile" file="/var/log/a (1).json" template="a"
       fileCreateMode="0640" fileGroup="adm")
module(load="imudp") is no listener that has a rest
END
    put conf-examples/a/mailenable.conf <<'END'
# What it is.
#
# Wants ../site/00-global.conf as well.

module(load="imudp")
END
    must_accept 'what every example has'
}

good_tree
echo 'module(load="imtcp")' | put doc/a.md
must_refuse 'imtcp in a document' doc/a.md:1
good_tree
echo 'module(load="imtcp" discardTruncatedMsg="off")' | put conf-examples/site/modules.conf
must_refuse 'imtcp that keeps the rest' modules.conf:1
good_tree
printf 'module(\n    load="imtcp")\n' | put README.md
must_refuse 'imtcp on a line of its own' README.md:1
good_tree
echo 'input(type\="imptcp" port\="514")' | put doc/a.8
must_refuse 'imptcp in a manual page' doc/a.8:1
good_tree
echo 'input(type="imtcp" port="514" discardTruncatedMsg="on")' | put README.md
must_refuse 'imtcp, in input()' README.md:1
good_tree
put conf-examples/site/a.rule <<'END'
if 1 then
    action(type="omfile" file="/var/log/a"
           fileGroup="adm")
END
must_refuse 'a file for everybody' a.rule:2
good_tree
echo '#   action(type="omfile" file="/var/log/a")' | put conf-examples/site/a.conf
must_refuse 'a file for everybody, in a comment' a.conf:1
good_tree
printf '# What it is.\n\nmodule(load="imudp")\n' | put conf-examples/a/mailenable.conf
must_refuse 'an example that wants nothing' conf-examples/a/mailenable.conf:1

check_real_tree
