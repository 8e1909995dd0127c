#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Mails alerts: at most one an hour for each host. What came in between is counted, and the next one says how many it
was. Records of the day before yesterday and older, such as a forwarder sends at its first start, are no alarm.

Run by omprog, one JSON object a line. Knows how often a person may be disturbed, and SMTP. Not what is worth an alert:
that is decided in mailenable.conf.
"""
import argparse
import collections
import datetime
import email.message
import email.utils
import json
import os
import re
import select
import smtplib
import socket
import sys
import time

# A stranger who can send log lines can invent hosts: both numbers hold for all hosts together.
HOSTS_REMEMBERED = 1000
MAILS_PER_HOUR = 20
HOUR = 3600
DAY = 86400
# A time without an offset is that of some clock on earth: the furthest behind us stands in this zone.
ZONE_SECONDS = 12 * HOUR
LOOK_SECONDS = 1
QUOTED_MAX = 2000


def say(text):
    """To stderr, which omprog writes to a file."""
    print(text, file=sys.stderr, flush=True)


def own_domain():
    """What this machine's mail comes from: servers refuse a sender at a name that nobody knows, such as localhost."""
    try:
        with open("/etc/mailname", encoding="ascii") as file:
            name = file.read().strip()
    except (OSError, ValueError):
        name = ""
    return name or socket.getfqdn()


def seconds_old(time_text, now):
    """How long ago that was, at least; 0 where nobody can tell."""
    try:
        moment = datetime.datetime.fromisoformat(time_text)
    except (TypeError, ValueError):
        return 0
    if moment.tzinfo is not None:
        return now - moment.timestamp()
    return now - moment.replace(tzinfo=datetime.timezone.utc).timestamp() - ZONE_SECONDS


class Host:
    """When a person last heard of a host, and what has come since."""

    def __init__(self, sent=0):
        self.sent = sent
        self.old = 0
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
        if seconds_old(found["mailenable"].get("time"), time.time()) > self._arguments.max_age:
            host.old += 1
            if host.old == 1:
                say("not mailed, too old: {} of {}, and what else comes".format(
                    found["mailenable"]["time"], name.encode("ascii", "replace").decode()))
            return
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
        host.old = 0
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
        message["Message-ID"] = email.utils.make_msgid(domain=self._arguments.sender.rpartition("@")[2])
        old = "Records that were too old to be mailed: {}\n".format(host.old) if host.old else ""
        message.set_content("{}\n\nSince the last mail about this host: {}\n{}The last record:\n\n{}\n".format(
            record.get("explanation", "Relaying was granted."),
            ", ".join("{} x {}".format(count, reason) for reason, count in sorted(host.reasons.items()) if count),
            old, json.dumps(host.last, indent=2)[:QUOTED_MAX]))
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
    parser.add_argument("--sender", metavar="ADDRESS", default="mailenable-alert@" + own_domain(),
                        help="default: %(default)s, by /etc/mailname or the name of this machine")
    parser.add_argument("--server", default="127.0.0.1:25", metavar="HOST:PORT", help="who takes the mail, no login")
    parser.add_argument("--interval", type=int, default=HOUR, metavar="SECONDS", help="between mails about one host")
    parser.add_argument("--max-age", type=int, default=DAY, metavar="SECONDS", help="older records are not mailed")
    parser.add_argument("--state", default="/var/lib/mailenable/alert.state", metavar="FILE")
    arguments = parser.parse_args()
    if "." not in arguments.sender.rpartition("@")[2]:
        say("mail servers may refuse the sender {}: give another with --sender".format(arguments.sender))
    serve(Alerts(arguments))


if __name__ == "__main__":
    main()
