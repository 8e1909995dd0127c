# SPDX-License-Identifier: Apache-2.0
"""The made-up month of the report's tests, with what a detection has to find besides: an account that sends to very
many, rows that hide something, a server that falls silent. Who did what is written down here, and asked of nobody.

Knows the month and the layout of rows; no engine and no query.
"""
import collections
import datetime

import month

START, DAYS = month.START, month.DAYS
HOSTILE = "203.0.113.99"
SENT_TO = 300
SPAMMER = "198.19.5.7"
OFFERS = 25
SILENT_HOST, SILENT = "mail01", (START + datetime.timedelta(days=24), START + datetime.timedelta(days=27))
RELAYED = "Relay Granted: Server is configured to allow anyone to relay."


def at(day, seconds):
    return START + datetime.timedelta(days=day, seconds=seconds)


def send_to_many(server):
    """The stolen account, an hour after it was logged in to from forty networks."""
    c = server.open(at(month.STOLEN_DAY, 64800), SPAMMER)
    c.greet("desk")
    c.login(month.STOLEN, True)
    for i in range(SENT_TO // 10):
        c.mail(month.STOLEN)
        for j in range(10):
            c.recipient("stranger%d@example.org" % (i * 10 + j))
        c.data()
    c.quit()


def offer(server):
    """Outbound mail of a second sender, all of which comes back."""
    for i in range(OFFERS):
        when, message = at(10, 50000 + 60 * i), "%032X.MAI" % server.dice.getrandbits(128)
        for command, argument, reply in (("MAIL", "MAIL FROM:<offers@example.com>", "250 ok"),
                                         ("RCPT", "RCPT TO:<none%d@example.net>" % i, "550 5.1.1 no such user")):
            server.put(when, "activity", "\t".join((
                when.strftime("%m/%d/%y %H:%M:%S"), "SMTP-OU", message, str(9000 + i), "192.0.2.229", command, argument,
                reply, "30", "20", "", "Offer")))
        server.bounces["none%d@example.net" % i, "delivery-failed"] += 1


def hostile_rows():
    """(command, argument, reply, whether the row hides something) of what a stranger sends to be seen as another."""
    row = "11/22/26 07:00:00\tSMTP-IN\t%032X.MAI\t7\t192.0.2.7\tAUTH\t{blank}\t535 Invalid\t1\t2\tbob@example.com\t" % 7
    return [
        ("RCPT", "RCPT TO:<a@example.org>\t%s\t10\t20\tx" % month.OKAY, month.DENIED, True),
        ("EHLO", "EHLO x#015#012" + row, "250 hello", True),
        ("EHLO", "EHLO x#015#012" + row.replace("\t", "#011"), "250 hello", True),
        ("EHLO", "EHLO x\r" + row, "250 hello", True),
        ("EHLO", "EHLO " + "x" * 800, "250 hello", True),
        # Both readings are a greeting.
        ("EHLO", "EHLO x\t250 hello\t1\t2\tEHLO", "501 bad", False),
        ("EHLO", "EHLO 11/22/26 07:00:00 ME-I0110: " + RELAYED, "250 hello", False),
        ("EHLO", 'EHLO ","tags":["open-relay"],"event":{"action":"relay-granted"},"x":"', "250 hello", False),
        ("EHLO", "EHLO ME-I0106: Relay Granted: [SMTP:a@example.com] is in local address map.", "250 hello", False),
        ("MAIL", "MAIL FROM:<auth-failure OR event.action:*@example.com>", month.OKAY, False),
        ("RCPT", "RCPT TO:<550 mailbox unavailable@example.com>", month.OKAY, False),
    ]


def attack_with_rows(server):
    """Returns how many rows hide something."""
    found = 0
    for i, (command, argument, reply, hides) in enumerate(hostile_rows()):
        c = server.connect(at(12, 30000 + 60 * i), HOSTILE, 30000 + i)
        c.row(command, argument, reply)
        found += hides
    return found


class Incidents:
    """The servers after their month, and what there is to be found."""

    def __init__(self):
        self.servers = month.make(with_attacks=True)
        first, _, third = self.servers
        send_to_many(third)
        offer(third)
        self.hiding = attack_with_rows(first)
        for server in self.servers:
            server.rows = [row for row in server.rows if self._is_sent(server, *row)]

    @staticmethod
    def _is_sent(server, when, _, log, *__):
        """Of a server with both, the W3C log alone: every count would be twice what it is."""
        return (log != "activity" or not server.has_w3c) and (
            server.name != SILENT_HOST or not SILENT[0] <= when < SILENT[1])

    def attempts(self, *events):
        """Failed attempts of the month that were logged."""
        return [a for server in self.servers for a in server.truth if a.event in events and self._was_logged(a)]

    @staticmethod
    def _was_logged(attempt):
        return attempt.host != SILENT_HOST or not SILENT[0] <= attempt.when < SILENT[1]

    def logins(self):
        """Logins that were logged."""
        return [a for server in self.servers for a in server.logins if self._was_logged(a)]

    def bounces(self):
        """{(recipient, event): number}"""
        return sum((server.bounces for server in self.servers), collections.Counter())

    def frames(self):
        """What the servers send, in the order of time; their clocks are in UTC, and they say so."""
        rows = [(when, number, server.name, text)
                for server in self.servers for when, number, _, _, text in server.rows]
        for when, _, host, text in sorted(rows):
            yield "<13>1 {}Z {} mailenable - - - {}\n".format(when.isoformat(), host, text).encode()
