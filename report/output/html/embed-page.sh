#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Turns the template of the HTML page into C: embed-page.sh page.html > page.inc. Text becomes fputs("…", p->out),
# @@name@@ a call, @@each name@@ a loop, @@if name@@ a condition, @@section name@@ the part that is compiled where
# SECTION_name is defined, and @@hash style@@ the hash that the page's content policy allows its own style sheet by.
# Needs nothing but the tools of POSIX, sha256sum and base64.
set -eu

template=$1

# What stands between <TAG> and </TAG>, to the byte.
content() {
    LC_ALL=C awk -v tag="$1" '
        BEGIN { RS = "\001"; ORS = "" }
        {
            start = index($0, "<" tag ">") + length(tag) + 2
            rest = substr($0, start)
            print substr(rest, 1, index(rest, "</" tag ">") - 1)
        }' "$template"
}

# sha256-… as a content policy spells it: base64 of the hash's bytes.
policy_hash() {
    hex=$(content "$1" | sha256sum | cut -c 1-64)
    octal=$(printf '%s\n' "$hex" | LC_ALL=C awk '{
        for (i = 1; i < 64; i += 2)
            printf "\\%03o", (index("0123456789abcdef", substr($0, i, 1)) - 1) * 16 + \
                index("0123456789abcdef", substr($0, i + 1, 1)) - 1
    }')
    # shellcheck disable=SC2059 # the format is the bytes
    printf 'sha256-%s' "$(printf "$octal" | base64 | tr -d '\n')"
}

LC_ALL=C awk -v style="$(policy_hash style)" -v script="$(policy_hash script)" '
    function put(s) {
        code[section] = code[section] s "\n"
    }
    function text(s) {
        if (s == "")
            return
        gsub(/\\/, "&&", s)
        gsub(/"/, "\\\"", s)
        gsub(/\n/, "\\n", s)
        put("fputs(\"" s "\", p->out);")
    }
    # A section is called where it stands, and its code kept for its own file.
    function open_section(name) {
        put("put_section(p, me_html_" name ");")
        section = name
        section_depth = depth
        names[++sections] = name
    }
    function close_one() {
        if (section != "page" && depth == section_depth)
            section = "page"
        else
            put("}")
        depth--
    }
    function token(s,    word) {
        split(s, word, " ")
        depth += word[1] == "each" || word[1] == "if" || word[1] == "section"
        if (word[1] == "each") put("while (next_" word[2] "(p)) {")
        else if (word[1] == "if") put("if (has_" word[2] "(p)) {")
        else if (word[1] == "section") open_section(word[2])
        else if (word[1] == "end") close_one()
        else if (s == "hash style") text(style)
        else if (s == "hash script") text(script)
        else put("put_" s "(p);")
    }
    BEGIN { section = names[++sections] = "page" }
    /^<!-- The page of/ { comment = 1 }
    comment { if (/-->/) comment = 0; next }
    {
        line = $0
        # A line that holds nothing but a loop, a condition or a section leaves no empty line behind.
        alone = line ~ /^@@(each|if|section|end)[a-z0-9_ ]*@@$/
        while ((at = index(line, "@@")) > 0) {
            text(substr(line, 1, at - 1))
            line = substr(line, at + 2)
            end = index(line, "@@")
            token(substr(line, 1, end - 1))
            line = substr(line, end + 2)
        }
        if (!alone)
            text(line "\n")
    }
    END {
        for (i = 1; i <= sections; i++)
            printf "#ifdef SECTION_%s\n%s#endif\n", names[i], code[names[i]]
    }' "$template"
