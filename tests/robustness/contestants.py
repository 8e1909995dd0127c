# SPDX-License-Identifier: Apache-2.0
"""A private rsyslogd with the module, and one without it, that do the same job otherwise: numbered messages in, their
numbers out. Knows configurations and numbers; which fault happens meanwhile is the test's.
"""
import os
import re
import socket
import threading

from harness import inputs
from harness.rsyslogd import Rsyslogd, module_under_test, quoted

WITHOUT, WITH = "without the module", "with the module"
BOTH = (WITHOUT, WITH)
# The number is the tag. Every kind of line that the module treats in a way of its own, and foreign ones.
TEXTS = (
    "07/24/14 15:40:49\tME-I0106: Relay Granted: [SMTP:n{n}@example.com] is in local address map.",
    "11/22/26 07:00:01\tSMTP-IN\t{n:032X}.MAI\t{n}\t198.51.100.7\tRCPT\tRCPT TO:<n{n}@example.org>\t503 This mail "
    "server requires authentication when attempting to send to a non-local e-mail address.\t43\t33\tu{n}@example.com\t",
    "somebody wrote about ME-I0106: Relay Granted: [SMTP:n{n}@example.com]",
    "11/22/26 07:00:01\tSMTP-IN\t{n:032X}.MAI\t{n}\t198.51.100.7\tAUTH\tAUTH PLAIN c2VjcmV0c2VjcmV0\t535 Invalid "
    "Username or Password\t34\t14\tuser{n}@example.com\t",
    "Accepted publickey for root from 192.0.2.9 port {n} ssh2",
    "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 {n} MAIL MAIL+FROM:<n{n}@example.com> 250+ok HOST 34 14 - ",
)
SECRET = "c2VjcmV0c2VjcmV0"
_NUMBER = re.compile(rb"(?m)^n(\d+):")


def messages(first, count):
    """The frames number `first` to `first + count - 1`, as they go over one connection."""
    return "".join("<13>Nov 22 07:00:01 MAIL01 n{}: ".format(n) + TEXTS[n % len(TEXTS)].format(n=n) + "\n"
                   for n in range(first, first + count)).encode()


class Tally:
    """Which numbers have come, and how often."""

    def __init__(self, sent):
        self.sent, self.received, self._seen = sent, 0, bytearray(sent)

    def add(self, text):
        """Count the numbers in `text` (bytes)."""
        for match in _NUMBER.finditer(text):
            self.received += 1
            self._seen[int(match.group(1))] = 1

    @property
    def lost(self):
        return self.sent - sum(self._seen)

    @property
    def doubled(self):
        return self.received - sum(self._seen)

    def figures(self):
        return {"sent": self.sent, "received": self.received, "lost": self.lost, "doubled": self.doubled}

    @classmethod
    def of_file(cls, sent, path):
        """The tally of what a file holds."""
        tally = cls(sent)
        with open(path, "rb") as file:
            for block in iter(lambda: file.readlines(1 << 20), []):
                tally.add(b"".join(block))
        return tally


class Receiver:
    """A TCP server that counts what it gets. It may be away for a while."""

    def __init__(self, sent):
        self.tally = Tally(sent)
        self._listener = None
        self._connections = []
        self._threads = []
        reserved = socket.socket()
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(("127.0.0.1", 0))
        self._reserved, self.port = reserved, reserved.getsockname()[1]
        self._lock = threading.Lock()

    def open(self):
        """Listen."""
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self._reserved is not None:
            self._reserved.close()
            self._reserved = None
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen()
        self._start(self._accept, self._listener)

    def _start(self, function, argument):
        thread = threading.Thread(target=function, args=(argument,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            self._start(self._read, connection)

    def _read(self, connection):
        rest = b""
        while True:
            try:
                block = connection.recv(1 << 16)
            except OSError:
                block = b""
            if not block:
                return
            whole, _, rest = (rest + block).rpartition(b"\n")
            with self._lock:
                self.tally.add(whole)

    def close(self):
        """Listen no more, and end the connections."""
        for one in [self._listener] + self._connections:
            if one is not None:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                one.close()
        if self._reserved is not None:
            self._reserved.close()
            self._reserved = None
        for thread in self._threads:
            thread.join(10)
        self._listener, self._connections, self._threads = None, [], []


def config(directory, who, output, queue="", kind=None, parameters='correlate="time"'):
    """Configuration text. `output`: the last action; `kind`: the input, with its config() method."""
    module = "module(load={})\n".format(quoted(module_under_test())) if who == WITH else ""
    action = 'action(type="mmmailenable" {})\n'.format(parameters) if who == WITH else ""
    return ("".join('module(load="{}")\n'.format(each) for each in kind.modules) + module +
            'template(name="number" type="string" string="%syslogtag%%$!mailenable!event%\\n")\n'
            'template(name="tag" type="string" string="%syslogtag%\\n")\n'
            'template(name="all" type="string" string="%syslogtag%%msg%%$!%\\n")\n'
            'module(load="impstats" interval="1" format="json" log.syslog="off" log.file={})\n'.format(
                quoted(os.path.join(str(directory), "impstats.log"))) +
            'ruleset(name="tested" {}) {{\n{}{}\n}}\n'.format(queue, action, output) +
            kind.config(directory, "tested"))


def start(directory, text, kind, environment=None):
    """A daemon with its input connected."""
    daemon = Rsyslogd(directory, text, environment)
    try:
        kind.connect(daemon)
    except BaseException:
        daemon.kill()
        raise
    return daemon


def give(connection, count, at_once=1000, between=None):
    """Send `count` numbered messages, `at_once` at a time; `between(number)` is called after each lot."""
    for first in range(0, count, at_once):
        connection.send(messages(first, min(at_once, count - first)))
        if between is not None:
            between(first + at_once)


def wait_until_taken(daemon, count, seconds=600.0):
    """Wait until the input says that it has handed over so many messages."""
    def taken():
        for line in reversed(daemon.read("impstats.log").splitlines()):
            match = re.search(r'"name": "im[^"]*", "origin": "im[a-z]+",.*"submitted": (\d+)', line)
            if match is not None:
                return int(match.group(1))
        return 0

    daemon.wait_until(lambda: taken() >= count, lambda: "{} messages taken: {}".format(count, taken()), seconds)


def kill(daemon):
    """SIGKILL, and what the daemon had no chance to take away, so that the next one is not taken for it."""
    daemon.kill()
    for name in os.listdir(daemon.directory):
        if name.endswith(".port") or name in ("pid", "own-messages.log", "impstats.log"):
            os.remove(daemon.path(name))


def fresh(directory, name):
    """A new directory for a daemon."""
    path = directory / name.replace(" ", "-")
    path.mkdir()
    return path


def tcp():
    """The input that all tests use where nothing else is said."""
    return inputs.Ptcp()
