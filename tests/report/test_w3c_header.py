# SPDX-License-Identifier: Apache-2.0
"""W3C logs of IMAP and POP: their rows are read in the order that the `#Fields:` line before them says, wherever it
stands, however the file comes and whoever reads it. What single rows become is in tests/data/report/w3c.
"""
import gzip
import json
import re

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


POP = ("#Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery sc-bytes time-taken "
       "cs-username\n")
# Service, command, what the client sent (`@` stands for the secret), reply; `@` alone is a step of its own.
LOGINS = [
    *(("IMAP-IN", *row) for row in (
        ("LOGIN", 'LOGIN+"bob"+"@"', "2+NO+LOGIN+Failed"), ("LOGIN", "LOGIN+bob+@", "2+OK+LOGIN+completed"),
        ("login", "login+bob++@", "2+BAD+LOGIN+no"), ("LOGIN", 'LOGIN+"b\\"o+b"+@', "2+NO+LOGIN+Failed"),
        ("@", "@", "2+NO+LOGIN+Failed"), ("UNKN", "@", "2+NO+LOGIN+Failed"), ("-", "@", "2+OK+LOGIN+completed"),
        ("AUTHENTICATE", "AUTHENTICATE+PLAIN+@", "3+NO+AUTHENTICATE+PLAIN+failed"),
        ("AUTHENTICATE", "@", "3+OK+AUTHENTICATE+LOGIN+completed"), ("AUTHENTICATE", "@", "+"),
        ("@", "-", "3+NO+AUTHENTICATE+CRAM-MD5+failed"), ("@", "@", "3+NO+AUTHENTICATE+CRAM-MD5+failed"),
        ("LOGIN", "LOGIN+bob+@", "a+OK+LOGIN+NO+LOGIN+Failed"))),
    *(("POP3-IN", *row) for row in (
        ("PASS", "PASS+@", "-ERR+Unable+to+log+on"), ("pass", "pass++@", "+OK+3+messages"),
        ("APOP", "APOP+bob+@", "-ERR+no"), ("AUTH", "AUTH+PLAIN+@", "+OK+x"), ("AUTH", "@", "-ERR+no"))),
]
SECRETS = ["c2VjcmV0LXNlY3JldA==", "Zq+Zr+Zs", '"Zq7', "Zq{7}", "Zq\tZr", "Zq#011Zr", "Zq#012Zr", "Zq\\tZr", "LOGOUTZq"]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_part_of_a_password_comes_out_of_any_login(report, tmp_path, secret):
    rows = {"IMAP-IN": IMAP, "POP3-IN": POP}
    for number, (service, command, sent, reply) in enumerate(LOGINS):
        before, behind = ("- - ", " 20 ") if service == "IMAP-IN" else ("- ", " 20 0 - ")
        rows[service] += "2026-11-22 07:00:%02d 203.0.113.7 %s %s192.0.2.5 %d %s %s %s%s\n" % (
            number, service, before, 1000 + number, *(text.replace("@", secret) for text in (command, sent)), reply,
            behind)
    path = tmp_path / "logs"
    path.mkdir()
    for service, text in rows.items():
        (path / (service + ".log")).write_text(text)
    parts = [part for part in re.split(r"[^A-Za-z0-9]|011|012", secret) if len(part) > 1 and part != "tZr"] + ["c2Vj"]
    for form in ("jsonl", "bulk", "json", "csv", "html", "table"):
        zone = ["--timezone", "utc"] if form == "bulk" else []
        text = report("--format", form, *zone, path).decode()
        text = re.sub(r"sha256-[A-Za-z0-9+/=]+|(?s:<script>.*</script>)", "", text)
        assert not [part for part in parts if part in text], form
    assert len(objects(report, path)) == len(LOGINS)


def test_a_row_over_the_limit_decides_nothing(report, tmp_path):
    path = tmp_path / "ex261122.log"
    row = failure(1).replace("2+NO", "2" * 600 + "+NO")
    path.write_text(IMAP + row)
    found = objects(report, path)
    assert events(found) == ["command"] and found[0]["anomalies"] == ["truncated"] and "pw1" not in str(found)
