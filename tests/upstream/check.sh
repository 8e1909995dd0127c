#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tries the module in a release of rsyslog that is not installed: builds rsyslogd and the module from a source tree,
# the module with -Werror, and runs the unit tests and the end-to-end tests there. Changes nothing in the tree, and
# writes only into DIRECTORY, which keeps a finished rsyslogd for the next time.
# usage: check.sh SOURCE-DIR RSYSLOG-SRC DIRECTORY [PYTEST-ARGUMENT...]
set -eu

if [ $# -lt 3 ] || [ ! -f "$2/runtime/rsyslog.h" ]; then
    printf 'usage: make check-upstream RSYSLOG_SRC=DIR\n' >&2
    printf '\nDIR is a source tree of rsyslog: a clone, a tarball, or what apt-get source unpacks.\n' >&2
    exit 2
fi
source=$(cd "$1" && pwd -P)
rsyslog=$(cd "$2" && pwd -P)
mkdir -p "$3"
directory=$(cd "$3" && pwd -P)
shift 3
# RSYSLOG_SRC on the command line of the make that called this would hold in the module's build, too.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES

# Modules that the end-to-end tests load, and nothing that takes more libraries.
readonly OPTIONS='--enable-elasticsearch --enable-gnutls --enable-imfile --enable-impstats --enable-imptcp
    --enable-mmjsonparse --enable-mmutf8fix --enable-omkafka --enable-omprog --disable-default-tests --disable-fmhttp
    --disable-generate-man-pages --disable-imfile-tests --disable-klog --disable-libgcrypt
    --disable-liblogging-stdlog --disable-libsystemd --disable-usertools'
# Unknown to older releases, where configure ignores it with a warning.
readonly NEW_OPTIONS='--disable-impstats-push'

# logged NAME COMMAND...: the output is shown when the command fails.
logged() {
    log=$directory/$1.log
    shift
    if ! "$@" >"$log" 2>&1 </dev/null; then
        tail -n 30 "$log" >&2
        printf 'check.sh: failed: %s (%s)\n' "$*" "$log" >&2
        exit 1
    fi
}

# A clone has no configure, and no files that a release makes: it takes autoconf-archive, bison and flex.
prepare() {
    cd "$directory/rsyslog"
    if [ ! -x configure ]; then
        touch ChangeLog
        logged rsyslog-autoreconf autoreconf -fi
    fi
    # shellcheck disable=SC2086 # lists of words
    logged rsyslog-configure ./configure --prefix="$directory/host" $OPTIONS $NEW_OPTIONS
}

build_rsyslogd() {
    rm -rf "$directory/rsyslog" "$directory/host"
    cp -a "$rsyslog" "$directory/rsyslog"
    # Results of an earlier configure in that tree are for other options.
    [ ! -f "$directory/rsyslog/Makefile" ] || (cd "$directory/rsyslog" && logged rsyslog-clean make distclean)
    (prepare)
    logged rsyslog-make make -C "$directory/rsyslog" -j "$(nproc)"
    logged rsyslog-install make -C "$directory/rsyslog" install
}

build_module() {
    rm -rf "$directory/module"
    mkdir "$directory/module"
    (cd "$directory/module" && logged module-configure "$source/configure" --enable-werror --enable-silent-rules \
        --with-rsyslog-src="$directory/rsyslog")
    logged module-make make -C "$directory/module" -j "$(nproc)"
}

# What the tree is, as far as it tells: its commit, else the time of its newest header.
key() {
    git -C "$rsyslog" rev-parse HEAD 2>/dev/null || cksum "$rsyslog/configure.ac" "$rsyslog"/runtime/*.h
    cksum <"$source/tests/upstream/check.sh"
}

if [ "$(cat "$directory/.complete" 2>/dev/null)" != "$(key)" ]; then
    printf 'building rsyslogd of %s\n' "$rsyslog"
    build_rsyslogd
    key >"$directory/.complete"
fi
printf 'building the module, with warnings as errors\n'
build_module
"$directory/host/sbin/rsyslogd" -v | head -n 1
logged module-check make -C "$directory/module" check
logged module-oracle make -C "$directory/module" tests/oracle/oracle
sed -n 's/^# \(TOTAL\|PASS\|FAIL\|ERROR\): */\1 /p' "$directory/module/test-suite.log" | tr '\n' ' '
printf '\n'
cd "$source"
ME_E2E_RSYSLOGD=$directory/host/sbin/rsyslogd ME_E2E_MODULE=$directory/module/.libs/mmmailenable.so \
    ME_REPORT=$directory/module/mailenable-report ME_ORACLE=$directory/module/tests/oracle/oracle \
    PYTHONDONTWRITEBYTECODE=1 exec "${PYTHON3:-python3}" -m pytest -q tests/e2e -m 'not slow' -p no:cacheprovider "$@"
