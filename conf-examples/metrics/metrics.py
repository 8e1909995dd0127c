#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes rsyslog's counters as a file that Prometheus's node exporter reads (its textfile collector).

Reads the JSON lines of impstats on standard input, as rsyslog's omprog writes them. Each counter of mmmailenable, of
an action and of a queue becomes one sample. The file is replaced as a whole, so that nobody reads half of it. A line
that is no such JSON is left out.

rsyslog from 8.2506.0 on can write Prometheus's format itself: module(load="impstats" format="prometheus").
"""
import argparse
import json
import os
import sys
import tempfile
import time

# What goes up and down. All others count from the start of rsyslogd.
GAUGES = {"mmmailenable": {"conversations.active"}, "core.queue": {"size", "maxqsize"}, "core.action": set()}
# Where the samples of an origin get their name and the label with the name of the object from.
FAMILIES = {"mmmailenable": ("mmmailenable", None), "core.queue": ("rsyslog_queue", "queue"),
            "core.action": ("rsyslog_action", "action")}
# What is known of an object besides its counters.
NO_COUNTERS = {"name", "origin"}


def escaped(value):
    """`value` inside the quotes of a label."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def samples_of(line):
    """The samples of a line of impstats: {(metric, type, labels): number}. Empty for any other line."""
    try:
        item = json.loads(line[line.index("{"):])
    except ValueError:
        return {}
    origin = item.get("origin") if isinstance(item, dict) else None
    if not isinstance(origin, str) or origin not in FAMILIES:
        return {}
    family, label = FAMILIES[origin]
    labels = '{{{}="{}"}}'.format(label, escaped(str(item.get("name", "")))) if label else ""
    found = {}
    for name, value in item.items():
        if name in NO_COUNTERS or isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        gauge = name in GAUGES[origin]
        metric = "{}_{}{}".format(family, name.replace(".", "_"), "" if gauge else "_total")
        found[metric, "gauge" if gauge else "counter", labels] = value
    return found


def text_of(samples, now):
    """The file: one block for each metric, in the order of their names."""
    lines = []
    last = None
    for (metric, kind, labels), value in sorted(samples.items()):
        if metric != last:
            lines.append("# TYPE {} {}".format(metric, kind))
            last = metric
        lines.append("{}{} {}".format(metric, labels, value))
    lines.append("# HELP mmmailenable_impstats_timestamp_seconds When rsyslog last reported its counters.")
    lines.append("# TYPE mmmailenable_impstats_timestamp_seconds gauge")
    lines.append("mmmailenable_impstats_timestamp_seconds {:.3f}".format(now))
    return "\n".join(lines) + "\n"


def write(path, text):
    """Replaces the file, readable for the node exporter, which runs as another user."""
    directory = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(prefix=".metrics", dir=directory)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise


def main():
    """Until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--textfile", required=True, metavar="FILE",
                        help="the file to write, in the directory that the node exporter's "
                             "--collector.textfile.directory names")
    options = parser.parse_args()
    samples = {}
    for line in sys.stdin:
        new = samples_of(line)
        if not new:
            continue
        samples.update(new)
        try:
            write(options.textfile, text_of(samples, time.time()))
        except OSError as error:
            # The next report tries again. omprog passes this on to rsyslog's own log.
            print("metrics.py: cannot write {}: {}".format(options.textfile, error.strerror), file=sys.stderr)


if __name__ == "__main__":
    main()
