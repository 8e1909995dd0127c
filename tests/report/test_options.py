# SPDX-License-Identifier: Apache-2.0
"""The command line: what is wrong is refused with a sentence that says what is right."""
import os
import pathlib
import re
import subprocess

import pytest

from conftest import open_terminal

ROOT = pathlib.Path(__file__).parent.parent.parent
ROW = re.compile(r'^ME_OPTION\((\w+), (?:\'(.)\'|0), "([^"]+)", (NULL|"[^"]*"),', re.M)
ROWS = ROW.findall((ROOT / "report" / "options.def").read_text())


def words(name):
    rows = re.findall(r'^ME_\w+\(\w+, "([^"]+)"', next((ROOT / "report").rglob(name)).read_text(), re.M)
    assert rows
    return rows


def format_of(form):
    """Options that choose a format, with what it cannot do without."""
    return ["--format", form, *(["--timezone", "utc"] if form == "bulk" else [])]


PLAIN_KEYS = [key for key in words("group_key.def") if key not in ("country", "asn")]  # those need --geo


@pytest.mark.parametrize(
    "option, wrong, right",
    [
        ("--by", "moon", words("group_key.def")),
        ("--sort", "moon", words("sort.def")),
        ("--format", "moon", words("format.def")),
        ("--only", "moon", ["failed", "all", "denied", "granted", "auth-failure", "greylisting", "open-relay"]),
        ("--client", "192.0.2.0/33", ["192.0.2.0/24"]),
        ("--client", "example.com", ["192.0.2.0/24"]),
        ("--since", "2026-13-01", ["2026-11-22", "yesterday", "2h"]),
        ("--until", "noon", ["2026-11-22", "yesterday", "2h"]),
        ("--top", "-1", ["0", "10000000"]),
        ("--max-groups", "0", ["1", "10000000"]),
        ("--jobs", "0", ["1", "64"]),
        ("--jobs", "65", ["1", "64"]),
        ("--jobs", "", ["1", "64"]),
        ("--host", "", ["name"]),
        ("--max-row", "99", ["100", "4096"]),
        ("--max-row", "4097", ["100", "4096"]),
        ("--debug-layout", "time tab nubmer code",
         ['word 3, "nubmer", is not a known word', "time first", "text in quotes"]),
        ("--debug-layout", "time tab", ['word 2, "tab", is not code']),
    ],
)
def test_wrong_values_are_refused_with_the_right_ones(report, option, wrong, right):
    assert report(option, wrong, "debug.log", status=2, stderr=None) == b""
    assert option in report.stderr and wrong in report.stderr
    for word in right:
        assert word in report.stderr


@pytest.mark.parametrize("option", [name for _, _, name, argument in ROWS if argument != "NULL"])
def test_every_wrong_value_is_refused_in_one_sentence(report, option):
    """Of every option that cannot take anything, and of none that can."""
    if option == "output":  # any name is one: test_list.py
        return
    free = option in ("user", "host", "explain")
    output = report("--" + option, "no\x07where", "debug.log", status=0 if free else 2, stderr=None)
    if free:
        assert output
        return
    assert output == b""
    sentence = report.stderr.replace("\n", " ")
    assert re.fullmatch(r'mailenable-report: --%s cannot be "no\?where"; it is [^"].*\. ' % option, sentence), sentence
    assert not re.search(r"\. [A-Z]", sentence)


def test_of_several_kinds_the_wrong_one_is_named(report):
    report("--only", "denied,moon,granted", "debug.log", status=2, stderr=None)
    assert '"moon"' in report.stderr and '"denied' not in report.stderr
    assert "\n," not in report.stderr and "  " not in report.stderr


@pytest.mark.parametrize(
    "given, named",
    [
        (["--moon"], '"--moon"'),
        (["--moon=3"], '"--moon=3"'),
        (["-x"], '"-x"'),
        (["-nx"], '"-x"'),
        (["--s", "3"], '"--s"'),
        (["--unrecognized=3"], '"--unrecognized=3"'),
        (["--by"], "--by needs a value"),
        (["-b"], "-b needs a value"),
        (["--m\x1b[31m\u202e"], '"--m?[31m???"'),
        (["debug.log", "--moon"], '"--moon"'),
    ],
)
def test_unknown_options_are_refused(report, given, named):
    assert report(*given, status=2, stderr=None) == b""
    assert named in report.stderr and "mailenable-report --help" in report.stderr
    assert report.stderr.count("\n") == 1 and report.stderr.startswith("mailenable-report: ")


def test_a_time_that_ends_before_it_begins_is_refused(report):
    assert report("--since", "2026-11-22", "--until", "2026-11-21", "debug.log", status=2, stderr=None) == b""
    assert report.stderr == "mailenable-report: --since has to be a time before --until.\n"
    assert report("--since", "2026-11-22", "--until", "2026-11-22", "debug.log")


def test_what_is_refused_cannot_play_with_the_terminal(report):
    report("--by", "\x1b[31m\u202e", status=2, stderr=None)
    assert "\x1b" not in report.stderr and "\u202e" not in report.stderr


def test_help_fits_a_screen_and_names_every_option(report):
    """Two screens of 24 lines, of 80 columns: so many options are there."""
    lines = report("--help").decode().splitlines()
    assert len(lines) < 48 and max(map(len, lines)) <= 80
    text = "\n".join(lines)
    assert ROWS
    for _, letter, name, _ in ROWS:
        assert "--" + name in text
        assert not letter or "-%s, --%s" % (letter, name) in text
    for word in words("group_key.def") + words("sort.def") + words("format.def"):
        assert re.search(r"\b%s\b" % word, text), word


def test_version(report):
    assert re.fullmatch(rb"mailenable-report \d+\.\d+\.\d+\n", report("--version"))


def test_without_arguments_on_a_terminal_it_says_what_to_do(report):
    master, slave = open_terminal()
    try:
        done = subprocess.run([report.program], stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=20)
    finally:
        os.close(master)
        os.close(slave)
    assert done.returncode == 2 and done.stdout == b""
    assert b"/srv/logs/mail01" in done.stderr and b"--help" in done.stderr


def test_without_arguments_a_pipe_is_read(report):
    line = b"11/22/26 07:00:01\tME-I0111: Relay Denied: Failed to meet all relay criteria.\n"
    assert b"WHAT FAILED" in report(stdin=line)
