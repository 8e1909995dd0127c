# SPDX-License-Identifier: Apache-2.0
"""Reading tests/data: frames as forwarders put them on the wire, and golden objects.

Knows the layout of those files only. A missing file is an error.
"""
import json
import os
import re

DATA = os.environ.get("ME_E2E_DATA") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data")

_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_SIMPLE = {b"t": b"\t", b"r": b"\r", b"n": b"\n", b"\\": b"\\"}


def decode(line):
    """Bytes a line of frames.txt stands for; an escape it does not define is an error."""
    return _ESCAPE.sub(lambda match: bytes([int(match.group(1), 16)]) if match.group(1) else _SIMPLE[match.group(2)],
                       line)


def load_frames():
    """List of (label, frame as bytes, object the module makes of it or None) in file order."""
    labels = []
    frames = []
    for line in load_lines("frames.txt"):
        if line.startswith(b"# "):
            labels.append(line[2:].decode("ascii"))
        else:
            labels += labels[-1:] if len(labels) == len(frames) else []
            frames.append(decode(line))
    wanted = load_golden("frames.jsonl")
    assert len(wanted) == len(frames)
    return list(zip(labels, frames, wanted))


def load_lines(name):
    """Lines of a file in tests/data, as bytes without their LF."""
    with open(os.path.join(DATA, name), "rb") as file:
        return file.read().split(b"\n")[:-1]


def load_golden(name):
    """One JSON value per line: what the module must say of the same line of the input; null for "not ours"."""
    return [json.loads(line) for line in load_lines(os.path.join("golden", name))]
