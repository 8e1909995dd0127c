# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# What the guards share; sourced, never run. A guard defines `check TREE`, which prints one line for each violation and
# `checked N` at the end. It proves first, on small trees made for it, that it refuses what it exists to refuse; only
# then it looks at the real tree. A guard that found nothing to check has failed. Knows no rule itself.

set -u

guard_name=$(basename "$0" .sh)
guard_tree=${srcdir:-$(dirname "$0")/../..}
guard_sandbox=$(mktemp -d)
trap 'rm -rf "$guard_sandbox"' EXIT
trap 'exit 1' HUP INT TERM

# Folders with files of ours; build trees and fetched sources lie elsewhere.
readonly GUARD_FOLDERS='.ci conf-examples doc lib m4 packaging plugin report scripts tests'

guard_die() {
    printf 'guard %s: %s\n' "$guard_name" "$*" >&2
    exit 1
}

# Prints the files of a tree that somebody wrote, relative to it: not what autoreconf, configure and make left there,
# for the build directory may be the source directory.
written_files() {
    (
        cd "$1" || exit 1
        for folder in $GUARD_FOLDERS; do
            [ -d "$folder" ] || continue
            find "$folder" -name '.*' ! -name .ci -prune -o -name __pycache__ -prune -o -type f -print
        done
        find . -maxdepth 1 -type f | sed 's,^\./,,'
    ) | grep -vE '\.(o|lo|la|trs)$|^m4/(libtool|lt.*)\.m4$|^tests/(guards|unit)/.*\.log$' |
        grep -vxE 'Makefile(\.in)?|aclocal\.m4|configure~?|config\.(log|status)|libtool|test-suite\.log' |
        grep -vxE 'mmmailenable-(config\.h|.*\.tar\.gz)' |
        while read -r file; do
            # A linked test program has no name of its own.
            case $file in tests/unit/*.*) ;; tests/unit/*) continue ;; esac
            printf '%s\n' "$file"
        done | sort
}

# Runs check on a tree. Succeeds when there was something to check and nothing to complain about.
guard_run() {
    guard_output=$(check "$1")
    guard_checked=$(printf '%s\n' "$guard_output" | sed -n 's/^checked //p')
    guard_violations=$(printf '%s\n' "$guard_output" | grep -v '^checked ' || true)
    [ "${guard_checked:-0}" -gt 0 ] && [ -z "$guard_violations" ]
}

# put FILE: makes a file of the small tree from standard input.
put() {
    mkdir -p "$guard_sandbox/$(dirname "$1")"
    cat >"$guard_sandbox/$1"
}

# must_refuse LABEL [FILE]: the small tree is refused, and FILE is named; then the tree is emptied.
must_refuse() {
    if guard_run "$guard_sandbox"; then
        guard_die "does not refuse: $1"
    fi
    if [ $# -gt 1 ] && ! printf '%s\n' "$guard_violations" | grep -qF "$2"; then
        guard_die "refuses, but not because of $2: $1: $guard_violations"
    fi
    rm -rf "$guard_sandbox"
    mkdir "$guard_sandbox"
}

# must_accept LABEL: the small tree is accepted; it stays, for a violation to be added.
must_accept() {
    guard_run "$guard_sandbox" || guard_die "refuses what is allowed: $1: $guard_violations"
}

# The last line of every guard.
check_real_tree() {
    rm -rf "$guard_sandbox"
    mkdir "$guard_sandbox"
    if guard_run "$guard_sandbox"; then
        guard_die 'accepts an empty tree'
    fi
    if ! guard_run "$guard_tree"; then
        printf '%s\n' "$guard_violations" >&2
        guard_die "violations above, or nothing found to check (checked: ${guard_checked:-0})"
    fi
    printf 'guard %s: %s checked, ok\n' "$guard_name" "$guard_checked"
}
