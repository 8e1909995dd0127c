#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests of scripts/deb-src: one table of label, file, wanted repositories and the source entries to come out.
set -u

script=${srcdir:-$(dirname "$0")/../..}/scripts/deb-src
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0

# row LABEL FILE URIS INPUT WANT
row() {
    printf '%s\n' "$4" >"$folder/$2"
    # shellcheck disable=SC2086 # a list of words
    got=$("$script" "$folder/$2" $3 | sed '/^$/d')
    if [ "$got" = "$5" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'not ok: %s\n--- want\n%s\n--- got\n%s\n' "$1" "$5" "$got"
    fi
}

row 'a line' sources.list '' \
    'deb http://deb.example.com/debian bookworm main' \
    'deb-src http://deb.example.com/debian bookworm main'
row 'options and key of a line' sources.list '' \
    'deb [arch=amd64 signed-by=/usr/share/keyrings/a.gpg] http://deb.example.com/debian bookworm main contrib' \
    'deb-src [arch=amd64 signed-by=/usr/share/keyrings/a.gpg] http://deb.example.com/debian bookworm main contrib'
row 'a line that is a source already, and its package line' sources.list '' \
    'deb http://deb.example.com/debian bookworm main
deb-src http://deb.example.com/debian bookworm main' \
    'deb-src http://deb.example.com/debian bookworm main'
row 'comments, blanks, a disc' sources.list '' \
    '# deb http://off.example.com/debian bookworm main

deb cdrom:[Debian 12.0.0 _Bookworm_ - Official amd64 DVD]/ bookworm main
  deb	http://deb.example.com/debian	bookworm main # the usual one' \
    'deb-src http://deb.example.com/debian	bookworm main'
row 'a line of somebody else' third.list 'http://deb.example.com/debian' \
    'deb https://packages.example.net/apt cloud-sdk-bookworm main
deb http://deb.example.com/debian/ bookworm main
deb http://deb.example.com/debian-security bookworm-security main' \
    'deb-src http://deb.example.com/debian/ bookworm main'
row 'nothing' empty.list '' '' ''

row 'a stanza' debian.sources '' \
    'Types: deb
URIs: http://deb.example.com/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/a.gpg' \
    'Types: deb-src
URIs: http://deb.example.com/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/a.gpg'
row 'both types, a comment inside, a key over many lines, fields in lower case' debian.sources '' \
    'types: deb deb-src
# snapshot
uris: http://deb.example.com/debian
suites: bookworm
components: main
signed-by:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw/NZJPR8lsD3K87ZM18gzyQZJD+w
 -----END PGP PUBLIC KEY BLOCK-----' \
    'Types: deb-src
uris: http://deb.example.com/debian
suites: bookworm
components: main
signed-by:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBGPL0BUBEADmW5NdOOHwPIJlgPu6JDcKw/NZJPR8lsD3K87ZM18gzyQZJD+w
 -----END PGP PUBLIC KEY BLOCK-----'
row 'a disabled stanza, one of somebody else, one with two places' debian.sources 'http://deb.example.com/debian' \
    'Types: deb
URIs: http://deb.example.com/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb
URIs: https://deb.example.net/node_20.x
Suites: nodistro
Components: main

Types: deb
URIs: http://mirror.example.org/debian
 http://deb.example.com/debian/
Suites: bookworm
Components: main' \
    'Types: deb-src
URIs: http://mirror.example.org/debian
 http://deb.example.com/debian/
Suites: bookworm
Components: main'

printf 'deb-src: %s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
