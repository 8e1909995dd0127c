# SPDX-License-Identifier: Apache-2.0
"""A private rsyslogd with one contestant in it, fed over imptcp: the same input and output for all.

Knows how to start, feed and read the clocks of a daemon; knows neither what is sent nor what comes of the figures.
"""
import contextlib
import os
import pathlib
import tempfile
import time

from harness import inputs, wait
from harness.rsyslogd import Rsyslogd, quoted

OUT = "out"
SECONDS = 600


class Running:
    """A started daemon; feed() it as often as you like."""

    def __init__(self, directory, contestant):
        self._input = inputs.Ptcp()
        config = "\n".join((
            'module(load="imptcp" threads="1")',
            contestant.load,
            'template(name="bench" type="string" string="{}")'.format(contestant.template),
            'ruleset(name="bench") {',
            contestant.statements_in(directory),
            'action(type="omfile" file={} template="bench")'.format(quoted(directory / OUT)),
            "}",
            self._input.config(directory, "bench"),
        ))
        self.daemon = Rsyslogd(directory, config + "\n")
        self._input.connect(self.daemon)
        self._directory = directory
        self._written, self._read = 0, 0

    def _count_written(self):
        # Only what is new is looked at: the logs are large, and the processors are for others.
        with contextlib.suppress(FileNotFoundError), open(self._directory / OUT, "rb") as file:
            file.seek(self._read)
            while True:
                block = file.read(1 << 20)
                if not block:
                    break
                self._written += block.count(b"\n")
                self._read += len(block)
        return self._written

    def feed(self, stream):
        """Send the messages of `stream` and wait until all are written and nothing more is going on."""
        wanted = self._written + stream.count(b"\n")
        self._input.send(stream)
        self.daemon.wait_until(lambda: self._count_written() >= wanted,
                               lambda: "{} messages (have {})".format(wanted, self._written), SECONDS)
        assert self._written == wanted
        self._settle()

    def _settle(self):
        before = -1.0
        while self.processor_seconds() != before:
            before = self.processor_seconds()
            time.sleep(wait.POLL_SECONDS)

    def processor_seconds(self):
        """User and system time of the daemon's threads so far, and of the program behind it."""
        return sum(map(_processor_seconds, [self.daemon.process.pid, *self._programs()]))

    def _programs(self):
        with contextlib.suppress(FileNotFoundError), open(self._directory / "program.pid", encoding="ascii") as file:
            return [int(file.read())]
        return []

    def lines(self):
        """What has been written."""
        return self.daemon.lines(OUT)

    def close(self):
        """Stop the daemon, which must not have complained."""
        self._input.close()
        self.daemon.stop()
        self.daemon.assert_quiet()


def _processor_seconds(pid):
    # What clock_getcpuclockid() returns for another process: exact to the nanosecond, where /proc counts in hundredths.
    return time.clock_gettime((~pid << 3) | 2)


@contextlib.contextmanager
def running(contestant, wrapper=None):
    """A Running in a directory of its own, which is gone afterwards; (running, directory).

    `wrapper` are words to put before the daemon's command; DIRECTORY in it stands for that directory."""
    with tempfile.TemporaryDirectory(prefix="mailenable-bench-") as name:
        directory = pathlib.Path(name)
        saved = os.environ.pop("ME_E2E_WRAPPER", None)
        if wrapper is not None:
            os.environ["ME_E2E_WRAPPER"] = wrapper.replace("DIRECTORY", name)
        try:
            started = Running(directory, contestant)
            try:
                yield started, directory
            finally:
                started.close()
        finally:
            os.environ.pop("ME_E2E_WRAPPER", None)
            if saved is not None:
                os.environ["ME_E2E_WRAPPER"] = saved
