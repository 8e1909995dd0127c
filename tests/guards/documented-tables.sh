#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every row list of the source (codes, replies, words, fields, parameters, counters, targets of the Makefile) stands in
# the documents, with what its rows say, and the documents name nothing else. A table in a document is announced by
# `<!-- table: NAME -->`, which must hold all rows of that list, or by `<!-- some of: NAME -->`; the rows are those that
# tables.c prints, and columns behind them are free. The manual page lists names: `.TP`, then `.B name`, in its sections
# PARAMETERS, FIELDS and COUNTERS.
# shellcheck disable=SC2016 # the backticks are those of the documents
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

# Those that automake makes, and that a developer uses.
readonly AUTOMATIC_TARGETS='check distcheck'
readonly MAKEFILES='packaging/local.mk packaging/windows/local.mk tests/bench/local.mk tests/fuzz/local.mk
    tests/local.mk tests/oracle/local.mk tests/pytest.mk'
readonly SOURCES='lib/tables/codes.c lib/tables/commands.c lib/tables/enums.c lib/tables/replies.c'

guard_scratch=$(mktemp -d)
trap 'rm -rf "$guard_sandbox" "$guard_scratch"' EXIT

# rows TREE: what the documents have to say, in the file that $rows names. Each state of the sources is compiled once.
rows() {
    for source in Makefile.am tests/guards/tables.c $SOURCES; do
        [ -f "$1/$source" ] || return 1
    done
    key=$(find "$1" \( -name Makefile.am -o -name '*.mk' -o -name tables.c -o -name '*.def' -o -path '*/lib/*.[ch]' \) |
        sort | xargs cat | cksum | tr ' ' -)
    rows=$guard_scratch/rows-$key
    [ ! -f "$rows" ] || return 0
    (
        cd "$1" || exit 1
        # shellcheck disable=SC2086 # CC may carry options, SOURCES are several
        ${CC:-cc} -std=gnu11 -w -Ilib -Iplugin -o "$guard_scratch/tables" tests/guards/tables.c $SOURCES &&
            "$guard_scratch/tables" >"$rows" || exit 1
        # shellcheck disable=SC2086 # a list of files
        for target in $AUTOMATIC_TARGETS $(cat Makefile.am $MAKEFILES | sed -n 's/^\.PHONY: *//p'); do
            printf 'targets\t| `%s` |\n' "$target"
        done >>"$rows"
    ) || guard_die 'tables.c does not compile'
}

