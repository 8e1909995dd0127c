#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs the life-cycle and the index template in Elasticsearch or OpenSearch. Doing it again replaces them; documents
# and indices are left alone. Needs curl, and nothing of this machine's rsyslog.
set -eu

usage() {
    cat <<'END'
Usage: setup.sh [--opensearch] [--no-lifecycle] URL [CURL-OPTION...]

Installs what the data streams logs-mailenable.smtp-* need on the engine at URL.

  --opensearch     the engine is OpenSearch: its index state management instead of ILM
  --no-lifecycle   no life-cycle: nothing is rolled over or deleted by itself
  --help           this text

Everything after URL goes to curl:

  setup.sh https://es.example.com:9200 --cacert /etc/ssl/es-ca.pem --netrc
  setup.sh https://es.example.com:9200 --cacert /etc/ssl/es-ca.pem --header @api-key

where the file api-key holds `Authorization: ApiKey …`. Options on the command line can be seen by
everybody on the machine, so a password does not belong there.

Exit status: 0 installed; 1 the engine refused something, and what it said is shown; 2 wrong usage.
END
}

wrong_usage() {
    usage >&2
    exit 2
}

engine=elasticsearch
lifecycle=yes
while [ $# -gt 0 ]; do
    case $1 in
        --opensearch) engine=opensearch ;;
        --no-lifecycle) lifecycle=no ;;
        --help)
            usage
            exit 0
            ;;
        -*) wrong_usage ;;
        *) break ;;
    esac
    shift
done
[ $# -ge 1 ] || wrong_usage
url=${1%/}
shift

here=$(cd "$(dirname "$0")" && pwd)
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
trap 'exit 1' HUP INT TERM

# request METHOD PATH [BODY] -- CURL-OPTION...: leaves the status in $status and the body in $answer.
request() {
    method=$1 path=$2 body=$3
    shift 3
    status=$(curl -sS -o "$answer" -w '%{http_code}' -X "$method" "$@" ${body:+-H 'Content-Type: application/json'} \
        ${body:+--data-binary "$body"} "$url/$path") || exit 1
}

# install WHAT PATH BODY CURL-OPTION...: BODY as curl takes it, so @FILE is a file.
install() {
    what=$1
    shift
    request PUT "$@"
    case $status in
        2??) printf 'installed: %s\n' "$what" ;;
        *)
            printf 'setup.sh: the engine refused the %s, status %s:\n' "$what" "$status" >&2
            cat "$answer" >&2
            printf '\n' >&2
            exit 1
            ;;
    esac
}

# The settings that only one kind of engine knows are in a component of their own, so that the template is the same for
# both. OpenSearch's policy finds its indices by itself.
component='{"template": {"settings": {}}}'
if [ "$lifecycle" = yes ]; then
    if [ "$engine" = elasticsearch ]; then
        install 'life-cycle policy' _ilm/policy/mailenable-smtp "@$here/ilm-policy.json" "$@"
        component='{"template": {"settings": {"index.lifecycle.name": "mailenable-smtp"}}}'
    else
        # A policy that exists is replaced only by somebody who says which version it is.
        policy=_plugins/_ism/policies/mailenable-smtp
        request GET "$policy" '' "$@"
        if [ "$status" = 200 ]; then
            number=$(sed -n 's/.*"_seq_no":\([0-9]*\).*/\1/p' "$answer")
            term=$(sed -n 's/.*"_primary_term":\([0-9]*\).*/\1/p' "$answer")
            policy="$policy?if_seq_no=$number&if_primary_term=$term"
        fi
        install 'life-cycle policy' "$policy" "@$here/ism-policy.json" "$@"
    fi
fi
install 'life-cycle component' _component_template/mailenable-smtp-lifecycle "$component" "$@"
install 'index template' _index_template/logs-mailenable.smtp "@$here/index-template.json" "$@"
