#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The built module offers rsyslogd one name, modInit, and no other: all modules share one name space. Looks at the build
# directory it is started in, not at the source.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

readonly MODULE=.libs/mmmailenable.so

check() {
    [ -f "$1/$MODULE" ] || return
    # shellcheck disable=SC2086 # NM carries options
    ${NM:-nm} -D --defined-only "$1/$MODULE" | awk '
        # Names the linker defines by itself on some architectures.
        $NF == "_init" || $NF == "_fini" || $NF == "_edata" || $NF == "_end" || $NF == "__bss_start" { next }
        $NF == "modInit" && $(NF - 1) == "T" { found = 1; next }
        { print "the module exports " $NF }
        END { if (!found) print "the module does not export modInit"; print "checked " NR }'
}

# module DECLARATIONS: builds a small module with these in it.
module() {
    mkdir -p "$guard_sandbox/.libs"
    printf '%s\n' "$1" >"$guard_sandbox/module.c"
    # shellcheck disable=SC2086 # CC may carry options
    ${CC:-cc} -shared -fPIC -o "$guard_sandbox/$MODULE" "$guard_sandbox/module.c" ||
        guard_die 'cannot build a small module'
}

module 'int modInit(void); int modInit(void) { return 0; }'
must_accept 'a module with modInit only'
module 'int modInit(void); int modInit(void) { return 0; } int me_helper; '
must_refuse 'a variable is exported' me_helper
module 'int modInit(void); int modInit(void) { return 0; } int me_helper(void) { return 1; }'
must_refuse 'a function is exported' me_helper
module 'int me_helper(void); int me_helper(void) { return 1; }'
must_refuse 'modInit is not exported' 'does not export modInit'

guard_tree=.
check_real_tree
