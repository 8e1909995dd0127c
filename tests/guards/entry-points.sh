#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The entry points compile whether rsyslog's macros bring their own semicolons, as before 8.2508, or not. Compiles
# plugin/mmmailenable.c against entry-points.h, which stands in for rsyslog's headers in both spellings; so a build on
# one release notices what another would refuse.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

stand_in=$(cd "$(dirname "$0")" && pwd -P)/entry-points.h

# rsyslog's headers that the file and the headers of plugin/ include.
readonly HEADERS='config conf errmsg module-template msg rsyslog syslogd-types'

# compile TREE FLAG...: what the compiler says of the file, nothing when it is content.
compile() {
    tree=$1
    shift
    # -isystem, as configure has it for rsyslog's own headers. gnu11: the module's language.
    # shellcheck disable=SC2046,SC2086 # folders have no blanks; CC may carry options
    if ! said=$(${CC:-cc} -std=gnu11 -fsyntax-only -Wall -Wextra -Wredundant-decls -Werror -Wno-unused-parameter "$@" \
        $(find "$tree/lib" "$tree/plugin" -type d | sed 's/^/-I/') "$tree/plugin/mmmailenable.c" 2>&1); then
        printf '%s\n' "$said"
    fi
}

check() {
    [ -f "$1/plugin/mmmailenable.c" ] || return
    headers=$(mktemp -d)
    for name in $HEADERS; do
        cp "$stand_in" "$headers/$name.h"
    done
    compile "$1" -isystem "$headers" | sed 's/^/macros without semicolons: /'
    compile "$1" -isystem "$headers" -DME_MACROS_END_THEMSELVES | sed 's/^/macros with semicolons: /'
    rm -rf "$headers"
    printf 'checked 2\n'
}

# changed EXPRESSION: the real folders in the small tree, with a change of sed in the entry points.
changed() {
    cp -R "$guard_tree/lib" "$guard_tree/plugin" "$guard_sandbox"
    chmod -R u+w "$guard_sandbox"
    sed "$1" "$guard_tree/plugin/mmmailenable.c" >"$guard_sandbox/plugin/mmmailenable.c"
    ! cmp -s "$guard_tree/plugin/mmmailenable.c" "$guard_sandbox/plugin/mmmailenable.c" || guard_die "no change: $1"
}

for macro in 'CODE_STD_STRING_REQUESTnewActInst(1)' CODESTARTfreeInstance CODESTARTmodInit \
    CODEmodInit_QueryRegCFSLineHdlr; do
    changed "s/$macro;/$macro/"
    must_refuse "no semicolon behind $macro" 'macros without semicolons: '
done
changed 's/CODEqueryEtryPt_STD_OMOD_QUERIES/&;/'
must_refuse 'a semicolon in a chain of queries' 'macros with semicolons: '

declared="rsRetVal modInit(int, int *, rsRetVal (**)(void), rsRetVal (*)(uchar *, rsRetVal (**)(void)), modInfo_t *);"
changed "s|^BEGINmodInit|$declared&|"
must_refuse 'a declaration that the macro has as well' 'redundant redeclaration'

check_real_tree
