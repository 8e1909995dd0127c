#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A link from one document to another file of the tree, or to a heading, leads somewhere, and every document can be
# reached from README. Links to the outside are not looked at.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

# link_lines TREE: "document target heading" for each link of the documents on standard input, the target relative to
# the tree; a blank behind the target when no heading is named.
link_lines() {
    (cd "$1" && while read -r file; do
        grep -oE '\]\([^)]*\)' "$file" | sed 's/^](//; s/)$//; s/#/ /' | while IFS= read -r link; do
            target=${link%% *} heading=${link#"$target"}
            folder=$(dirname "$file")
            case $target in
                *:*) continue ;;
                '') folder=. target=$file ;;
                ../*) target=${target#../} folder=$(dirname "$folder") ;;
            esac
            [ "$folder" = . ] || target=$folder/$target
            printf '%s %s %s\n' "$file" "$target" "${heading# }"
        done
    done)
}

# The names that GitHub gives to the headings of a document: small letters, digits, hyphens and underscores, and a
# hyphen for a blank; one that was there before gets a number.
heading_names() {
    LC_ALL=C awk '
        /^ *(```|~~~)/ { fenced = !fenced }
        fenced || !/^#+ / { next }
        {
            sub(/^#+ +/, "")
            gsub(/\]\([^)]*\)/, "")
            name = tolower($0)
            gsub(/[!-,.\/:-@\[-^`{-~]/, "", name)
            gsub(/ /, "-", name)
            print name (seen[name] ? "-" seen[name] : "")
            seen[name]++
        }' "$1"
}

check() {
    documents=$(written_files "$1" | grep '\.md$')
    [ -n "$documents" ] || return
    links=$(printf '%s\n' "$documents" | link_lines "$1")
    [ -n "$links" ] || return
    printf '%s\n' "$links" | while read -r file target heading; do
        if [ ! -e "$1/$target" ]; then
            printf '%s: leads nowhere: %s\n' "$file" "$target"
        elif [ -n "$heading" ] && ! heading_names "$1/$target" | grep -qxF -e "$heading"; then
            printf '%s: no such heading: %s#%s\n' "$file" "$target" "$heading"
        fi
    done
    printf '%s\n' "$documents" | grep -E '^[^/]*$|^doc/|^conf-examples/' | while read -r file; do
        [ "$file" = README.md ] || printf '%s\n' "$links" | grep -v "^$file " | grep -q "^[^ ]* $file " ||
            printf '%s: no document leads here\n' "$file"
    done
    printf 'checked %s\n' "$(printf '%s\n' "$links" | wc -l)"
}

good_tree() {
    put README.md <<'END'
# Top
See [fields](doc/fields.md), [words](doc/events.md#words), [above](#top) and [the vendor](https://example.com/none#a).
END
    put doc/fields.md <<'END'
What the words mean: [events](events.md#the-word-open_relay-what-it-means). How to begin: [README](../README.md#top).
END
    put doc/events.md <<'END'
## Words
[First](#words), [second](#words-1) and [third](#words-2).
## Words
### The word `open_relay`: what [it](fields.md) means
## Words

```sh
# no heading
```
END
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
echo '[a](#secret)' | cat - "$guard_sandbox/doc/fields.md" | put doc/counters.md
must_refuse 'a heading that this document does not have' 'doc/counters.md: no such heading: doc/counters.md#secret'
for heading in Words words-3 word no-heading '-' the-word-openrelay-what-it-means; do
    good_tree
    echo "[a](doc/events.md#$heading)" | put CHANGELOG.md
    must_refuse 'a heading that another document does not have' \
        "CHANGELOG.md: no such heading: doc/events.md#$heading"
done
good_tree
printf '# Secret\nNobody knows [me](#secret).\n' | put doc/secret.md
must_refuse 'a document without a link from another' 'doc/secret.md: no document leads here'

check_real_tree
