# SPDX-License-Identifier: Apache-2.0
"""The program in vector.yaml, compiled and run by Vector's own language: the frame of every line of the samples.

Vector itself is not run.
"""
import base64
import json
import os
import re
import subprocess
import textwrap

import pytest

import framing
from harness import frames

pytestmark = pytest.mark.vrl

LOGS = ("debug", "activity-rows", "w3c")
NOW = re.compile(rb"(?<=^<13>1 )\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00 ")


def program():
    """What stands below `source: |`."""
    return textwrap.dedent(framing.found_in("vector/vector.yaml", r"    source: \|\n((?:      .*\n)+)"))


def run(directory, source, messages):
    """What the program makes of each message. Base64, for the command prints a text as it is."""
    (directory / "program.vrl").write_text(source + "encode_base64(.message)\n", encoding="utf-8")
    (directory / "events").write_text("".join(json.dumps({"message": text}) + "\n" for text in messages),
                                      encoding="utf-8")
    done = subprocess.run(
        [os.path.join(os.environ["ME_VRL"], "bin", "vrl"), "--quiet", "--print-warnings", "--program",
         str(directory / "program.vrl"), "--input", str(directory / "events")], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120, encoding="utf-8")
    assert done.returncode == 0, done.stdout
    return [line.strip('"') for line in done.stdout.split("\n") if line]


def test_the_program_writes_the_frame(tmp_path):
    lines = [line.rstrip(b"\r").decode("utf-8", "replace") for name in LOGS
             for line in frames.load_lines(name + ".log")]
    found = run(tmp_path, program(), lines)
    assert len(found) == len(lines) > 0
    for line, encoded in zip(lines, found):
        frame, count = NOW.subn(framing.TIME.encode() + b" ", base64.b64decode(encoded, validate=True))
        assert count == 1, frame
        assert framing.line_of(frame) == framing.vector(line.encode())


def test_a_zone_that_is_none_does_not_pass(tmp_path):
    source = program().replace("Europe/Berlin", "Europe/Nowhere")
    assert source != program()
    assert "unable to parse timezone" in run(tmp_path, source, ["x"])[0]


def test_a_mistake_does_not_compile(tmp_path):
    with pytest.raises(AssertionError, match="E110"):
        run(tmp_path, program().replace("string!(", "string("), ["x"])
