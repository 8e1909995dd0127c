#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A link from one document to another file of the tree leads somewhere, and every document can be reached from README.
# Links to the outside are not looked at.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

# link_lines TREE: "document target" for each link of the documents on standard input, the target relative to the tree.
link_lines() {
    (cd "$1" && while read -r file; do
        grep -oE '\]\([^)]*\)' "$file" | sed 's/^](//; s/)$//; s/#.*//' | while read -r target; do
            case $target in '' | *:*) continue ;; esac
            folder=$(dirname "$file")
            case $target in ../*) target=${target#../} folder=$(dirname "$folder") ;; esac
            [ "$folder" = . ] || target=$folder/$target
            printf '%s %s\n' "$file" "$target"
        done
    done)
}

check() {
    documents=$(written_files "$1" | grep '\.md$')
    [ -n "$documents" ] || return
    links=$(printf '%s\n' "$documents" | link_lines "$1")
    [ -n "$links" ] || return
    printf '%s\n' "$links" | while read -r file target; do
        [ -e "$1/$target" ] || printf '%s: leads nowhere: %s\n' "$file" "$target"
    done
    printf '%s\n' "$documents" | grep -E '^[^/]*$|^doc/|^conf-examples/' | while read -r file; do
        [ "$file" = README.md ] || printf '%s\n' "$links" | grep -q "^[^ ]* $file\$" ||
            printf '%s: no document leads here\n' "$file"
    done
    printf 'checked %s\n' "$(printf '%s\n' "$links" | wc -l)"
}

good_tree() {
    put README.md <<'END'
See [fields](doc/fields.md), [words](doc/events.md#words), [above](#top) and [the vendor](https://example.com/none).
END
    put doc/fields.md <<'END'
What the words mean: [events](events.md). How to begin: [README](../README.md).
END
    put doc/events.md </dev/null
    must_accept 'links that lead somewhere'
}

good_tree
rm "$guard_sandbox/doc/events.md"
must_refuse 'a document is missing' 'doc/fields.md: leads nowhere: doc/events.md'
good_tree
printf '[a](doc/none.md#part) [b](doc/fields.md)\n' | put CHANGELOG.md
must_refuse 'the first of two links' 'CHANGELOG.md: leads nowhere: doc/none.md'
good_tree
echo '[up](../none.md)' | put doc/counters.md
must_refuse 'a link upwards' 'doc/counters.md: leads nowhere: none.md'
good_tree
echo 'Nobody knows me.' | put doc/secret.md
must_refuse 'a document without a link' 'doc/secret.md: no document leads here'

check_real_tree
