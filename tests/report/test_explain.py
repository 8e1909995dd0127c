# SPDX-License-Identifier: Apache-2.0
"""--explain: what it says of a line is what the module would make of it, and no credential is in it."""
import json
import re

import pytest

from conftest import SAMPLES

LABELS = ("layout", "meaning", "fields", "redacted")


def explained(report, line, *options):
    """The four parts of the explanation, by their labels."""
    text = report(*options, "--explain", "-", stdin=line + b"\n").decode()
    parts, last = {}, None
    for printed in text.splitlines():
        label, rest = printed[:10].rstrip(), printed[10:]
        last = label or last
        assert last in LABELS, printed
        parts.setdefault(last, []).append(rest)
    return parts


@pytest.mark.parametrize("name", ["debug", "activity-rows", "w3c", "imap-rows", "pop-rows"])
def test_its_fields_are_those_of_the_object(report, name):
    lines = [line.rstrip(b"\r\n") for line in (SAMPLES / (name + ".log")).read_bytes().split(b"\n") if line.strip()]
    read = 0
    for line in lines[:: max(1, len(lines) // 25)]:
        parts = explained(report, line)
        written = report("--format", "jsonl", stdin=line + b"\n")
        if not written:
            assert parts["layout"][0].startswith("none") and "fields" not in parts
            continue
        fields = json.loads("{" + ",".join(parts["fields"]) + "}")
        fields.pop("explanation", None)
        assert fields == json.loads(written)
        assert parts["layout"][0].startswith(fields["log"])
        read += 1
    assert read > 0


def test_a_nul_is_an_octet_like_others(report):
    line = (ROW % "HELO\tHELO a\0b\t250 hi").encode()
    written = json.loads(report("--format", "jsonl", stdin=line + b"\n"))
    fields = json.loads("{" + ",".join(explained(report, line)["fields"]) + "}")
    fields.pop("explanation", None)
    assert fields == written and fields["client_ip"] == "198.51.100.45"
    assert explained(report, b"\0" * 9 + line)["layout"] == explained(report, line)["layout"]


ROW = "11/22/26 07:00:32\tSMTP-IN\t\t1460\t198.51.100.45\t%s\t99\t31\tbob\t"
CASES = [
    (ROW % "RCPT\tRCPT TO:<b@example.net>\t550 Unknown user", [], "activity, a row of smtp, separated by real TABs",
     r"replies: smtp in RCPT 550"),
    ((ROW % "AUTH\tc2VjcmV0\t535 Invalid").replace("\t", "#011"), [],
     "activity, a row of smtp, separated by spelled TABs", r"replies: smtp AUTH 535"),
    (ROW % "RCPT\tRCPT TO:<a\t250 OK\t1\t2\tb>\t550 no", [],
     "activity, a row of smtp, separated by real TABs; it can be read in several ways that differ, so it decides "
     "nothing", r"none"),
    (ROW % ("RCPT\tRCPT TO:<%s@example.net>\t550 no" % ("b" * 200)), ["--max-row", "200"],
     "activity, a row of smtp, separated by real TABs; its end is missing, or it is longer than --max-row 200 and "
     "may have lost it", r"none"),
    ("11/22/26 07:00:04\tME-W0999: Something new.", [], "debug, a record of smtp",
     r"codes: ME-W0999, which is not known"),
    ('{"host":"m","message":"11/22/26 07:00:04\\tME-I0110: Relay Granted"}', [],
     "debug, a record of smtp; its text is cut off, and its code decides",
     r"codes: ME-I0110"),
    ("11/22/26 07:00:01|1448|ME-W0999: New", ["--debug-layout", 'time "|" number "|" code'],
     "debug, a record of smtp", r"codes: ME-W0999"),
]


@pytest.mark.parametrize("line, options, layout, meaning", CASES)
def test_it_says_why(report, line, options, layout, meaning):
    parts = explained(report, line.encode(), *options)
    assert parts["layout"] == [layout]
    assert re.fullmatch(meaning + ".*", parts["meaning"][0])


@pytest.mark.parametrize(
    "line, layout",
    [
        ("foreign", "none: this line is not MailEnable's"),
        ("see ME-I0111: quoted", "none: it has a word of MailEnable's, and no layout fits"),
        ("11/22/26 07:00:32 SMTP-IN 1460 198.51.100.45 RCPT 250 OK",
         "none: something begins like a record and cannot be read, and what stands behind it may be a stranger's"),
        ("", "none: this line is not MailEnable's"),
    ],
)
def test_it_says_why_not(report, line, layout):
    assert explained(report, line.encode()) == {"layout": [layout], "redacted": ["nothing"]}


def test_no_credential_is_shown(report):
    for line in (ROW % "AUTH\tc2VjcmV0c2VjcmV0\t535 Invalid",
                 "11/22/26 07:00:32 SMTP-IN 1460 198.51.100.45 AUTH c2VjcmV0c2VjcmV0 535 Invalid",
                 "11/22/26 07:00:32\tPOP-IN\t7\t192.0.2.1\tPASS\tPASS c2VjcmV0c2VjcmV0\t+OK\t9\t9\t\t"):
        text = report("--explain", line).decode()
        assert "c2Vj" not in text and text.count("{blank}") >= 1
        assert text.rstrip().splitlines()[-1].startswith('redacted  "')


def test_a_terminal_is_safe(report):
    text = report("--explain", "-", stdin=(ROW % "HELO\tHELO \x1b[2J\u202e\t250 hi").encode() + b"\n").decode()
    assert "\x1b" not in text and "\u202e" not in text
    assert report("--explain", "-", stdin=b"").startswith(b"layout    none")
