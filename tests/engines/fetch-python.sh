#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Puts Python packages into a directory of their own, for PYTHONPATH; once for each list of packages. Nothing is
# installed into the machine's Python.
set -eu

if [ $# -lt 2 ]; then
    printf 'Usage: tests/engines/fetch-python.sh DIRECTORY PACKAGE==VERSION...\n' >&2
    exit 2
fi
directory=$1
shift
mkdir -p "$directory"
exec 9>"$directory.lock"
flock 9
[ "$(cat "$directory/packages" 2>/dev/null || true)" != "$*" ] || exit 0

python=${PYTHON3:-python3}
"$python" -m pip --version >/dev/null 2>&1 ||
    { printf 'fetch-python.sh: %s come by pip, which is missing (Debian: python3-pip)\n' "$*" >&2; exit 1; }
rm -rf "$directory"
"$python" -m pip install -q --disable-pip-version-check --root-user-action=ignore --only-binary=:all: \
    --target "$directory" "$@" >"$directory.log" 2>&1 </dev/null ||
    { cat "$directory.log" >&2; printf 'fetch-python.sh: cannot install %s\n' "$*" >&2; exit 1; }
printf '%s' "$*" >"$directory/packages"
