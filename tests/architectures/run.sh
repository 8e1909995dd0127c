#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The library's unit tests on processors unlike the one at hand: s390x has its bytes the other way round, armhf has
# 32 bits. Compiled with Debian's cross compilers, run by qemu's user mode; libfastjson and cmocka of these
# architectures are fetched as packages and unpacked into the working directory, nothing is installed.
# usage: run.sh SOURCE-DIR DIRECTORY TEST...
set -eu
source=$(cd "$1" && pwd -P)
mkdir -p "$2"
directory=$(cd "$2" && pwd -P)
shift 2

readonly PACKAGES='libfastjson4 libfastjson-dev libcmocka0 libcmocka-dev'

fail() {
    printf 'check-architectures: %s\n' "$*" >&2
    exit 1
}

# apt with lists and a cache of its own, for the packages of one architecture.
private_apt() {
    mkdir -p "$root/lists/partial" "$root/archives/partial"
    : >"$root/status"
    apt-get -q -o APT::Architecture="$arch" -o APT::Architectures="$arch" -o Dir::State="$root" \
        -o Dir::State::status="$root/status" -o Dir::State::lists="$root/lists" -o Dir::Cache="$root" \
        -o Debug::NoLocking=1 "$@"
}

fetch() {
    [ ! -e "$root/complete" ] || return 0
    private_apt update
    # shellcheck disable=SC2086 # a list of words
    (cd "$root" && private_apt download $PACKAGES)
    for package in "$root"/*.deb; do
        dpkg-deb -x "$package" "$root"
    done
    : >"$root/complete"
}

compile() {
    "$triplet-gcc" -std=gnu11 -O2 -Wall -Werror -D_FILE_OFFSET_BITS=64 \
        -DME_TEST_DATA="\"$source/tests/data\"" -I"$source/lib" -I"$source/tests/unit" \
        -isystem "$root/usr/include" -isystem "$root/usr/include/libfastjson" "$@"
}

# What all tests share: the library and the tests' own support.
build_library() {
    rm -rf "$root/objects"
    mkdir "$root/objects"
    (cd "$root/objects" && compile -c "$source"/lib/*/*.c "$source"/tests/unit/support/*.c)
}

# build TEST
build() {
    compile -o "$root/$(basename "$1")" "$source/$1.c" "$root"/objects/*.o -L"$root/usr/lib/$triplet" \
        -lfastjson -lcmocka -lpthread
}

# An emulator is thirty times slower, and test_linear has limits of time: it gets shorter texts.
run() {
    case $1 in
        */test_linear) quick='-E ME_QUICK=1' ;;
        *) quick='' ;;
    esac
    # shellcheck disable=SC2086 # the option is words
    "$emulator" -L "/usr/$triplet" -E LD_LIBRARY_PATH="$root/usr/lib/$triplet" $quick "$root/$(basename "$1")"
}

# check ARCH TRIPLET EMULATOR TEST...
check() {
    arch=$1 triplet=$2 emulator=$3 root=$directory/$1
    shift 3
    for tool in "$triplet-gcc" "$emulator"; do
        command -v "$tool" >/dev/null ||
            fail "$tool is missing: apt-get install gcc-$triplet libc6-dev-$arch-cross qemu-user"
    done
    mkdir -p "$root"
    if ! fetch >"$root/fetch.log" 2>&1; then
        cat "$root/fetch.log" >&2
        fail "the packages of $arch cannot be fetched"
    fi
    build_library
    for test; do
        printf '\n--- %s on %s\n' "$(basename "$test")" "$arch"
        build "$test"
        run "$test"
        passed=$((passed + 1))
    done
}

passed=0
check s390x s390x-linux-gnu qemu-s390x "$@"
check armhf arm-linux-gnueabihf qemu-arm "$@"
printf '\nPASS: %s test programs on s390x (64 bits, big-endian) and armhf (32 bits, little-endian)\n' "$passed"
