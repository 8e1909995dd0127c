#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# plugin/interface.def lists every function, variable and macro of rsyslog that the module uses, and no other: what the
# built module leaves for rsyslogd to fill in, and which macros of rsyslog's headers the files of plugin/ name. Runs in
# the build directory, and looks at the module there. Whether their types are those of the list, the compiler says
# (tests/unit/plugin/test_interface.c).
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

export LC_ALL=C
readonly MODULE=.libs/mmmailenable.so

# names KIND LIST: what the rows of this kind, or of one of several (A|B), name in the list.
names() {
    sed 's,^/\*.*,,; s,^ \*.*,,' "$2" | tr '\n' ' ' | grep -oE "ME_($1)\([^()]*" |
        sed 's/^[A-Z_]*(//; s/[ ,]*$//; s/.*[, *]//' | sort -u
}

# What the module takes from rsyslogd: not from libc, whose names have a version, nor from libfastjson.
taken() {
    # shellcheck disable=SC2086 # NM carries options
    ${NM:-nm} -D --undefined-only "$1/$MODULE" | awk '{ print $NF }' |
        grep -vE '@|^fjson_|^_ITM_|^__gmon_start__$|^__(asan|tsan|ubsan)' | sort -u
}

# Words of the files of plugin/, without comments, strings and includes.
words() {
    find "$1/plugin" -name '*.[ch]' -o -name '*.def' ! -name interface.def | sort | while read -r file; do
        # -P -fpreprocessed: takes comments away, and expands nothing. The first word of a row is a name of ours.
        # shellcheck disable=SC2086 # CC may carry options
        ${CC:-cc} -E -P -fpreprocessed -x c "$file" 2>/dev/null | sed 's/"[^"]*"//g; s/^ME_[A-Z]*([A-Z_]*,//' |
            grep -v '^ *# *include'
    done | grep -oE '[A-Za-z_][A-Za-z0-9_]*' | sort -u
}

# Macros that rsyslog's own headers define for the file that has the entry points, and for that of the counters.
macros() {
    for file in mmmailenable.c counters.c correlation.c parameters.c; do
        # shellcheck disable=SC2046,SC2086 # flags are lists of words, and folders have no blanks
        ${CC:-cc} -E -dD -std=gnu11 $(find "$1/lib" "$1/plugin" -type d | sed 's/^/-I/') ${RSYSLOG_CPPFLAGS-} \
            ${RSYSLOG_LIBRARIES-} "$1/plugin/$file" 2>/dev/null |
            awk -v tree="${RSYSLOG_SRC-none}" '
                /^# [0-9]+ "/ { split($0, part, "\""); inside = index(part[2], tree "/") == 1 }
                inside && /^#define / { sub(/\(.*/, "", $2); print $2 }'
    done | sort -u
}

# differ WHAT LISTED USED: a line for each name that is in one of two files only.
differ() {
    comm -23 "$2" "$3" | sed "s/^/plugin\/interface.def: unused $1: /"
    comm -13 "$2" "$3" | sed "s/^/plugin\/interface.def: lacks the $1 /"
}

check() {
    [ -f "$guard_build/$MODULE" ] && [ -f "$1/plugin/interface.def" ] || return
    lists=$(mktemp -d)
    names 'CALL|DATA' "$1/plugin/interface.def" >"$lists/listed"
    taken "$guard_build" >"$lists/taken"
    differ function "$lists/listed" "$lists/taken"
    names MACRO "$1/plugin/interface.def" >"$lists/macros"
    words "$1" >"$lists/words"
    macros "$1" | comm -12 - "$lists/words" >"$lists/used"
    differ macro "$lists/macros" "$lists/used"
    names MEMBER "$1/plugin/interface.def" | comm -23 - "$lists/words" |
        sed 's/^/plugin\/interface.def: unused member: /'
    if [ -s "$lists/taken" ] && [ -s "$lists/used" ]; then
        printf 'checked %s\n' "$(cat "$lists/taken" "$lists/used" | wc -l)"
    fi
    rm -rf "$lists"
}

# changed EXPRESSION: the real folders in the small tree, the list changed by sed.
changed() {
    cp -R "$guard_tree/lib" "$guard_tree/plugin" "$guard_sandbox"
    chmod -R u+w "$guard_sandbox"
    sed "$1" "$guard_tree/plugin/interface.def" >"$guard_sandbox/plugin/interface.def"
    ! cmp -s "$guard_tree/plugin/interface.def" "$guard_sandbox/plugin/interface.def" || guard_die "no change: $1"
}

guard_build=.
changed '/, getMSGLen,/d'
must_refuse 'a function without a row' 'lacks the function getMSGLen'
changed "\$a ME_CALL(int, getSeverity, (smsg_t *))"
must_refuse 'a function that nobody calls' 'unused function: getSeverity'
changed '/GatherStats/d'
must_refuse 'a variable without a row' 'lacks the function GatherStats'
changed '/ME_MACRO(CHKiRet)/d'
must_refuse 'a macro without a row' 'lacks the macro CHKiRet'
changed "\$a ME_MACRO(CODEqueryEtryPt_STD_IMOD_QUERIES)"
must_refuse 'a macro that nobody names' 'unused macro: CODEqueryEtryPt_STD_IMOD_QUERIES'
changed 's/ME_MEMBER(rsRetVal, SetName,/ME_MEMBER(rsRetVal, SetSize,/'
must_refuse 'a member that nobody calls' 'unused member: SetSize'

check_real_tree
