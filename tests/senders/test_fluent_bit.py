# SPDX-License-Identifier: Apache-2.0
"""Fluent Bit, really run: reads a directory and sends over TLS, and nothing is lost or sent twice."""
import os

import pytest

from mailserver import ACTIVITY, W3C, MailServer, live
from program import Program
from receiver import adapted

# CONTRIBUTING.md says how to build one by hand.
needs_fluent_bit = pytest.mark.skipif("ME_FLUENT_BIT" not in os.environ, reason="ME_FLUENT_BIT names no fluent-bit")

LOGS = "C:\\Program Files (x86)\\Mail Enable\\Logging\\SMTP\\"
DATA = "C:\\ProgramData\\fluent-bit\\"


class FluentBit(Program):
    """fluent-bit.conf."""

    IS_UP = "[sp] stream processor started"

    def __init__(self, directory, server, receiver, port=None):
        super().__init__(directory)
        storage = directory / "storage"
        self.config = self.configure("fluent-bit.conf", adapted(
            "fluent-bit/fluent-bit.conf",
            (LOGS, server.directory + "/"),
            ("SMTP-Activity-*.log", server.transcript.format("*")),
            (DATA + "storage", str(storage)),
            (DATA + "mailenable-", str(directory) + "/mailenable-"),
            (DATA, str(receiver.certificates) + "/"),
            ("Refresh_Interval  10", "Refresh_Interval  1"),
            ("logs.example.com", "localhost"),
            ("6514", str(port or receiver.tls_port))))

    def command(self):
        return [os.environ["ME_FLUENT_BIT"], "-c", self.config]


@needs_fluent_bit
@pytest.mark.parametrize("transcript", [ACTIVITY, W3C], ids=["activity", "w3c"])
def test_days_and_a_restart(tmp_path, receive, transcript):
    server = MailServer(str(tmp_path / "SMTP"), transcript)
    receiver = receive()
    sender = FluentBit(tmp_path / "sender", server, receiver)
    try:
        live(server, sender, receiver.objects)
    finally:
        sender.stop()
