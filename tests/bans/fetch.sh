#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Unpacks Debian packages into a directory without installing them: installed, fail2ban and CrowdSec would start at once
# and watch the developer's own machine. What is there already is not fetched again.
set -eu

if [ $# -lt 2 ]; then
    printf 'Usage: tests/bans/fetch.sh DIRECTORY PACKAGE...\n' >&2
    exit 2
fi
directory=$1
shift
mkdir -p "$directory"
cd "$directory"
exec 9>lock
flock 9

for package in "$@"; do
    [ ! -d "$package" ] || continue
    rm -rf "$package".new "$package"_*.deb
    if ! apt-get -q download "$package" >"$package.log" 2>&1 </dev/null; then
        cat "$package.log" >&2
        printf 'fetch.sh: apt-get cannot download %s; does it have package lists?\n' "$package" >&2
        exit 1
    fi
    dpkg-deb -x "$package"_*.deb "$package".new
    mv "$package".new "$package"
done
