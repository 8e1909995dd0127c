# SPDX-License-Identifier: Apache-2.0
"""What happens on mail03 of the made-up month by IMAP and POP.

Owners read their mail and the office fetches its own, with typing errors. One account is guessed by IMAP, one is tried
from many addresses by POP, one client tries every account by POP, one guesses by AUTHENTICATE, which names no account,
and one account is used by IMAP from many networks. Knows the rows of both services; the rest of the month is in
month.py.
"""
import datetime

from people import CLERKS, DAYS, OFFICE, OWNERS, START, Attempt

GUESSED, GUESSER, GUESSES = "cfo@example.com", "198.51.100.90", 25
TRIED, TRIED_FROM = "scanner@example.com", ["198.18.200.%d" % (1 + i) for i in range(60)]
SPRAYER = "203.0.113.31"
NAMELESS, NAMELESS_GUESSES = "203.0.113.32", 12
STOLEN, STOLEN_NETWORKS = "archive@example.com", 12
SPRAYED = [*OWNERS, *CLERKS]


class Mailbox:
    """One client that opens a mailbox of one server."""

    def __init__(self, server, when, client):
        server.connections += 1
        self.server, self.when, self.client = server, when, client
        self.handle = 20000 + 4 * (server.connections % 9000)
        self.box = ("", "")

    def _attempt(self, user, event):
        return Attempt(self.when, self.server.name, self.client, user.lower(), "", "", event, "", self.service)

    def row(self, command, argument, reply, received):
        stamp = self.when.strftime("%m/%d/%y %H:%M:%S")
        self.server.put(self.when, "activity", "\t".join((
            stamp, *self.columns, str(self.handle), self.client, command, argument, reply, str(len(reply) + 2),
            str(received), *self.box)), self.service.upper())

    def step(self, seconds=1):
        self.when += datetime.timedelta(seconds=seconds)

    def accept(self, user):
        mailbox, _, office = user.partition("@")
        self.box = (office, mailbox)
        self.server.logins.append(self._attempt(user, "auth-success"))

    def refuse(self, user):
        self.server.truth.append(self._attempt(user, "auth-failure"))


class Imap(Mailbox):
    service, columns = "imap", ("IMAP-IN", "")

    def greet(self):
        self.row("", "", "* OK IMAP4rev1 server ready at " + self.when.strftime("%m/%d/%y %H:%M:%S"), 0)

    def login(self, user, good):
        self.step()
        if good:
            self.accept(user)
        else:
            self.refuse(user)
        self.row("LOGIN", 'LOGIN %s "********"' % user,
                 "2 OK LOGIN completed" if good else "C1 NO LOGIN Failed - Invalid username or password.", 44)

    def authenticate(self):
        """A step that is refused; the name is in it, in base64, and shown to nobody."""
        self.step()
        self.refuse("")
        self.row("AUTHENTICATE", "bm90LXRoaXM=", "2 NO AUTHENTICATE LOGIN failed - Invalid username or password.", 0)

    def quit(self):
        self.step()
        self.row("LOGOUT", "logout", "* BYE IMAP4rev1 server terminating connection", 9)


class Pop(Mailbox):
    service, columns = "pop", ("POP-IN",)

    def greet(self):
        self.row("", "", "+OK Welcome to MailEnable POP3 Server", 0)

    def login(self, user, good):
        self.row("USER", "USER " + user, "+OK", 7 + len(user))
        self.step()
        if good:
            self.accept(user)
        else:
            self.refuse(user)
        self.row("PASS", "PASS not-a-password", "+OK" if good else "-ERR Unable to log on", 21)

    def quit(self):
        self.step()
        self.row("QUIT", "QUIT", "+OK", 6)


def fail_and_log_in(server, when, kind, client, user, failures, good=True):
    """So many wrong passwords, and the right one at the end."""
    mailbox = kind(server, when, client)
    mailbox.greet()
    for _ in range(failures):
        mailbox.login(user, False)
    if good:
        mailbox.login(user.upper() if failures == 2 else user, True)
    mailbox.quit()


def guess_without_a_name(server, when, client):
    mailbox = Imap(server, when, client)
    mailbox.greet()
    mailbox.authenticate()
    mailbox.quit()


def attacks(server):
    """The month as (when, what to do, with what)."""

    def at(day, second):
        return START + datetime.timedelta(days=day, seconds=second)

    plans = []
    for day in range(DAYS):
        for i, (user, place) in enumerate(OWNERS.items()):
            plans.append((at(day, 32000 + i * 60), fail_and_log_in, (Imap, place, user, 2 * ((day + i) % 9 == 0))))
        for i, user in enumerate(CLERKS):
            plans.append((at(day, 34000 + i * 60), fail_and_log_in, (Pop, OFFICE, user, (day + i) % 6 == 0)))
    for i in range(GUESSES):
        plans.append((at(6, 10000 + 40 * i), fail_and_log_in, (Imap, GUESSER, GUESSED, 1, i == GUESSES - 1)))
    for i, client in enumerate(TRIED_FROM):
        plans.append((at(12, 1000 * i), fail_and_log_in, (Pop, client, TRIED, 1, False)))
    for i, user in enumerate(SPRAYED):
        plans.append((at(15, 50000 + 20 * i), fail_and_log_in, (Pop, SPRAYER, user, 1, False)))
    for i in range(NAMELESS_GUESSES):
        plans.append((at(17, 3000 + 30 * i), guess_without_a_name, (NAMELESS,)))
    for i in range(STOLEN_NETWORKS):
        plans.append((at(23, 20000 + 200 * i), fail_and_log_in, (Imap, "198.19.%d.9" % (100 + i), STOLEN, 0)))
    return plans
