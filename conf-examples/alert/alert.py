#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Mails alerts: at most one an hour for each host; what came in between is counted and told in the next one.

Run by omprog, one JSON object a line. Knows how often a person may be disturbed, and SMTP. Not what is worth an alert:
that is decided in mailenable.conf.
"""
import argparse
import collections
import email.message
import email.utils
import json
import os
import re
import select
import smtplib
import sys
import time

# A stranger who can send log lines can invent hosts: both numbers hold for all hosts together.
HOSTS_REMEMBERED = 1000
MAILS_PER_HOUR = 20
HOUR = 3600
LOOK_SECONDS = 1
QUOTED_MAX = 2000


def say(text):
    """To stderr, which omprog writes to a file."""
    print(text, file=sys.stderr, flush=True)


class Host:
    """When a person last heard of a host, and what has come since."""

    def __init__(self, sent=0):
        self.sent = sent
        self.reasons = collections.Counter()
        self.last = {}


class Alerts:
    """All hosts. The times of the last mails survive a restart in a file."""

    def __init__(self, arguments):
        self._arguments = arguments
        self._hosts = collections.OrderedDict()
        self._mails = collections.deque(maxlen=MAILS_PER_HOUR)
        try:
            with open(arguments.state, encoding="ascii") as file:
                self._hosts.update((name, Host(sent)) for name, sent in json.load(file).items())
        except FileNotFoundError:
            pass

    def alert(self, line):
        """Take note of a line, and mail unless it is too early."""
        found = json.loads(line)
        name = str(found["host"])
        host = self._hosts.setdefault(name, Host())
        self._hosts.move_to_end(name)
        if len(self._hosts) > HOSTS_REMEMBERED:
            self._hosts.popitem(last=False)
        reason = str(found["mailenable"].get("reason"))
        host.reasons[reason] += 1
        host.last = found
        try:
            self._mail_if_due(name, host)
        except (OSError, smtplib.SMTPException):
            # It will be given to us again.
            host.reasons[reason] -= 1
            raise

    def look(self):
        """Mail what was held back and is due now."""
        for name, host in list(self._hosts.items()):
            try:
                self._mail_if_due(name, host)
            except (OSError, smtplib.SMTPException) as problem:
                say("error: {}".format(problem))

    def _mail_if_due(self, name, host):
        now = time.time()
        if not sum(host.reasons.values()) or now - host.sent < self._arguments.interval:
            return
        if len(self._mails) == MAILS_PER_HOUR and now - self._mails[0] < HOUR:
            return
        self._mail(name, host)
        self._mails.append(now)
        say("mailed about {}: {}".format(name.encode("ascii", "replace").decode(), dict(host.reasons)))
        host.sent = now
        host.reasons.clear()
        self._remember()

    def _mail(self, name, host):
        record = host.last["mailenable"]
        message = email.message.EmailMessage()
        message["From"] = self._arguments.sender
        message["To"] = ", ".join(self._arguments.to)
        # What a forwarder calls itself is text from outside.
        message["Subject"] = "MailEnable relays on {}: {}".format(
            re.sub(r"[^A-Za-z0-9.:_-]", "?", name)[:100], ", ".join(sorted(host.reasons)))
        message["Auto-Submitted"] = "auto-generated"
        message["Date"] = email.utils.localtime()
        message.set_content("{}\n\nSince the last mail about this host: {}\nThe last record:\n\n{}\n".format(
            record.get("explanation", "Relaying was granted."),
            ", ".join("{} x {}".format(count, reason) for reason, count in sorted(host.reasons.items()) if count),
            json.dumps(host.last, indent=2)[:QUOTED_MAX]))
        server, _, port = self._arguments.server.rpartition(":")
        smtp = smtplib.SMTP(server, int(port), timeout=30)
        try:
            smtp.send_message(message)
        finally:
            # Without a farewell: a mail that was taken must not be sent again because of what comes after it.
            smtp.close()

    def _remember(self):
        path = self._arguments.state
        with open(path + ".new", "w", encoding="ascii") as file:
            json.dump({name: host.sent for name, host in self._hosts.items()}, file)
        os.replace(path + ".new", path)


def serve(alerts):
    """Speak omprog's protocol until the end of the input. An error makes omprog keep the message and try again."""
    print("OK", flush=True)
    pending = b""
    while True:
        if not select.select([0], [], [], LOOK_SECONDS)[0]:
            alerts.look()
            continue
        data = os.read(0, 65536)
        if not data:
            return
        *lines, pending = (pending + data).split(b"\n")
        for line in lines:
            try:
                alerts.alert(line)
            except (OSError, smtplib.SMTPException) as problem:
                say("error: {}".format(problem))
                print("Error: {}".format(problem).replace("\n", " "), flush=True)
                continue
            except (ValueError, KeyError, AttributeError, TypeError) as problem:
                say("not understood: {}".format(problem))
            print("OK", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Mail alerts. Reads a JSON object a line; started by omprog.")
    parser.add_argument("--to", action="append", required=True, metavar="ADDRESS", help="may be given more than once")
    parser.add_argument("--sender", default="mailenable-alert@localhost", metavar="ADDRESS")
    parser.add_argument("--server", default="127.0.0.1:25", metavar="HOST:PORT", help="who takes the mail, no login")
    parser.add_argument("--interval", type=int, default=HOUR, metavar="SECONDS", help="between mails about one host")
    parser.add_argument("--state", default="/var/lib/mailenable/alert.state", metavar="FILE")
    serve(Alerts(parser.parse_args()))


if __name__ == "__main__":
    main()
