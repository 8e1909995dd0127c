#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# fill.sh SRCDIR TEMPLATE: prints a completion. @BY@, @SORT@, @FORMAT@, @ONLY@, @OPTIONS@ and the like in the template
# become the words of the row lists, which stand nowhere else. Knows row lists, no shell.
set -eu

# words FILE [MACRO]: the quoted word of each row, in its order.
words() {
    found=$(sed -n "s/^${2:-ME_[A-Z_]*}([A-Z0-9_]*, \"\([^\"]*\)\".*/\1/p" "$1" | grep . | tr '\n' ' ')
    [ -n "$found" ] || {
        echo "fill.sh: no words in $1" >&2
        exit 1
    }
    printf '%s' "${found% }"
}

enums=$1/lib/tables/enums.def
only="$(words "$1/report/count/only.def") $(words "$enums" ME_ENUM_OUTCOME) $(words "$enums" ME_ENUM_EVENT)"
only="$only $(words "$enums" ME_ENUM_REASON)"
options=$(sed -n "s/^ME_OPTION([A-Z_]*, [^,]*, \"\([^\"]*\)\".*/--\1/p" "$1/report/options.def" | tr '\n' ' ')
sed -e "s/@BY@/$(words "$1/report/count/group_key.def")/" \
    -e "s/@SORT@/$(words "$1/report/count/sort.def")/" \
    -e "s/@FORMAT@/$(words "$1/report/format.def")/" \
    -e "s/@SERVICE@/$(words "$enums" ME_ENUM_SERVICE)/" \
    -e "s/@SEVERITY@/$(words "$1/report/severity.def")/" \
    -e "s/@ONLY@/$only/" \
    -e "s/@OPTIONS@/${options% }/" "$2"
