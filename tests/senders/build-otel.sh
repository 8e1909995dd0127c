#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds an OpenTelemetry Collector from its Go modules into a directory, with the components that otel-collector.yaml
# names and no others; some ten minutes, and once. Its packages are in no registry, its modules are.
set -eu

# The stable modules of a release have another number than the rest.
readonly VERSION=v0.148.0 STABLE=v1.54.0
readonly CORE=go.opentelemetry.io/collector CONTRIB=github.com/open-telemetry/opentelemetry-collector-contrib

if [ $# -ne 1 ]; then
    printf 'Usage: tests/senders/build-otel.sh DIRECTORY\n' >&2
    exit 2
fi
# shellcheck source=go.sh
. "$(dirname "$0")/go.sh"
mkdir -p "$1"
cd "$1"
exec 9>otelcol.lock
flock 9

cat >builder.new <<END
dist:
  name: otelcol
  module: otelcol.example.com/build
  version: ${VERSION#v}
  output_path: build
extensions:
  - gomod: $CONTRIB/extension/storage/filestorage $VERSION
receivers:
  - gomod: $CONTRIB/receiver/filelogreceiver $VERSION
processors:
  - gomod: $CONTRIB/processor/transformprocessor $VERSION
exporters:
  - gomod: $CONTRIB/exporter/syslogexporter $VERSION
providers:
  - gomod: $CORE/confmap/provider/envprovider $STABLE
  - gomod: $CORE/confmap/provider/fileprovider $STABLE
END
! cmp -s builder.new builder.yaml || exit 0
find_go
PATH=$(dirname "$go"):$PATH
rm -rf build
"$go" run "$CORE/cmd/builder@$VERSION" --config builder.new --skip-compilation >build.log 2>&1 </dev/null ||
    { tail -n 20 build.log >&2; fail 'cannot write the program'; }
(cd build && "$go" build -p 2 -ldflags '-s -w' -o ../otelcol .) >build.log 2>&1 </dev/null ||
    { tail -n 20 build.log >&2; fail 'cannot build the OpenTelemetry Collector'; }
rm -rf build go
mv builder.new builder.yaml
