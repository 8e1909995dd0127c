# SPDX-License-Identifier: Apache-2.0
"""A sender that is a process of its own: started, stopped, killed.

Knows no sender: each says in its own file what its configuration and its command are.
"""
import os
import signal
import subprocess
import time

from harness import wait
from receiver import read_so_far


class Program:
    """`directory` is the sender's own, and is made. A class for a sender has command(), which returns a list."""

    ENDS_WITH = 0        # the status after SIGTERM
    IS_UP = None         # what it says when it reads

    def __init__(self, directory):
        self.directory = directory
        directory.mkdir()
        self.environment = dict(os.environ)
        self.process = None
        self._starts = 0

    def configure(self, name, text):
        """Its configuration file."""
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path

    def command(self):
        raise NotImplementedError

    def report(self):
        """What it has said."""
        return (self.directory / "output").read_text(errors="replace")

    def start(self):
        self._starts += 1
        with open(self.directory / "output", "ab") as output:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *map(str, self.command())], stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, cwd=self.directory, env=self.environment)
        if self.IS_UP is not None:
            wait.until(lambda: self.report().count(self.IS_UP) >= self._starts or self.process.poll() is not None,
                       "the sender's start")
        assert self.process.poll() is None, self.report()

    def stop(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60 * wait.patience()) == self.ENDS_WITH, self.report()[-4000:]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def has_read(self, server):
        """Wait until it has read all there is, or for a second no more: some stop when nobody takes their lines."""
        has_read(self.process.pid, server)


def has_read(pid, server):
    names = [os.path.join(server.directory, name) for name in os.listdir(server.directory)]
    seen, since = None, 0.0

    def reads_no_more():
        nonlocal seen, since
        now = [read_so_far(pid, name) for name in names]
        if now != seen:
            seen, since = now, time.monotonic()
        return now == [os.path.getsize(name) for name in names] or time.monotonic() - since > wait.patience()

    wait.until(reads_no_more, "end of reading")
