# SPDX-License-Identifier: Apache-2.0
"""The examples for senders: the receiving side takes every sender's frame over TLS, TCP and UDP, and a mounted
directory is read through the change of the day.
"""
import json

import pytest

from harness import frames, samples
from harness.examples import site_global
from harness.rsyslogd import Rsyslogd
from receiver import adapted, by_text, with_module


def sent():
    """(frame, what the module makes of it) for every sender that writes a syslog header or a bare line."""
    return [(frame, wanted) for _, frame, wanted in frames.load_frames() if not frame.startswith(b"{")]


@pytest.fixture(name="receiver")
def fixture_receiver(receive):
    return receive()


def wanted_of(loaded):
    return by_text(each for _, each in loaded if each)


@pytest.mark.parametrize("kind", ["tcp", "udp"])
def test_every_frame_plain(receiver, kind):
    loaded = sent()
    for frame, _ in loaded:
        getattr(receiver, kind).send(frame)
    assert by_text(receiver.objects(len(wanted_of(loaded)))) == wanted_of(loaded)
    receiver.daemon.assert_quiet()


def test_every_frame_over_tls(receiver):
    loaded = [(frame, each) for frame, each in sent() if frame.startswith(b"<")]
    with receiver.connect("mail01.example.com") as sender:
        for frame, _ in loaded:
            # RFC 5425: the length and a blank before the message, no line end after it; CRLF of the log file stays.
            message = frame.rstrip(b"\n")
            sender.sendall(b"%d %s" % (len(message), message))
        assert by_text(receiver.objects(len(wanted_of(loaded)))) == wanted_of(loaded)
        # Now: of the end, which Python's socket leaves without TLS's own good-bye, the daemon does complain.
        receiver.daemon.assert_quiet()


def test_a_sender_of_another_name_is_refused(receiver):
    with receiver.connect("stranger.example.com") as sender:
        try:
            frame = samples.frame("NXLog to_syslog_ietf").rstrip(b"\n")
            sender.sendall(b"%d %s" % (len(frame), frame))
            assert sender.recv(1) == b""
        except OSError:
            pass
    receiver.daemon.wait_until(lambda: "stranger.example.com" in receiver.daemon.report(), "the refusal")
    receiver.tcp.send(samples.frame("raw line"))
    assert len(receiver.objects(1)) == 1


def test_share(tmp_path):
    share, where = tmp_path / "mnt", tmp_path / "daemon"
    (share / "SMTP").mkdir(parents=True)
    where.mkdir()
    lines = frames.load_lines("debug.log")
    golden = [each for each in frames.load_golden("debug.jsonl") if each]
    half = len(lines) // 2
    (share / "SMTP" / "SMTP-Debug-261122.log").write_bytes(b"".join(line + b"\r\n" for line in lines[:half]))
    text = adapted("share.conf", with_module(), ('pollingInterval="5"', 'pollingInterval="1"'),
                   ("/mnt/mail01", str(share)), ("/var/log", str(where)))
    daemon = Rsyslogd(where, site_global() + text)
    try:
        daemon.wait_for_lines("mailenable/all.json", 3)
        # The next day, and an Activity log; the last line of a file is still being written.
        with open(share / "SMTP" / "SMTP-Debug-261123.log", "wb") as file:
            file.write(b"".join(line + b"\r\n" for line in lines[half:]))
        row = samples.frame("an Activity row").split(b" MAIL01 ")[1].replace(b"\n", b"")
        with open(share / "SMTP" / "SMTP-Activity-261123.log", "wb", buffering=0) as file:
            file.write(row[:60])
            daemon.wait_for_lines("mailenable/all.json", len(golden))
            file.write(row[60:] + b"\n")
        found = [json.loads(line) for line in daemon.wait_for_lines("mailenable/all.json", len(golden) + 1)]
        assert by_text(found) == by_text(golden + [samples.REFUSED_RECIPIENT])
    finally:
        daemon.stop()
    daemon.assert_quiet()
