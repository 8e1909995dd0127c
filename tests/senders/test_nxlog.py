# SPDX-License-Identifier: Apache-2.0
"""NXLog Community Edition, really run: reads a directory and sends over TLS, and nothing is lost or sent twice."""
import os

import pytest

from mailserver import ACTIVITY, W3C, MailServer, live
from program import Program
from receiver import adapted

# CONTRIBUTING.md says how to build one by hand.
needs_nxlog = pytest.mark.skipif("ME_NXLOG" not in os.environ, reason="ME_NXLOG names no installed NXLog")


class NxLog(Program):
    """nxlog.conf, run with its paths as Unix has them."""

    IS_UP = "started"

    def __init__(self, directory, server, receiver, port=None):
        super().__init__(directory)
        self.config = self.configure("nxlog.conf", adapted(
            "nxlog/nxlog.conf",
            ("%ROOT%\\modules", os.environ.get("ME_NXLOG", "") + "/libexec/nxlog/modules"),
            ("%ROOT%\\data\\", str(directory) + "/"),
            ("%ROOT%\\data", str(directory)),
            ("%CERTS%\\", str(receiver.certificates) + "/"),
            ("%LOGS%\\", server.directory + "/"),
            ("SMTP-Activity-*.log", server.transcript.format("*")),
            ("logs.example.com", "localhost"),
            ("6514", str(port or receiver.tls_port))))

    def command(self):
        return [os.path.join(os.environ["ME_NXLOG"], "bin", "nxlog"), "-f", "-c", self.config]

    def report(self):
        log = self.directory / "nxlog.log"
        return super().report() + (log.read_text(errors="replace") if log.exists() else "")


@needs_nxlog
@pytest.mark.parametrize("transcript", [ACTIVITY, W3C], ids=["activity", "w3c"])
def test_days_and_a_restart(tmp_path, receive, transcript):
    server = MailServer(str(tmp_path / "SMTP"), transcript)
    receiver = receive()
    sender = NxLog(tmp_path / "sender", server, receiver)
    try:
        live(server, sender, receiver.objects)
    finally:
        sender.stop()
