# SPDX-License-Identifier: Apache-2.0
"""The OpenTelemetry Collector, really run: reads a directory and sends over TLS, and nothing is lost or sent twice."""
import os

import pytest

from mailserver import ACTIVITY, W3C, MailServer, live
from program import Program
from receiver import adapted

pytestmark = pytest.mark.otel

LOGS = "C:\\Program Files (x86)\\Mail Enable\\Logging\\SMTP\\"
DATA = "C:\\ProgramData\\otelcol\\"


class Otel(Program):
    """otel-collector.yaml."""

    IS_UP = "Everything is ready"

    def __init__(self, directory, server, receiver, port=None):
        super().__init__(directory)
        self.config = self.configure("otel-collector.yaml", adapted(
            "otel-collector/otel-collector.yaml",
            (LOGS, server.directory + "/"),
            ("SMTP-Activity-*.log", server.transcript.format("*")),
            (DATA + "mailenable", str(directory / "storage")),
            (DATA, str(receiver.certificates) + "/"),
            ("endpoint: logs.example.com", "endpoint: localhost"),
            ("port: 6514", "port: {}".format(port or receiver.tls_port))))

    def command(self):
        return [os.path.join(os.environ["ME_OTEL"], "otelcol"), "--config", self.config]


@pytest.mark.parametrize("transcript", [ACTIVITY, W3C], ids=["activity", "w3c"])
def test_days_and_a_restart(tmp_path, receive, transcript):
    server = MailServer(str(tmp_path / "SMTP"), transcript)
    receiver = receive()
    sender = Otel(tmp_path / "sender", server, receiver)
    try:
        live(server, sender, receiver.objects)
    finally:
        sender.stop()
