# SPDX-License-Identifier: Apache-2.0
"""W3C logs of IMAP and POP: their rows are read in the order that the `#Fields:` line before them says, wherever it
stands, however the file comes and whoever reads it. What single rows become is in tests/data/report/w3c.
"""
import gzip
import json

import pytest

from conftest import SAMPLES

IMAP = "#Fields: date time c-ip agent account cs-username s-ip s-port cs-method cs-uristem cs-uriquery sc-bytes\n"
SHORT = "#Fields: date time c-ip agent s-port cs-method cs-uristem cs-uriquery cs-username\n"
HEAD = "#Software: MailEnable IMAP Server Version 1.0a\n#Version: 1.0\n"


def failure(number, short=False):
    name = "user%d@example.com" % (number % 7)
    time = "2026-11-22 %02d:%02d:%02d" % (number // 3600, number // 60 % 60, number % 60)
    login = "LOGIN LOGIN+%s+pw%d 2+NO+LOGIN+Failed" % (name, number)
    if short:
        return "%s 203.0.113.7 IMAP-IN %d %s - \n" % (time, number, login)
    return "%s 203.0.113.7 IMAP-IN - - 192.0.2.5 %d %s 20 \n" % (time, number, login)


def objects(report, *arguments, **options):
    return [json.loads(line) for line in report("--format", "jsonl", *arguments, **options).splitlines()]


def events(rows):
    return [row["event"] for row in rows]


@pytest.mark.parametrize("jobs", ["1", "2", "8"])
def test_an_order_holds_until_the_next_whoever_reads_the_file(report, tmp_path, jobs):
    """Megabytes, so that threads read many pieces of it; the order changes every 997 rows."""
    text, number = HEAD, 0
    for part in range(20):
        text += SHORT if part % 2 else IMAP
        text += "".join(failure(number + i, bool(part % 2)) for i in range(997))
        number += 997
    path = tmp_path / "ex261122.log"
    path.write_text(text)
    answer = json.loads(report("--jobs", jobs, "--format", "json", "--by", "user", path))
    assert sum(group["attempts"] for group in answer["groups"]) == number
    assert {group["user"] for group in answer["groups"]} == {"user%d@example.com" % i for i in range(7)}


@pytest.mark.parametrize("form", ["lf", "crlf", "mark", "utf-16", "gz", "stdin"])
def test_in_every_form(report, tmp_path, form):
    text = HEAD + IMAP + failure(1)
    text = text.replace("\n", "\r\n") if form == "crlf" else text
    content = text.encode("utf-16" if form == "utf-16" else "utf-8-sig" if form == "mark" else "ascii")
    path = tmp_path / "ex261122.log"
    path.write_bytes(gzip.compress(content) if form == "gz" else content)
    rows = objects(report, "-", stdin=content) if form == "stdin" else objects(report, path)
    assert events(rows) == ["auth-failure"] and rows[0]["user"] == "user1@example.com"


def test_without_it_a_row_is_a_command(report, tmp_path):
    for name, text in (("none.log", failure(1)), ("behind.log", failure(1) + IMAP),
                       ("other.log", IMAP + failure(1, short=True)),
                       ("activity.log", "11/22/26 07:00:00\tSMTP-IN\n" + IMAP + failure(1))):
        path = tmp_path / name
        path.write_text(text)
        assert events(objects(report, path)) == ["command"], name


@pytest.mark.parametrize("line", [
    "#Fields: date time c-ip agent s-port cs-method cs-uriquery cs-uristem cs-username",
    "#Fields: date time c-ip agent s-port cs-method cs-uristem cs-uriquery cs-method",
    "#Fields: date time agent c-ip s-port cs-method cs-uristem cs-uriquery cs-username",
    "#Fields: date time c-ip agent s-port" + " x" * 40,
    "#Fields:",
    "#Fields: date time c-ip agent",
])
def test_an_order_that_cannot_be_read_ends_the_one_before(report, tmp_path, line):
    path = tmp_path / "ex261122.log"
    path.write_text(SHORT + failure(1, short=True) + line + "\n" + failure(2, short=True))
    assert events(objects(report, path)) == ["auth-failure", "command"]


def test_smtp_rows_are_read_by_their_place_as_before(report, tmp_path):
    path = tmp_path / "ex261122.log"
    text = (SAMPLES / "w3c.log").read_text()
    path.write_text(IMAP + text[text.index("2025-"):])
    wanted = objects(report, SAMPLES / "w3c.log")
    found = objects(report, path)
    assert [{**row, "host": ""} for row in found] == [{**row, "host": ""} for row in wanted]


def test_no_password_comes_out(report, tmp_path):
    path = tmp_path / "ex261122.log"
    path.write_text(HEAD + IMAP + "".join(failure(i) for i in range(3)))
    for arguments in (["--format", "jsonl"], ["--format", "bulk", "--timezone", "utc"], []):
        assert b"pw" not in report(*arguments, path)


def test_a_row_over_the_limit_decides_nothing(report, tmp_path):
    path = tmp_path / "ex261122.log"
    row = failure(1).replace("2+NO", "2" * 600 + "+NO")
    path.write_text(IMAP + row)
    found = objects(report, path)
    assert events(found) == ["command"] and found[0]["anomalies"] == ["truncated"] and "pw1" not in str(found)
