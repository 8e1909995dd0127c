#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes certificates for log traffic: an authority of your own, one for the log server, one for each sender. Doing it
# again adds what is missing and replaces nothing.
set -eu

if [ $# -lt 2 ]; then
    echo 'Usage: certificates.sh DIRECTORY LOG-SERVER [SENDER...]   (names as in DNS)' >&2
    exit 2
fi
directory=$1
server=$2
shift 2
umask 077
mkdir -p "$directory"
cd "$directory"

if [ ! -f ca.pem ]; then
    openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 -subj '/CN=MailEnable log authority' \
        -keyout ca.key -out ca.pem 2>/dev/null
fi

# issue FILE NAME
issue() {
    [ ! -f "$1.pem" ] || return 0
    openssl req -newkey rsa:3072 -nodes -sha256 -subj "/CN=$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
    printf 'subjectAltName=DNS:%s\nbasicConstraints=CA:FALSE\n' "$2" >"$1.ext"
    openssl x509 -req -sha256 -days 825 -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -extfile "$1.ext" \
        -out "$1.pem" 2>/dev/null
    rm -f "$1.csr" "$1.ext"
}

issue server "$server"
for sender in "$@"; do
    issue "$sender" "$sender"
done
