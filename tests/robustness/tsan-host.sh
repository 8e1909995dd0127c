#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds rsyslogd and its libfastjson for ThreadSanitizer, from the sources of the releases that are installed: what the
# module runs in. libestr stays as it is: nothing of the module's is ever in it. Once; installs nothing outside of
# DIRECTORY.
# usage: tsan-host.sh SOURCE-DIR RSYSLOG-SRC DIRECTORY
set -eu
source=$(cd "$1" && pwd -P)
rsyslog=$(cd "$2" && pwd -P)
mkdir -p "$3"
directory=$(cd "$3" && pwd -P)

export CC="${CC:-gcc}"
export CFLAGS='-g -O1 -fsanitize=thread -fno-omit-frame-pointer'
export LDFLAGS="-fsanitize=thread -Wl,-rpath,$directory/lib"
export PKG_CONFIG_PATH="$directory/lib/pkgconfig"

# logged NAME COMMAND...: the output is shown when the command fails.
logged() {
    log=$directory/$1.log
    shift
    if ! "$@" >"$log" 2>&1 </dev/null; then
        tail -n 30 "$log" >&2
        printf 'tsan-host.sh: failed: %s (%s)\n' "$*" "$log" >&2
        exit 1
    fi
}

build_libfastjson() {
    logged libfastjson-source "$source/scripts/fetch-source" libfastjson-dev "$directory"
    cd "$(tail -n 1 "$directory/libfastjson-source.log")"
    logged libfastjson-configure ./configure --prefix="$directory" --disable-static
    logged libfastjson-make make -j 2 install
}

# With the options whose headers the module is compiled with, and the modules that the test loads.
build_rsyslogd() {
    rm -rf "$directory/rsyslog"
    cp -a "$rsyslog" "$directory/rsyslog"
    cd "$directory/rsyslog"
    # config.status quotes the options for a shell.
    eval "logged rsyslog-configure ./configure $(./config.status --config)" \
        '--prefix="$directory" --enable-imptcp --enable-impstats'
    logged rsyslog-make make -j 2 install
}

# An object that was compiled earlier, without ThreadSanitizer, would hide every race in it.
check_instrumented() {
    for object in "$directory/sbin/rsyslogd" "$directory"/lib/libfastjson.so "$directory"/lib/rsyslog/*.so; do
        nm -D "$object" | grep -q __tsan_func_entry || {
            printf 'tsan-host.sh: %s is not built for ThreadSanitizer\n' "$object" >&2
            exit 1
        }
    done
}

key=$(cksum <"$source/tests/robustness/tsan-host.sh"; cksum <"$rsyslog/config.h")
if [ "$(cat "$directory/.complete" 2>/dev/null)" != "$key" ]; then
    printf 'building libfastjson and rsyslogd for ThreadSanitizer\n'
    build_libfastjson
    build_rsyslogd
    check_instrumented
    printf '%s\n' "$key" >"$directory/.complete"
fi
