# SPDX-License-Identifier: Apache-2.0
"""syslog-ng, really run: reads a directory and sends over TLS, and nothing is lost or sent twice."""
import glob
import os
import re

import pytest

from harness.packages import all_unpacked, unpacked
from mailserver import ACTIVITY, W3C, MailServer, live
from program import Program
from receiver import adapted


class SyslogNg(Program):
    """syslog-ng.conf, run from its unpacked package."""

    IS_UP = "starting up"

    def __init__(self, directory, server, receiver, port=None):
        super().__init__(directory)
        package = unpacked("syslog-ng-core")
        self.plugins = os.path.dirname(glob.glob(os.path.join(package, "usr/lib/syslog-ng/*/libaffile.so"))[0])
        libraries = {os.path.dirname(path) for root in all_unpacked() for folder in ("lib", "usr/lib")
                     for path in glob.glob(os.path.join(root, folder, "**", "*.so.*"), recursive=True)}
        self.environment["LD_LIBRARY_PATH"] = ":".join(sorted(libraries))
        release = re.search(r"/(\d+\.\d+)$", self.plugins).group(1)
        self.config = self.configure("syslog-ng.conf", adapted(
            "syslog-ng/syslog-ng.conf",
            ("@version: 3.38", "@version: " + release),
            ("/etc/mailenable/tls", str(receiver.certificates)),
            ("/mnt/mail01/SMTP", server.directory),
            ("SMTP-Activity-*.log", server.transcript.format("*")),
            ('"logs.example.com" port(6514)', '"localhost" ip-protocol(4) port({})'.format(port or receiver.tls_port)),
            ("time-reopen(10)", "time-reopen(1)")))

    def command(self):
        return [unpacked("syslog-ng-core", "usr", "sbin", "syslog-ng"), "-F", "-e", "--no-caps", "-f", self.config,
                "--module-path=" + self.plugins, "-R", self.directory / "persist", "-c", self.directory / "control",
                "-p", self.directory / "pid"]


@pytest.mark.parametrize("transcript", [ACTIVITY, W3C], ids=["activity", "w3c"])
def test_days_and_a_restart(tmp_path, receive, transcript):
    server = MailServer(str(tmp_path / "SMTP"), transcript)
    receiver = receive()
    sender = SyslogNg(tmp_path / "sender", server, receiver)
    try:
        live(server, sender, receiver.objects)
    finally:
        sender.stop()
