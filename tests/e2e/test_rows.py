# SPDX-License-Identifier: Apache-2.0
"""Activity and W3C rows: every row of the samples against its golden object, through every input and every escaping,
without a syslog header and behind headers of every kind."""
from collections import Counter

import pytest

from harness import escapings, frames, inputs

ALONE = 'action(type="mmmailenable" correlate="off")'
AT_ONCE = 25  # messages under way; a UDP socket has room for so many
HEADER_OFFSET = "+02:00"

# Counted by eye, from the samples.
EVENTS = {
    "activity-rows": {
        "hello": 79, "connect": 11, "quit": 11, "sender-accepted": 8, "auth-step": 8, "recipient-accepted": 7,
        "auth-failure": 7, "data": 6, "delivered": 5, "starttls": 4, "recipient-rejected": 3, "recipient-deferred": 2,
        "connection-denied": 2, "auth-unavailable": 2, "reset": 2, "auth-success": 1, "relay-denied": 1},
    "w3c": {"auth-step": 2, "starttls": 1, "hello": 1, "auth-failure": 1, "quit": 1, "relay-denied": 1},
}
STRANGERS = {"activity-rows": 4, "w3c": 4}

every_input = pytest.mark.parametrize("kind", inputs.ALL, ids=lambda kind: kind.name)
every_escaping = pytest.mark.parametrize("escaping", escapings.ALL, ids=lambda escaping: escaping[0])


def rows(name):
    """(line without its line end, golden object) for each line of a sample."""
    lines = [line.rstrip(b"\r") for line in frames.load_lines(name + ".log")]
    golden = frames.load_golden(name + ".jsonl")
    assert len(lines) == len(golden)
    return list(zip(lines, golden))


BOTH = rows("activity-rows") + rows("w3c")
# One of each kind: what the header and the end of the line do is the same for all of them.
SOME = list({(wanted or {}).get("log", "") + (wanted or {}).get("event", ""): (line, wanted)
             for line, wanted in BOTH}.values())


def passed(daemon, lines):
    """What became of `lines`: (record before, record after) for each."""
    for first in range(0, len(lines), AT_ONCE):
        daemon.send(lines[first:first + AT_ONCE])
        daemon.wait_for_lines("after.jsonl", min(first + AT_ONCE, len(lines)))
    return list(zip(daemon.before(len(lines)), daemon.after(len(lines))))


def check(wanted, before, after, line):
    """`after` holds the golden object, or nothing was changed."""
    assert (after["event"] or {}).get("mailenable") == wanted, line
    assert after["parsesuccess"] == ("FAIL" if wanted is None else "OK"), line
    if wanted is None:
        assert after == dict(before, parsesuccess="FAIL"), line


@pytest.mark.parametrize("name", EVENTS)
def test_goldens_hold_every_kind_of_row(name):
    golden = [wanted for _, wanted in rows(name)]
    assert Counter(fields["event"] for fields in golden if fields) == EVENTS[name]
    assert golden.count(None) == STRANGERS[name]


@every_escaping
@every_input
def test_every_row(rsyslogd, kind, escaping):
    daemon = rsyslogd(ALONE, kinds=(kind,), settings=escaping[1])
    for (line, wanted), (before, after) in zip(BOTH, passed(daemon, [line + b"\r\n" for line, _ in BOTH])):
        check(wanted, before, after, line)


HEADERS = {
    "priority only": b"<13>",
    "no tag": b"<13>Jul 24 15:40:50 MAIL01 ",
    "tag": b"<13>Jul 24 15:40:50 MAIL01 mailenable: ",
    "path": b"<13>Jul 24 15:40:50 MAIL01 C:\\Logging\\SMTP\\SMTP-Activity-180905.log: ",
    "snare": b"<13>Jul 24 15:40:50 MAIL01 MSWinEventLog\t1\tN/A\t7\tTue Jul 24 15:40:50 2014\tN/A\tmailenable\t"
             b"N/A\tN/A\t",
    "ietf": b"<13>1 2014-07-24T15:40:50.000000+02:00 MAIL01 mailenable - - - ",
}
ENDS = {"nothing": b"", "CR": b"\r", "escaped CR": b"#015", "C-style CR": b"\\r", "blanks": b"  ", "Snare": b"\tN/A"}


def with_offset(wanted, header):
    """`wanted` as it is behind `header`: an offset in the header is that of the times."""
    if wanted is None or header != HEADERS["ietf"]:
        return wanted
    return dict(wanted, time=wanted["time"] + HEADER_OFFSET)


@every_escaping
def test_every_header_and_every_end(rsyslogd, escaping):
    sent = [(header, line, end, wanted) for header in HEADERS.values() for line, wanted in SOME
            for end in ENDS.values() if wanted]
    daemon = rsyslogd(ALONE, settings=escaping[1])
    came = passed(daemon, [header + line + end + b"\n" for header, line, end, _ in sent])
    for (header, line, end, wanted), (before, after) in zip(sent, came):
        check(with_offset(wanted, header), before, after, (header, line, end))


def test_a_w3c_date_that_was_taken_for_the_host_s_name(rsyslogd):
    line, wanted = rows("w3c")[-1]
    daemon = rsyslogd(ALONE)
    (before, after), = passed(daemon, [line + b"\n"])
    assert before["hostname"] == "2025-05-04"
    check(wanted, before, after, line)


# What the conversation adds, by number of the line: read off the rows above it.
ADDED = {
    5: {},  # the greeting before it tells nothing but the address
    6: {"helo": "mx0.example.com"},
    7: {"helo": "mx0.example.com", "sender": "user0@example.com"},
    12: {},
    16: {"helo": "mx1.example.net"},
    17: {"helo": "mx1.example.net", "recipient": "user2@example.com"},
    58: {"helo": "mx8.example.org", "sender": "user5@example.org", "recipient": "user6@example.net"},
}
FROM_CONVERSATIONS = {"helo", "sender", "recipient", "user", "authenticated", "correlated_by"}


def test_a_conversation_adds_and_never_changes(rsyslogd):
    daemon = rsyslogd('action(type="mmmailenable")')
    sample = rows("activity-rows")
    came = passed(daemon, [b"<13>Jul 24 15:40:50 MAIL01 mailenable: " + line + b"\n" for line, _ in sample])
    for number, ((line, alone), (_, after)) in enumerate(zip(sample, came), 1):
        fields = (after["event"] or {}).get("mailenable")
        if alone is None:
            assert fields is None, line
            continue
        added = {name: value for name, value in fields.items() if name not in alone}
        assert {name: fields[name] for name in alone} == alone, line
        assert set(added) <= FROM_CONVERSATIONS, line
        assert bool(set(added) - {"correlated_by", "authenticated"}) <= ("correlated_by" in added), line
        if number in ADDED:
            assert added == (dict(ADDED[number], correlated_by="id") if ADDED[number] else {}), line
    logged_in = [number for number, (_, after) in enumerate(came, 1)
                 if ((after["event"] or {}).get("mailenable") or {}).get("authenticated")]
    assert [sample[number - 1][1]["event"] for number in logged_in] == ["auth-success"]
