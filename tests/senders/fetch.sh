#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Unpacks syslog-ng, the libraries that it needs and this machine does not have, and rsyslog's TLS driver into a
# directory. Installed, syslog-ng would put itself in the place of the machine's own rsyslog.
set -eu

if [ $# -ne 1 ]; then
    printf 'Usage: tests/senders/fetch.sh DIRECTORY\n' >&2
    exit 2
fi
if ! plan=$(LC_ALL=C apt-get install -s -q --no-install-recommends syslog-ng-core 2>&1 </dev/null); then
    printf '%s\nfetch.sh: apt-get cannot find syslog-ng-core; does it have package lists?\n' "$plan" >&2
    exit 1
fi
libraries=$(printf '%s\n' "$plan" | sed -n '/^Inst syslog-ng/d; s/^Inst \([^ ]*\) .*/\1/p')
# shellcheck disable=SC2086 # a list of words
exec "$(dirname "$0")/../bans/fetch.sh" "$1" rsyslog-gnutls syslog-ng-core $libraries
