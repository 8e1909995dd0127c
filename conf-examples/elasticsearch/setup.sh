#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs the life-cycle and the index templates in Elasticsearch or OpenSearch: one for each dataset, all made of
# index-template.json. Doing it again replaces them; documents, indices and logs-mailenable@custom are left alone. Needs
# curl and sed, and nothing of this machine's rsyslog.
set -eu

usage() {
    cat <<'END'
Usage: setup.sh [--opensearch] [--keyword] [--no-lifecycle] URL [CURL-OPTION...]

Installs what the data streams logs-mailenable.*-* need on the engine at URL.

  --opensearch     the engine is OpenSearch: its index state management instead of ILM
  --keyword        the engine has no constant_keyword: OpenSearch before 2.14, and builds without that module
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
keyword=no
lifecycle=yes
while [ $# -gt 0 ]; do
    case $1 in
        --opensearch) engine=opensearch ;;
        --keyword) keyword=yes ;;
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

refused() {
    printf 'setup.sh: the engine refused the %s, status %s:\n' "$1" "$status" >&2
    cat "$answer" >&2
    printf '\n' >&2
    exit 1
}

# install WHAT PATH BODY CURL-OPTION...: BODY as curl takes it, so @FILE is a file.
install() {
    what=$1
    shift
    request PUT "$@"
    case $status in
        2??) printf 'installed: %s\n' "$what" ;;
        *) refused "$what" ;;
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

# A site's own settings and fields: made empty, so that the templates can name it, and never overwritten.
custom=_component_template/logs-mailenable@custom
request GET "$custom" '' "$@"
case $status in
    200) ;;
    404) install 'empty logs-mailenable@custom' "$custom" '{"template": {"settings": {}}}' "$@" ;;
    *) refused 'question for logs-mailenable@custom' ;;
esac

# template DATASET: index-template.json for it, in the words that this engine knows.
template() {
    change="s/mailenable\\.smtp/mailenable.$1/g"
    # OpenSearch wants a value, and which namespace it will be nobody can say before.
    [ "$engine" = elasticsearch ] ||
        change="$change;s/\"namespace\": {\"type\": \"constant_keyword\"}/\"namespace\": $plain/"
    [ "$keyword" = no ] || change="$change;s/{\"type\": \"constant_keyword\"[^}]*}/$plain/"
    sed "$change" "$here/index-template.json"
}

plain='{"type": "keyword", "ignore_above": 1024}'
for dataset in smtp imap pop other; do
    install "index template of mailenable.$dataset" "_index_template/logs-mailenable.$dataset" \
        "$(template "$dataset")" "$@"
done
