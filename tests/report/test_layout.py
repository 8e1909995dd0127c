# SPDX-License-Identifier: Apache-2.0
"""Layouts that are taught: what --unrecognized proposes is taken by --debug-layout, and makes records of the lines."""
import json
import re

import pytest

TEXT = "ME-I0111: Relay Denied: Failed to meet all relay criteria.\n"
ID = "F97C625D979F4C59B928F5A02B4B99E9.MAI"
PROPOSAL = re.compile(r"^ {10}--debug-layout '([^']+)'$", re.M)


def proposals(report, *lines):
    return PROPOSAL.findall(report("--unrecognized", stdin="".join(lines).encode()).decode())


@pytest.mark.parametrize(
    "before, words, fields",
    [
        ("11/22/26 07:00:01|1448|", 'time "|" number "|" code', {"connection": 1448}),
        ("[11/22/26 07:00:01] <Info> #1448: ", 'time blank "<Info>" blank "#" number ":" blank code',
         {"connection": 1448}),
        ("11/22/26 07:00:01\t0A1F3C44\t192.0.2.7\t", "time tab hex tab ip tab code", {"client_ip": "192.0.2.7"}),
        ("2026-11-22 07:00:01.5#0110A1F3C44#011", "time tab hex tab code", {}),
        ("11/22/26 07:00:01 " + ID + ";2001:db8::1;", 'time blank id ";" ip ";" code',
         {"message_id": ID, "client_ip": "2001:db8::1"}),
        ("<13>Nov 22 07:00:02 MAIL01 x: 11/22/26 07:00:01|1|", 'time "|" number "|" code', {"connection": 1}),
    ],
)
def test_what_is_proposed_is_understood(report, before, words, fields):
    line = before + TEXT
    assert report("--format", "jsonl", stdin=line.encode()) == b""
    assert proposals(report, line) == [words]
    record = json.loads(report("--format", "jsonl", "--debug-layout", words, stdin=line.encode()))
    assert record["event"] == "relay-denied" and record["time"] == "2026-11-22T07:00:01"
    assert {key: record[key] for key in ("connection", "client_ip", "message_id") if key in record} == fields
    assert not proposals(report, line.replace("ME-I0111:", "ME-I0111"))
    understood = report("--unrecognized", "--debug-layout", words, stdin=line.encode())
    assert understood == b"Every line that looks like MailEnable's was understood.\n"


@pytest.mark.parametrize(
    "before",
    [
        "11/22/26 07:00:01|mail.example.com|",
        "11/22/26 07:00:01|bob|",
        "11/22/26 07:00:01|beef1|",
        "11/22/26 07:00:01|a@example.com|",
        "11/22/26 07:00:01|\xe9|",
        "11/22/26 07:00:01|'1'|",
        "11/22/26|1448|",
        "1448|",
        "11/22/26 07:00:01|x 11/22/26 07:00:01|1|",
        "11/22/26 07:00:01|" + "1|" * 8,
    ],
)
def test_nothing_is_proposed_that_a_stranger_may_have_chosen(report, before):
    assert not proposals(report, before + TEXT)


def test_a_shape_whose_lines_need_several_layouts_has_none(report):
    one, other = ("11/22/26 07:00:01|%s|" % word + TEXT for word in ("1a2b3c4d", "1z2b3c4d"))
    assert proposals(report, one) == ['time "|" hex "|" code']
    assert not proposals(report, one, other) and not proposals(report, other, one)


def test_longer_rows_decide_nothing(report):
    row = "11/22/26 07:00:01\tSMTP-IN\t%s\t1448\t192.0.2.7\tRCPT\tRCPT TO:<a@example.com>\t250 ok\t1\t2\t\t\n" % ID
    row = row.replace("<a@", "<" + "a" * 60 + "@")
    size = len(row) - 1

    def event(*options):
        return json.loads(report("--format", "jsonl", *options, stdin=row.encode()))["event"]

    assert event() == event("--max-row", size) == event("--max-row", 4096) == "recipient-accepted"
    assert event("--max-row", size - 1) == event("--max-row", 100) == "command"
