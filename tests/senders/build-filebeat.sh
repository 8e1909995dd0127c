#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds Filebeat from its Go module into a directory; minutes, and once. Its packages are in no registry, its source
# is: the module's checksum is below. Go comes from the machine, or as a Python package.
set -eu

readonly MODULE=github.com/elastic/beats/v7 VERSION=v7.17.28
readonly SUM='h1:oU7abvFOefngHHxmVuKCEFwQlMhq2vOrzCu5nHdgjXo='

if [ $# -ne 1 ]; then
    printf 'Usage: tests/senders/build-filebeat.sh DIRECTORY\n' >&2
    exit 2
fi
# shellcheck source=go.sh
. "$(dirname "$0")/go.sh"
mkdir -p "$1"
cd "$1"
exec 9>filebeat.lock
flock 9
[ ! -x filebeat ] || exit 0

find_go

# field NAME: a text of what `go mod download -json` said, which it writes one a line.
field() {
    sed -n 's/^[[:space:]]*"'"$1"'": "\([^"]*\)".*/\1/p' download.json
}

# A module of our own that needs Filebeat's, with its list of versions: replacements are obeyed in the main module only.
if ! "$go" mod download -json "$MODULE@$VERSION" >download.json 2>download.log </dev/null; then
    cat download.json download.log >&2
    fail "cannot download $MODULE"
fi
[ "$(field Sum)" = "$SUM" ] || fail "$MODULE is not what it was"
source=$(field Dir)
rm -rf build
mkdir build
sed "s,^module .*,module filebeat.example.com/build," "$source/go.mod" >build/go.mod
cat "$source/go.sum" >build/go.sum
printf 'require %s %s\n' "$MODULE" "$VERSION" >>build/go.mod
(cd build && "$go" build -ldflags '-s -w' -o ../filebeat.new "$MODULE/filebeat") >build.log 2>&1 </dev/null ||
    { tail -n 20 build.log >&2; fail 'cannot build Filebeat'; }
rm -rf build go
mv filebeat.new filebeat
