# SPDX-License-Identifier: Apache-2.0
"""The pictures in the documents: lines in a `text` block, and in the `json` block behind it the object that the last of
them becomes. Knows where a document has its picture, not what is in it.
"""
import json
import os
import re

import pytest

from harness import inputs

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
STATEMENTS = 'action(type="mmmailenable" explain="on")'


def blocks(text, language):
    """The fenced blocks in `text` that are marked with `language`."""
    return re.findall(r"^```{}\n(.*?)^```$".format(language), text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "doc/conversations.md"])
def test_the_picture_is_true(rsyslogd, name):
    with open(os.path.join(ROOT, name), encoding="utf-8", newline="\n") as file:
        introduction = file.read().split("\n## ")[0]
    [before], [after] = blocks(introduction, "text"), blocks(introduction, "json")
    lines = before.encode().splitlines(keepends=True)
    daemon = rsyslogd(STATEMENTS, kinds=(inputs.Tcp,))
    daemon.send(lines)
    record = daemon.after(len(lines))[-1]["event"]["mailenable"]
    wanted = json.loads(after)
    if "explanation" not in wanted:  # not every picture has room for it
        del record["explanation"]
    assert record == wanted
