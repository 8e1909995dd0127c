# SPDX-License-Identifier: Apache-2.0
"""A mail server that takes everything and delivers nothing, on a port of its own. Knows just enough SMTP."""
import email
import email.policy
import socketserver
import threading


class Sink:
    """`mails` are the messages it was given, parsed. It listens from the start, and answers after open(). `port`: 0 for
    any."""

    def __init__(self, port=0):
        self.mails = []
        self._willing = threading.Event()
        sink = self

        class Session(socketserver.StreamRequestHandler):
            """One connection."""

            def _say(self, text):
                self.wfile.write(text + b"\r\n")

            def handle(self):
                if not sink._willing.is_set():
                    self._say(b"421 not now")
                    return
                self._say(b"220 sink")
                for line in self.rfile:
                    command = line[:4].upper()
                    if command == b"DATA":
                        self._say(b"354 go on")
                        lines = list(iter(self.rfile.readline, b".\r\n"))
                        sink.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
                    self._say(b"250 ok")
                    if command == b"QUIT":
                        return

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", port), Session)
        self._server.daemon_threads = True
        self.address = "127.0.0.1:{}".format(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def open(self):
        """Take mail from now on."""
        self._willing.set()

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
