# SPDX-License-Identifier: Apache-2.0
"""The logs that bench.py measures with: months of as many pairs of servers as it takes, and a Postfix log.

The servers are month.py's, made to resemble busy ones: connections use TLS, which is five rows until the first command
and about ten in all, and a Debug log has three lines without a code for each verdict. No real Debug log is public, so
the texts of these lines, and their share, are made up.
"""
import pathlib
import shutil
import sys

import month

SCALE = 4  # one month of a pair of servers is about 50 MB


class TlsConnection(month.Connection):
    def greet(self, helo):
        super().greet(helo)
        for argument in ("", "STARTTLS"):
            self.row("STARTTLS", argument, "")
        self.row("EHLO", "EHLO " + helo, "250-mail.example.com [%s], this server offers 4 extensions" % self.client, 1)


class BusyServer(month.Server):
    def connect(self, when, client, handle):
        return TlsConnection(self, when, client, handle)

    def debug(self, when, code, text, connection=None):
        stamp = when.strftime("%m/%d/%y %H:%M:%S")
        for noise in ("Checking whether the address may be used", "Looking up the domain in the local domain table",
                      "The address has been looked at, going on with the next step"):
            self.put(when, "debug", "%s\t[%d] (Debug) %s" % (stamp, connection or 0, noise))
        super().debug(when, code, text, connection)


def make_logs(directory, size):
    """At least about `size` bytes."""
    first = pathlib.Path(directory) / "pair000"
    for server in month.make(SCALE, kind=BusyServer):
        server.write(first)
    made = sum(path.stat().st_size for path in first.rglob("*.log"))
    for i in range(1, max(1, round(size / made))):
        for server in first.iterdir():
            shutil.copytree(server, first.parent / ("pair%03d" % i) / ("%s-%03d" % (server.name, i)))


def make_postfix_log(path, size):
    lines = []
    for i in range(20000):
        head = "Nov %2d %02d:%02d:%02d mail01 postfix/" % (1 + i // 800, i // 40 % 24, i % 60, i * 7 % 60)
        client = "unknown[203.0.113.%d]" % (i % 250)
        lines += [
            head + "smtpd[%d]: connect from %s" % (1000 + i, client),
            head + "smtpd[%d]: NOQUEUE: reject: RCPT from %s: 554 5.7.1 <victim%d@example.org>: Relay access denied;"
            " from=<spam@example.net> to=<victim%d@example.org> proto=ESMTP helo=<ylmf-pc>" % (1000 + i, client, i, i),
            head + "smtpd[%d]: disconnect from %s ehlo=1 mail=1 rcpt=0/1 commands=2/3" % (1000 + i, client),
        ]
    block = ("\n".join(lines) + "\n").encode()
    with open(path, "wb") as out:
        while out.tell() < size:
            out.write(block)


if __name__ == "__main__":
    make_logs(sys.argv[1], int(sys.argv[2]))
