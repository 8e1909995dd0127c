# SPDX-License-Identifier: Apache-2.0
"""A way between a sender and the log server that a test can cut: TCP through a port of its own, which stays the same.

Knows bytes only.
"""
import socket
import threading


class Proxy:
    """Hands on to a port of 127.0.0.1. open() and cut() may be called in any order, from one thread."""

    def __init__(self, target):
        self.target = target
        self._lock = threading.Lock()
        self._listener, self._sockets = None, []
        self.port = 0
        self.open()

    def open(self):
        """The log server can be reached."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(16)
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self):
        """It is away: connections end, and new ones are refused."""
        with self._lock:
            listener, self._listener = self._listener, None
            sockets, self._sockets = self._sockets, []
        # shutdown() wakes the thread that waits in accept(); close() alone would leave the port open until then.
        for each in ([listener] if listener else []) + sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

    def _accept(self, listener):
        while True:
            try:
                here, _ = listener.accept()
                there = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            with self._lock:
                if self._listener is not listener:
                    here.close()
                    there.close()
                    return
                self._sockets += [here, there]
            for source, sink in ((here, there), (there, here)):
                threading.Thread(target=self._copy, args=(source, sink), daemon=True).start()

    @staticmethod
    def _copy(source, sink):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(data)
        except OSError:
            pass
