# SPDX-License-Identifier: Apache-2.0
"""Senders that are not to be had here, or only built by hand: the frames that their manuals say they send, of every
line of the three sample logs, through the listener that README.md names for them. The module must say what it says of
the plain line.
"""
import pytest

import framing
from harness import frames
from mailserver import MailServer
from receiver import by_text

ALONE = ('timezone="sender"', 'timezone="sender" correlate="off"')
# What README.md says of senders whose header is in UTC.
IN_ITS_ZONE = ('timezone="sender"', 'correlate="off" timezone="+02:00"')
LOGS = ("debug", "activity-rows", "w3c")

over_tls = pytest.mark.parametrize("frame, offset", framing.OVER_TLS,
                                   ids=[frame.__name__ for frame, _ in framing.OVER_TLS])
over_tcp = pytest.mark.parametrize("frame, offset", framing.OVER_TCP,
                                   ids=[frame.__name__ for frame, _ in framing.OVER_TCP])


def lines():
    """Every line of the samples without its line end."""
    return [line.rstrip(b"\r") for name in LOGS for line in frames.load_lines(name + ".log")]


def wanted(frame, offset):
    """The golden objects, with the header's offset."""
    golden = [fields for name in LOGS for fields in frames.load_golden(name + ".jsonl")]
    kept = [fields for line, fields in zip(lines(), golden)
            if fields and not (frame in framing.WORDS_BEFORE and line.startswith(b"ME-"))]
    return by_text(dict(fields, time=fields["time"] + offset) if "time" in fields else fields for fields in kept)


def check(receiver, frame, offset):
    """All that arrives is what the plain lines give."""
    expected = wanted(frame, offset)
    assert by_text(receiver.objects(len(expected))) == expected


@over_tls
def test_every_line_over_tls(receive, frame, offset):
    receiver = receive(ALONE)
    with receiver.connect("mail01.example.com") as sender:
        for line in lines():
            sender.sendall(frame(line))
        check(receiver, frame, offset)
        receiver.daemon.assert_quiet()


@over_tcp
def test_every_line_over_plain_tcp(receive, frame, offset):
    receiver = receive(ALONE)
    for line in lines():
        receiver.tcp.send(frame(line))
    check(receiver, frame, offset)
    receiver.daemon.assert_quiet()


def test_a_header_in_utc_and_the_zone_of_the_log(receive):
    receiver = receive(IN_ITS_ZONE)
    with receiver.connect("mail01.example.com") as sender:
        for line in lines():
            sender.sendall(framing.fluent_bit(line))
        check(receiver, framing.fluent_bit, "+02:00")


@over_tls
def test_both_logs_of_a_host_are_joined(tmp_path, receive, frame, offset):
    del offset
    server = MailServer(str(tmp_path / "SMTP"))
    server.talk("261122", 20)
    receiver = receive()
    with receiver.connect("mail01.example.com") as sender:
        for path in sorted((tmp_path / "SMTP").iterdir()):
            for line in path.read_bytes().split(b"\r\n")[:-1]:
                sender.sendall(frame(line))
        server.check(receiver.objects(server.records))
