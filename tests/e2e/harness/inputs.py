# SPDX-License-Identifier: Apache-2.0
"""The ways a line gets into rsyslogd: UDP, imtcp, imptcp, a watched file.

Each kind knows its piece of configuration and how to send; all have the same two methods, so that a test can run
over all of them. Ports are always chosen by the kernel. Knows nothing of MailEnable.
"""
import os
import socket

from .rsyslogd import quoted, release

LOCALHOST = "127.0.0.1"


class Udp:
    """imudp. It cannot tell which port it got, so the port is reserved here and held until the daemon has it."""

    name = "udp"
    modules = ("imudp",)

    def config(self, directory, ruleset):
        del directory
        # rsyslog sets SO_REUSEADDR on its UDP sockets. With the same option set here both may hold the port, so there
        # is no moment at which another process could take it.
        self._reservation = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reservation.bind((LOCALHOST, 0))
        self.port = self._reservation.getsockname()[1]
        return 'input(type="imudp" address="{}" port="{}" ruleset="{}")\n'.format(LOCALHOST, self.port, ruleset)

    def connect(self, daemon):
        self._reservation.close()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect((LOCALHOST, self.port))
        del daemon

    def send(self, frame):
        self._socket.send(frame)

    def close(self):
        self._reservation.close()
        if hasattr(self, "_socket"):
            self._socket.close()


class _Stream:
    """What imtcp and imptcp have in common. Headerless lines begin with digits: octet counting must be off."""

    def config(self, directory, ruleset):
        self._port_file = os.path.join(str(directory), self.name + ".port")
        return ('input(type="{}" address="{}" port="0" listenPortFileName={} ruleset="{}" '
                'supportOctetCountedFraming="off"{})\n').format(self.modules[0], LOCALHOST, quoted(self._port_file),
                                                                ruleset, self._parameters())

    def _parameters(self):
        """What else the input is to be told."""
        return ""

    def connect(self, daemon):
        text = daemon.wait_until(lambda: daemon.read(self._port_file).strip(), "port file of " + self.name)
        self.port = int(text)
        self._socket = socket.create_connection((LOCALHOST, self.port), timeout=60)

    def send(self, frame):
        self._socket.sendall(frame)

    def close(self):
        if hasattr(self, "_socket"):
            self._socket.close()


class Tcp(_Stream):
    """imtcp."""

    name = "imtcp"
    modules = ("imtcp",)

    def _parameters(self):
        # From this release on, workers of the input accept connections. One that is stopped meanwhile crashes: it frees
        # its listener without waiting for them. Without workers it waits, as earlier releases do.
        return ' workerThreads="1"' if release() >= (8, 2504) else ""


class Ptcp(_Stream):
    """imptcp."""

    name = "imptcp"
    modules = ("imptcp",)

    def _parameters(self):
        # As every document has it; of imtcp it is a parameter of the module.
        return ' discardTruncatedMsg="on"'


class File:
    """imfile on a file that grows. A line is text only: nothing is parsed as a syslog header, nothing is escaped."""

    name = "imfile"
    modules = ("imfile",)

    def config(self, directory, ruleset):
        path = os.path.join(str(directory), "watched.log")
        self._file = open(path, "ab", buffering=0)
        return 'input(type="imfile" file={} tag="mailenable:" ruleset="{}")\n'.format(quoted(path), ruleset)

    def connect(self, daemon):
        del daemon

    def send(self, frame):
        self._file.write(frame)

    def close(self):
        self._file.close()


ALL = (Udp, Tcp, Ptcp, File)
