# SPDX-License-Identifier: Apache-2.0
"""The native object that the module makes in a real rsyslogd is the one that mailenable-report prints for the same
line: made-up lines of all shapes, frames as rsyslog writes them to files, and whole conversations.

ME_DIFFERENTIAL_LINES sets how many lines of all shapes.
"""
import json
import os
import subprocess

import pytest

from harness import chance, conversations, inputs
from harness.rsyslogd import Rsyslogd, module_under_test, quoted
import shapes

pytestmark = pytest.mark.differential
LINES = int(os.environ.get("ME_DIFFERENTIAL_LINES") or 100000)
OBJECTS = ('template(name="objects" type="string" string="%$!mailenable%\\n")\n'
           'template(name="as-file" type="string" '
           'string="%timereported:::date-rfc3339% %hostname% %syslogtag%%msg%\\n")\n')
ONE_BY_ONE = 'queue.type="Direct"'


def count_lines(path):
    """Lines of a file that may not be there yet."""
    if not os.path.exists(path):
        return 0
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def objects_of_module(directory, kind, parameters, give, count, before=""):
    """What the module made of `count` messages, in their order; None for a message that is none of ours.
    `before`: an action that sees the messages first."""
    directory.mkdir()
    one = kind()
    config = (OBJECTS + "module(load={})\n".format(quoted(module_under_test())) +
              "".join('module(load="{}")\n'.format(module) for module in one.modules) +
              'ruleset(name="tested" {}) {{\n{}\naction(type="mmmailenable" {})\n'
              'action(type="omfile" file={} template="objects" ioBufferSize="64k")\n}}\n'.format(
                  ONE_BY_ONE, before, parameters, quoted(directory / "objects")) + one.config(directory, "tested"))
    daemon = Rsyslogd(directory, config)
    try:
        one.connect(daemon)
        give(one)
        daemon.wait_until(lambda: count_lines(directory / "objects") >= count, "{} objects".format(count), 300)
    finally:
        one.close()
        daemon.stop()
    with open(directory / "objects", encoding="utf-8") as file:
        return [json.loads(line) if line.strip() else None for line in file]


def objects_of_report(path):
    """What the report prints for a file, but for the host, which is no field of the module's."""
    done = subprocess.run([os.environ["ME_REPORT"], "--format", "jsonl", str(path)], stdout=subprocess.PIPE, check=True,
                          stdin=subprocess.DEVNULL, timeout=300)
    found = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert all(next(iter(each)) == "host" for each in found)
    return [{name: value for name, value in each.items() if name != "host"} for each in found]


def compare(table, what, lines, from_module, from_report):
    """Fails at the first object that differs, with the line it belongs to."""
    assert len(from_module) == len(lines)
    recognised = [(line, each) for line, each in zip(lines, from_module) if each is not None]
    different = [(line, ours, theirs) for (line, ours), theirs in zip(recognised, from_report) if ours != theirs]
    joined = sum("correlated_by" in each for each in from_report)
    verdict = "PASS" if not different and len(recognised) == len(from_report) else "different"
    table.add("module and report", what, verdict, lines=len(lines), recognised=len(recognised),
              of_the_report=len(from_report), joined=joined, different=len(different))
    if different:
        pytest.fail("line {!r}\nmodule {}\nreport {}".format(*different[0]))
    assert len(recognised) == len(from_report)


def test_lines_of_all_shapes(table, tmp_path):
    lines = list(shapes.made(chance.seeded("lines of all shapes"), LINES))
    (tmp_path / "lines.log").write_bytes(b"".join(line + b"\n" for line in lines))

    def give(watched):
        for first in range(0, len(lines), 5000):
            watched.send(b"".join(line + b"\n" for line in lines[first:first + 5000]))

    compare(table, "lines of all shapes, imfile", lines,
            objects_of_module(tmp_path / "daemon", inputs.File, 'correlate="time" correlate.ttl="604800"', give,
                              len(lines)), objects_of_report(tmp_path / "lines.log"))


def test_frames_that_rsyslog_writes_to_a_file(table, tmp_path):
    lines = list(shapes.made(chance.seeded("frames in files"), LINES // 5))
    frames = [b"<13>Nov 22 07:00:01 MAIL01 mailenable: " + line + b"\n" for line in lines]

    def give(connection):
        for first in range(0, len(frames), 1000):
            connection.send(b"".join(frames[first:first + 1000]))

    found = objects_of_module(
        tmp_path / "daemon", inputs.Ptcp, 'correlate="time" correlate.ttl="604800"', give, len(frames),
        'action(type="omfile" file={} template="as-file" ioBufferSize="64k")'.format(quoted(tmp_path / "all.log")))
    compare(table, "frames, in a file that rsyslog wrote", lines, found, objects_of_report(tmp_path / "all.log"))


def test_conversations(table, tmp_path):
    random = chance.seeded("conversations in both")
    made = conversations.busy_hosts(random, LINES // 50, ["mail1"], 5, ("id", "handle", "both", "none"))
    lines = [line.text.encode() for line in sorted((line for each in made for line in each.lines),
                                                   key=lambda line: line.at)]
    (tmp_path / "lines.log").write_bytes(b"".join(line + b"\n" for line in lines))
    compare(table, "conversations, imfile", lines,
            objects_of_module(tmp_path / "daemon", inputs.File, 'correlate="time"',
                              lambda watched: watched.send(b"".join(line + b"\n" for line in lines)), len(lines)),
            objects_of_report(tmp_path / "lines.log"))
