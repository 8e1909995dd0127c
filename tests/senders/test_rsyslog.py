# SPDX-License-Identifier: Apache-2.0
"""rsyslog as a sender, really run: reads a directory and sends over TLS, and nothing is lost or sent twice."""
import pytest

from harness.examples import site_global
from harness.rsyslogd import Rsyslogd
from mailserver import ACTIVITY, W3C, MailServer, live
from program import has_read
from receiver import adapted, tls_modules


class Sender:
    """forward.conf."""

    def __init__(self, directory, server, receiver, certificate="mail01.example.com", port=None):
        self.directory = directory
        directory.mkdir()
        self.config = adapted(
            "rsyslog/forward.conf",
            ("mail01.example.com", certificate),
            ("/etc/mailenable/tls", str(receiver.certificates)),
            ("/mnt/mail01/SMTP", server.directory),
            ("SMTP-Activity-*.log", server.transcript.format("*")),
            ('pollingInterval="5"', 'pollingInterval="1"'),
            ('target="logs.example.com" port="6514"', 'target="127.0.0.1" port="{}"'.format(port or receiver.tls_port)),
            ('"logs.example.com"', '"localhost"'),
            ('resumeInterval="10"', 'resumeInterval="1"'))
        self.daemon = None

    def start(self):
        self.daemon = Rsyslogd(self.directory, site_global() + self.config, tls_modules())

    def stop(self):
        self.daemon.stop()

    def kill(self):
        self.daemon.kill()

    def has_read(self, server):
        has_read(self.daemon.process.pid, server)


@pytest.mark.parametrize("transcript", [ACTIVITY, W3C], ids=["activity", "w3c"])
def test_days_and_a_restart(tmp_path, receive, transcript):
    server = MailServer(str(tmp_path / "SMTP"), transcript)
    receiver = receive()
    sender = Sender(tmp_path / "sender", server, receiver)
    try:
        live(server, sender, receiver.objects)
    finally:
        sender.stop()
    sender.daemon.assert_quiet()


def test_a_stranger_gets_nothing_through(tmp_path, receive):
    server = MailServer(str(tmp_path / "SMTP"))
    server.talk("261122", 1)
    receiver = receive()
    sender = Sender(tmp_path / "sender", server, receiver, "stranger.example.com")
    sender.start()
    try:
        receiver.daemon.wait_until(lambda: "stranger.example.com" in receiver.daemon.report(), "the refusal")
        assert receiver.daemon.lines("mailenable/all.json") == []
    finally:
        sender.stop()