check() {
    rows "$1" || return
    documents=$(cd "$1" && find . -name '*.md' -o -name '*.8' | sed 's,^\./,,' | grep -E '^[^/]*$|^doc/' | sort)
    # shellcheck disable=SC2086 # a list of words
    [ -n "$documents" ] && (cd "$1" && awk -v rows="$rows" '
        # The first `count` columns of a row.
        function columns(row, count,    parts, n, i, result) {
            n = split(row, parts, "|")
            result = ""
            for (i = 2; i <= count + 1 && i <= n; i++) result = result "|" parts[i]
            return result "|"
        }
        function violation(text) { print FILENAME ":" FNR ": " text }
        # A row of list `list` in this document, as far as the source has a say in it.
        function found(list, row) {
            checked++
            if (!((list, row) in wanted)) violation("the source has no such row of " list ": " row)
            else if ((FILENAME, list, row) in seen) violation("twice in " list ": " row)
            seen[FILENAME, list, row] = 1
        }
        function announce(list, whole) {
            if (!(list in width)) violation("the source has no list " list)
            if (whole) { complete[FILENAME, list] = 1; documented[list] = 1 }
        }
        BEGIN {
            while ((getline line < rows) > 0) {
                list = line; sub(/\t.*/, "", list)
                row = line; sub(/^[^\t]*\t/, "", row)
                wanted[list, row] = 1
                if (!(list in width)) lists[++list_count] = list
                width[list] = gsub(/\|/, "|", row) - 1
                name = row; sub(/^\| `?/, "", name); sub(/`? \|.*/, "", name)
                if (list ~ /^(parameters|fields|counters)$/) {
                    wanted["man " list, name] = 1
                    if (!(("man " list) in width)) lists[++list_count] = "man " list
                    width["man " list] = 1
                }
            }
        }
        FNR == 1 { table = ""; section = ""; item = 0 }
        /^<!-- (table|some of): .* -->$/ {
            table = $0; sub(/^<!-- [a-z ]*: /, "", table); sub(/ -->$/, "", table)
            lines = 0
            announce(table, $2 == "table:")
            next
        }
        table != "" && /^\|/ { if (++lines > 2) found(table, columns($0, width[table])); next }
        table != "" && lines > 0 { table = "" }
        /^\.SH / {
            section = "man " tolower($2)
            if (section in width) announce(section, 1)
            next
        }
        /^\.TP/ { item = 1; next }
        item && (section in width) && /^\.B / { name = $2; gsub(/\\/, "", name); found(section, name) }
        { item = 0 }
        END {
            for (i = 1; i <= list_count; i++)
                if (!(lists[i] in documented)) print "no document has the whole list " lists[i]
            for (key in complete) {
                split(key, part, SUBSEP)
                for (row in wanted) {
                    split(row, of, SUBSEP)
                    if (of[1] == part[2] && !((part[1], of[1], of[2]) in seen))
                        print part[1] ": " of[1] ": lacks " of[2]
                }
            }
            print "checked " checked + 0
        }' $documents)
}

# A copy of the real sources and documents: what is added to one and not to the other must be seen.
good_tree() {
    for file in Makefile.am $MAKEFILES README.md CONTRIBUTING.md doc lib plugin tests/guards/tables.c; do
        mkdir -p "$guard_sandbox/$(dirname "$file")"
        cp -R "$guard_tree/$file" "$guard_sandbox/$file"
    done
    chmod -R u+w "$guard_sandbox"
    must_accept 'the real documents'
}

# change FILE SED-COMMAND: edits a file of the small tree.
change() {
    sed "$2" "$guard_sandbox/$1" >"$guard_scratch/changed"
    if cmp -s "$guard_scratch/changed" "$guard_sandbox/$1"; then
        guard_die "changes nothing: $2 in $1"
    fi
    cp "$guard_scratch/changed" "$guard_sandbox/$1"
}

# refuses LABEL FILE SED-COMMAND WORD: the edit is seen, and WORD is named.
refuses() {
    good_tree
    change "$2" "$3"
    must_refuse "$1" "$4"
}

refuses 'a code without a document' lib/tables/codes.def 's/"ME-I0111"/"ME-I0999"/' 'lacks | `ME-I0999`'
refuses 'a documented code without a row' doc/events.md 's/`ME-I0111`/`ME-I0999`/' 'no such row of codes: | `ME-I0999`'
refuses 'another reason in the source' lib/tables/codes.def 's/, OPEN_RELAY,/, AUTHENTICATED,/' '`ME-I0110`'
refuses 'another reason in the document' doc/events.md '/ME-I0110/s/open-relay/authenticated/' '`ME-I0110`'
refuses 'a reply code changed' lib/tables/replies.def 's/AUTH, 535,/AUTH, 534,/' '| 534 |'
refuses 'an unknown reply' doc/events.md '/^| smtp | both | `AUTH` | 535/d' 'lacks | smtp | both | `AUTH` | 535'
refuses 'an event renamed' lib/tables/enums.def 's/"auth-step"/"auth-stage"/' '`auth-stage`'
refuses 'a field added' lib/json/fields.def '$a ME_FIELD("colour", WORD, absent)' 'lacks | `colour`'
refuses 'a field documented with another type' doc/fields.md '/^| `connection`/s/integer/string/' '`connection`'
refuses 'a field of the short list that is none' README.md 's/^| `client_ip`/| `client`/' '`client`'
refuses 'an ECS field removed' lib/json/ecs.def '/ME_ECS("severity"/d' '`event.severity`'
refuses 'a parameter removed' plugin/parameters.def '/ME_PARAMETER("strict"/d' '`strict`'
refuses 'a parameter missing in the manual page' doc/mmmailenable.8 '/^\.B strict/d' 'man parameters: lacks strict'
refuses 'a counter twice' doc/counters.md 's/^\(| `log.debug` .*\)$/\1\n\1/' 'twice in counters'
refuses 'a target without a document' tests/fuzz/local.mk 's/^\.PHONY: fuzz/.PHONY: fuzz polish/' '`polish`'
refuses 'a whole table missing' doc/counters.md '/^<!-- table/d' 'no document has the whole list counters'
refuses 'a table of nothing' doc/counters.md 's/^<!-- table: counters/<!-- table: clocks/' 'no list clocks'

check_real_tree
