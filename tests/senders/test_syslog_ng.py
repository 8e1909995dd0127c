# SPDX-License-Identifier: Apache-2.0
"""syslog-ng, really run: reads a directory and sends over TLS, and nothing is lost or sent twice."""
import glob
import os
import re
import signal
import subprocess

import pytest

from harness import wait
from harness.packages import all_unpacked, unpacked
from mailserver import ACTIVITY, W3C, MailServer, live
from receiver import adapted, read_up_to


class SyslogNg:
    """syslog-ng.conf, run from its unpacked package."""

    def __init__(self, directory, server, receiver, port=None):
        self.directory = directory
        directory.mkdir()
        package = unpacked("syslog-ng-core")
        self.program = unpacked("syslog-ng-core", "usr", "sbin", "syslog-ng")
        self.plugins = os.path.dirname(glob.glob(os.path.join(package, "usr/lib/syslog-ng/*/libaffile.so"))[0])
        libraries = {os.path.dirname(path) for root in all_unpacked() for folder in ("lib", "usr/lib")
                     for path in glob.glob(os.path.join(root, folder, "**", "*.so.*"), recursive=True)}
        self.environment = dict(os.environ, LD_LIBRARY_PATH=":".join(sorted(libraries)))
        release = re.search(r"/(\d+\.\d+)$", self.plugins).group(1)
        self.config = directory / "syslog-ng.conf"
        self.config.write_text(adapted(
            "syslog-ng/syslog-ng.conf",
            ("@version: 3.38", "@version: " + release),
            ("/etc/mailenable/tls", str(receiver.certificates)),
            ("/mnt/mail01/SMTP", server.directory),
            ("SMTP-Activity-*.log", server.transcript.format("*")),
            ('"logs.example.com" port(6514)', '"localhost" ip-protocol(4) port({})'.format(port or receiver.tls_port)),
            ("time-reopen(10)", "time-reopen(1)")), encoding="utf-8")
        self.process = None

    def _output(self):
        return (self.directory / "output").read_text(errors="replace")

    def start(self):
        with open(self.directory / "output", "ab") as output:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", self.program, "-F", "-e", "--no-caps", "-f", self.config,
                 "--module-path=" + self.plugins, "-R", self.directory / "persist", "-c", self.directory / "control",
                 "-p", self.directory / "pid"], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                cwd=self.directory, env=self.environment)
        wait.until(lambda: "starting up" in self._output() or self.process.poll() is not None, "syslog-ng's start")
        assert self.process.poll() is None, self._output()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 0, self._output()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def has_read(self, server):
        """flow-control stops reading after a while; how far it came by then does not matter."""
        names = [os.path.join(server.directory, name) for name in os.listdir(server.directory)]
        wait.until(lambda: any(read_up_to(self.process.pid, name, 1) for name in names), "some reading")


@pytest.mark.parametrize("transcript", [ACTIVITY, W3C], ids=["activity", "w3c"])
def test_days_and_a_restart(tmp_path, receive, transcript):
    server = MailServer(str(tmp_path / "SMTP"), transcript)
    receiver = receive()
    sender = SyslogNg(tmp_path / "sender", server, receiver)
    try:
        live(server, sender, receiver.objects)
    finally:
        sender.stop()
