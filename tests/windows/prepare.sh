#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# prepare.sh PROGRAM DIRECTORY: makes DIRECTORY/run, which runs the Windows PROGRAM under wine with a Windows of its own
# in DIRECTORY/wine, and starts that. It stays up for a few minutes after the last run, so that a run takes a tenth of a
# second.
set -eu
[ $# -eq 2 ] || exit 2
here=$(cd "$(dirname "$0")" && pwd -P)
for tool in wine wineserver; do
    command -v "$tool" >/dev/null || PATH=$PATH:/usr/lib/wine
    command -v "$tool" >/dev/null || {
        printf 'prepare.sh: %s is missing: run scripts/setup --windows\n' "$tool" >&2
        exit 1
    }
done
program=$(realpath "$1")
mkdir -p "$2/wine"
directory=$(cd "$2" && pwd -P)
ln -sfn "$program" "$directory/program.exe"
cp "$here/run.sh" "$directory/run"
chmod +x "$directory/run"
export WINEPREFIX="$directory/wine" WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
if [ ! -f "$directory/wine/system.reg" ]; then
    wine wineboot --init >"$directory/wineboot.log" 2>&1 </dev/null
    wineserver -w
fi
wineserver -p300 2>/dev/null || true # it runs already
"$directory/run" --version >/dev/null </dev/null
