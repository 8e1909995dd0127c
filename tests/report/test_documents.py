# SPDX-License-Identifier: Apache-2.0
"""The manual and the completions name every option and every word, and no other."""
import pathlib
import re
import subprocess

import pytest

from test_options import ROWS, words

ROOT = pathlib.Path(__file__).parents[2]
MANUAL = (ROOT / "doc" / "mailenable-report.1").read_text()
COMPLETIONS = ["mailenable-report", "_mailenable-report", "mailenable-report.fish"]
LONG = {"--" + name for _, _, name, _ in ROWS}


def test_no_two_things_are_called_the_same():
    rows = re.findall(r'^ME_PHRASE\(\w+, \w+, \w+, "([^"]+)"\)', (ROOT / "report" / "phrases.def").read_text(), re.M)
    assert len(rows) > 30 and len(rows) == len(set(rows))


@pytest.fixture(scope="module")
def kinds(report):
    report("--only", "?", status=2, stderr=None)
    return set(re.findall(r"[a-z0-9-]+", report.stderr.split("one or more of", 1)[1]))


def completion(name):
    return (ROOT / "report" / "completions" / name).read_text()


def test_the_manual_has_a_paragraph_for_each_option():
    text = MANUAL.replace("\\-", "-")
    for _, letter, name, _ in ROWS:
        heads = re.findall(r'^\.TP\n\.BR? "?(?:-(.) ", " )?--%s\b' % name, text, re.M)
        assert heads == [letter], (name, heads)
    options = text.split(".SH OPTIONS")[1].split(".SH WARNINGS")[0]
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", options)) == LONG
    for word in words("by.def") + words("sort.def") + words("format.def"):
        assert re.search(r"\b%s\b" % word, text), word


def test_the_manual_is_good_roff():
    done = subprocess.run(
        ["man", "--warnings", "-l", "-"],
        input=MANUAL.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"MANWIDTH": "80", "MAN_KEEP_FORMATTING": "0", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        timeout=60,
    )
    assert done.returncode == 0 and done.stderr == b""
    assert b"--max-groups" in re.sub(rb".\x08|\x1b\[[0-9;]*m", b"", done.stdout)


@pytest.mark.parametrize("name", COMPLETIONS)
def test_completions_know_every_option_and_word(name, kinds):
    text = completion(name)
    plain = re.sub(r"#.*", "", text)
    for _, letter, option, argument in ROWS:
        spelled = r"-l %s\b" % option if name.endswith(".fish") else r"--%s\b" % option
        assert re.search(spelled, plain), option
        if letter and argument != "NULL":
            assert re.search(r"-s %s\b" % letter if name.endswith(".fish") else r"(?<![\w-])-%s\b" % letter, plain)
    for word in words("by.def") + words("sort.def") + words("format.def") + sorted(kinds):
        assert re.search(r"(?<![\w-])%s(?![\w-])" % word, plain), word
