#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The objects of lib/, builder.c and writer.c apart, call nothing but each other and a few functions of libc that only
# look at memory: no allocation, no clock, no locale, no input or output. And they hold no data that can change, so that
# any number of threads may use them. Looks at the build directory it is started in: what was compiled, whatever the
# source says.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

readonly LIBRARY=.libs/libmailenable.a

# Functions of the second line are those that the compiler or a hardening flag puts in the place of the first.
readonly ALLOWED='memchr memcmp memcpy memmove memset strlen __assert_fail
    bcmp __memcpy_chk __memmove_chk __memset_chk __stack_chk_fail __stack_chk_guard
    _GLOBAL_OFFSET_TABLE_'

check() {
    [ -f "$1/$LIBRARY" ] || return
    # Without what link time optimisation adds, for which nm would ask the compiler instead of looking at the code.
    objcopy -w -R '.gnu.lto_*' "$1/$LIBRARY" "$guard_sandbox/code.a" || return
    # One line a symbol: archive:object:name|value|class|type|size|line|section
    # shellcheck disable=SC2086 # NM carries options
    ${NM:-nm} -A -f sysv "$guard_sandbox/code.a" | awk -F '[ ]*[|][ ]*' -v allowed="$ALLOWED" '
        BEGIN { split(allowed, list, /[ \n]+/); for (i in list) known[list[i]] = 1 }
        NF == 7 {
            name = $1; sub(/.*:/, "", name)
            object = $1; sub(/:[^:]*$/, "", object); sub(/.*:(libmailenable_la-)?/, "", object); objects[object] = 1
            if ($3 == "U") used[object " " name] = name
            else known[name] = 1
            # Tables of pointers are constant, but the loader fills them in: .data.rel.ro, read-only afterwards.
            if (object !~ /^(builder|writer)\.o$/ && $3 ~ /^[BbDdGgSsC]$/ && $7 !~ /^\.data\.rel\.ro/)
                print object ": data that can change: " name
        }
        END {
            for (use in used)
                if (!(used[use] in known) && use !~ /^(builder|writer)\.o /) {
                    sub(/ /, ": must not use ", use)
                    print use
                }
            for (object in objects) count++
            print "checked " count + 0
        }' | sort
}

# library OBJECT SOURCE: builds a small library of one object.
library() {
    mkdir -p "$guard_sandbox/.libs"
    printf '%s\n' "$2" >"$guard_sandbox/source.c"
    (
        cd "$guard_sandbox" || exit 1
        # shellcheck disable=SC2086 # CC may carry options
        ${CC:-cc} -fPIC -fno-builtin -c -o "$1" source.c && ${AR:-ar} rc "$LIBRARY" "$1"
    ) || guard_die 'cannot build a small library'
}

library record.o '#include <string.h>
const int table[] = {1}; const char *const names[] = {"a"};
int f(const char *a) { return memcmp(a, "b", 1) + table[0]; }'
must_accept 'memory is only looked at'
library builder.o '#include <stdlib.h>
void *g(void) { return malloc(1); }'
must_accept 'builder.c may allocate'
library record.o '#include <stdlib.h>
void *f(void) { return malloc(1); }'
must_refuse 'allocation' 'record.o: must not use malloc'
library record.o '#include <time.h>
long f(void) { return (long)time(NULL); }'
must_refuse 'a clock' 'must not use time'
library record.o '#include <ctype.h>
int f(int c) { return isalpha(c); }'
must_refuse 'ctype' 'record.o: must not use'
library record.o 'static int calls; int f(void) { return ++calls; }'
must_refuse 'a static that changes' 'data that can change: calls'
library record.o '_Thread_local int calls = 1; int f(void) { return ++calls; }'
must_refuse 'a thread-local variable' 'data that can change: calls'

guard_tree=.
check_real_tree
