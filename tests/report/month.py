# SPDX-License-Identifier: Apache-2.0
"""A made-up month of three mail servers, and the truth about it: every failed attempt that the logs tell of, and every
warning that an operator should get.

mail01 writes an Activity and a Debug log, mail02 a W3C log besides; each server has its own directory and its files
roll at midnight. Ordinary mail goes on all the time. Then there are a client that guesses passwords, one that tries to
relay, one that guesses recipients, refused and listed ones, one account whose password is guessed in the end, and on
mail02 one hour as an open relay.

mail03 is under attack, by SMTP (see `attacks()`) and by IMAP and POP (see mailboxes.py). Run as a program, it writes
the logs into a directory.
"""
import collections
import datetime
import pathlib
import random
import sys

import mailboxes
from people import CLERKS, DAYS, OFFICE, OWNERS, START, Attempt

GUESSER, RELAYER, PROBER, BANNED, LISTED, CLUMSY, THIEF = (
    "198.51.100.77", "203.0.113.66", "2001:db8:bad::1", "203.0.113.9", "192.0.2.200", "203.0.113.41", "198.51.100.78",
)
RELAYERS = (RELAYER, "203.0.113.67", "198.18.0.5")
GUESSED_USER = "bob@example.com"
GUESSES_BEFORE_SUCCESS = 37
OPEN_RELAY = (START + datetime.timedelta(days=16, hours=2), datetime.timedelta(hours=1))

# What happens on mail03.
BOTNET = ["198.18.%d.%d" % (i // 4, 1 + i * 7 % 250) for i in range(400)] + [
    "2001:db8:b07:%x::%x" % (i + 1, i + 1) for i in range(300)]
TARGET, BOTNET_THIEF, ATTACK = "ceo@example.com", BOTNET[333], (9, 14)  # days: the first, and that of the login
TARGET_PLACES = ("2001:db8:cec:1::1", "2001:db8:cec:1::2")  # where the owner of the target logs in
SPRAYER = "203.0.113.30"
SPRAYED = [*OWNERS, *CLERKS, TARGET, "sales@example.com"]
STOLEN, STOLEN_NETWORKS, STOLEN_DAY = "sales@example.com", 40, 19
OPEN_RELAY_03 = (START + datetime.timedelta(days=16, hours=4), 12)  # from when on, recipients
RELAYED = ["203.0.113.%d" % (150 + i) for i in range(12)]
BOUNCES = 468

DENIED = "503 This mail server requires authentication when attempting to send to a non-local e-mail address. Please" \
    " check your mail client settings or contact your administrator to verify that the domain or address is defined" \
    " for this server."
OKAY = "250 Requested mail action okay, completed"
GREYLISTED = "451 This server employs greylisting as a means of reducing spam. Your message has been delayed and will" \
    " be accepted later."


class Server:
    """Writes what one server would log, and notes what it knows to have failed."""

    def __init__(self, name, dice, has_w3c, debug_ids):
        self.name, self.dice, self.has_w3c, self.debug_ids = name, dice, has_w3c, debug_ids
        self.rows = []  # (when, order, log, folder, text)
        self.truth = []
        self.connections = 0
        self.granted = collections.Counter()
        self.bounces = collections.Counter()  # (recipient, event)
        self.logins = []

    def put(self, when, log, text, folder="SMTP"):
        self.rows.append((when, len(self.rows), log, folder, text))

    def connect(self, when, client, handle):
        return Connection(self, when, client, handle)

    def open(self, when, client):
        """A connection: the greeting; what it says next follows a second later."""
        self.connections += 1
        return self.connect(when, client, 1000 + 4 * (self.connections % 2000))

    def debug(self, when, code, text, connection=None):
        ids = "[%d] " % connection if self.debug_ids and connection else ""
        self.put(when, "debug", "%s\t%s: %s%s" % (when.strftime("%m/%d/%y %H:%M:%S"), code, ids, text))

    def write(self, directory):
        """The files, by day."""
        files = collections.defaultdict(list)
        for when, _, log, folder, text in sorted(self.rows, key=lambda row: row[:2]):
            files[log, folder, when.date()].append(text)
        names = {"activity": "-Activity-%y%m%d.log", "debug": "-Debug-%y%m%d.log"}
        for (log, folder, day), lines in files.items():
            place = pathlib.Path(directory) / self.name / "Logging" / folder
            place.mkdir(parents=True, exist_ok=True)
            name = day.strftime("ex%y%m%d.log" if log == "w3c" else folder + names[log])
            with open(place / name, "w", newline="\r\n", encoding="ascii") as out:
                out.writelines(line + "\n" for line in lines)


class Connection:
    """One client at the door of one server."""

    def __init__(self, server, when, client, handle):
        self.server, self.when, self.client, self.handle = server, when, client, handle
        self.user, self.sender = "", ""
        self.new_message()

    def new_message(self):
        self.message = "%032X.MAI" % self.server.dice.getrandbits(128)

    def row(self, command, argument, reply, seconds=0):
        self.when += datetime.timedelta(seconds=seconds)
        when, server = self.when, self.server
        server.put(when, "activity", "\t".join((
            when.strftime("%m/%d/%y %H:%M:%S"), "SMTP-IN", self.message, str(self.handle), self.client, command,
            argument, reply, str(len(reply) + 2), str(len(argument) + 2), self.user, "")))
        if server.has_w3c:
            fields = (when.strftime("%Y-%m-%d %H:%M:%S"), self.client, "SMTP-IN", "-", "192.0.2.25", str(self.handle),
                      command or "-", argument.replace(" ", "+") or "-", reply.replace(" ", "+") or "-", "MAIL",
                      str(len(reply) + 2), str(len(argument) + 2), self.user or "-")
            server.put(when, "w3c", " ".join(fields) + " ")

    def failed(self, event, reason, recipient="", sender=None):
        self.server.truth.append(Attempt(self.when, self.server.name, self.client, self.user.lower(),
                                         self.sender if sender is None else sender, recipient, event, reason))

    def greet(self, helo):
        self.row("", "", "220 mail.example.com ESMTP MailEnable Service, Version: 10.45 ready")
        self.row("EHLO", "EHLO " + helo, "250-mail.example.com [%s], this server offers 5 extensions" % self.client, 1)

    def login(self, user, good):
        self.row("AUTH", "AUTH LOGIN", "334 VXNlcm5hbWU6", 1)
        self.user = user
        self.row("AUTH", "{blank}", "334 UGFzc3dvcmQ6")
        if good:
            self.row("AUTH", "{blank}", "235 Authenticated")
            self.server.logins.append(Attempt(self.when, self.server.name, self.client, self.user.lower(), "", "",
                                              "auth-success", ""))
        else:
            self.row("AUTH", "{blank}", "535 Invalid Username or Password")
            self.failed("auth-failure", "", sender="")

    def mail(self, sender):
        self.sender = sender
        self.row("MAIL", "MAIL FROM:<%s>" % sender, OKAY, 1)

    def recipient(self, recipient, reply=OKAY):
        self.row("RCPT", "RCPT TO:<%s>" % recipient, reply)

    def data(self):
        self.row("DATA", "DATA", "354 Start mail input; end with <CRLF>.<CRLF>", 1)
        self.new_message()
        self.sender = ""

    def quit(self):
        self.row("QUIT", "QUIT", "221 Service closing transmission channel", 1)


def ordinary_mail(server, when, number):
    c = server.open(when, "192.0.2.%d" % (1 + number % 100))
    c.greet("mx%d.example.net" % (number % 50))
    c.mail("news%d@example.net" % (number % 30))
    if number % 9 == 0:
        c.recipient("alice@example.com", GREYLISTED)
        c.failed("recipient-deferred", "greylisting", "alice@example.com")
    else:
        c.recipient("alice@example.com")
        server.debug(c.when, "ME-I0101", "Local Delivery: Address ([SMTP:alice@example.com]) is local.", c.handle)
        c.data()
    c.quit()


def ordinary_user(server, when, number):
    c = server.open(when, "192.0.2.%d" % (101 + number % 20))
    c.greet("desk%d" % (number % 20))
    c.login("user%d@example.com" % (number % 20), True)
    c.mail("user%d@example.com" % (number % 20))
    c.recipient("partner@example.org")
    server.debug(c.when, "ME-I0108", "Relay Granted: Sender has authenticated.", c.handle)
    server.granted["authenticated"] += 1
    c.data()
    c.quit()


def guess_password(server, when, client, user, good=False):
    c = server.open(when, client)
    c.greet("localhost")
    c.login(user, good)
    c.quit()


def try_to_relay(server, when, client, number):
    """Two recipients in the same second: two denials that only order tells apart."""
    c = server.open(when, client)
    c.greet("ylmf-pc")
    c.mail("spam%d@example.net" % (number % 5))
    for recipient in ("victim%d@example.org" % number, "victim%d@example.org" % (number + 1)):
        if OPEN_RELAY[0] <= c.when < OPEN_RELAY[0] + OPEN_RELAY[1] and server.name == "mail02":
            c.recipient(recipient)
            server.debug(c.when, "ME-I0110", "Relay Granted: Server is configured to allow anyone to relay.", c.handle)
            server.granted["open-relay"] += 1
        else:
            c.recipient(recipient, DENIED)
            server.debug(c.when, "ME-I0111", "Relay Denied: Failed to meet all relay criteria.", c.handle)
            c.failed("relay-denied", "no-criteria-met", recipient)
    c.quit()


def guess_recipients(server, when, number):
    c = server.open(when, PROBER)
    c.greet("probe.example.net")
    c.mail("probe@example.net")
    for i in range(3):
        recipient = "name%d@example.com" % (number * 3 + i)
        c.recipient(recipient, "550 Requested action not taken: mailbox unavailable or not local.")
        server.debug(c.when, "ME-IXXXX", "Local Delivery: Domain for ([SMTP:%s]) is locally serviced, but recipient is"
                     " not defined in address map." % recipient, c.handle)
        c.failed("recipient-denied", "recipient-undefined", recipient)
    c.quit()


def be_turned_away(server, when):
    c = server.open(when, BANNED)
    c.row("", "", "530 mail.example.com ESMTP MailEnable Service, Version: 10.45 denied access at %s"
          % when.strftime("%m/%d/%y %H:%M:%S"))
    c.failed("connection-denied", "access-denied")


def be_listed(server, when):
    c = server.open(when, LISTED)
    c.greet("listed.example.net")
    c.mail("offer@example.net")
    c.recipient("alice@example.com", "554 The IP Address of the sender (%s) was found in a DNS blacklist database and"
                " was therefore refused." % LISTED)
    c.failed("recipient-rejected", "dns-blacklist", "alice@example.com")
    c.quit()


def be_clumsy(server, when):
    c = server.open(when, CLUMSY)
    c.greet("clumsy.example.net")
    c.row("RCPT", "RCPT TO:<alice@example.com>", "503 Bad sequence of commands", 1)
    c.failed("protocol-error", "bad-sequence", "alice@example.com")
    c.quit()


def happen(server, dice, day, scale):
    """What happens on one day, as (second of the day, what to do)."""
    midnight = START + datetime.timedelta(days=day)

    def at(second):
        return midnight + datetime.timedelta(seconds=second)

    plans = []
    for i in range(60 * scale):
        plans.append((dice.randrange(86300), lambda t, i=i: ordinary_mail(server, t, i)))
    for i in range(15 * scale):
        plans.append((dice.randrange(86300), lambda t, i=i: ordinary_user(server, t, i)))
    for i in range(6 * scale):
        user = ("admin", "info", "test@example.com", "sales@example.com")[i % 4]
        plans.append((dice.randrange(86300), lambda t, u=user: guess_password(server, t, GUESSER, u)))
    for i in range(5 * scale):
        plans.append((7200 + dice.randrange(3500), lambda t, i=i: try_to_relay(server, t, RELAYERS[i % 3], i)))
    for i in range(2 * scale):
        plans.append((dice.randrange(86300), lambda t, i=i: guess_recipients(server, t, day * 2 + i)))
    plans.append((dice.randrange(86300), lambda t: be_turned_away(server, t)))
    plans.append((dice.randrange(86300), lambda t: be_listed(server, t)))
    if day % 3 == 0:
        plans.append((dice.randrange(86300), lambda t: be_clumsy(server, t)))
    for second, plan in sorted(plans, key=lambda pair: pair[0]):
        plan(at(second))
    if day == 20 and server.name == "mail01":
        for i in range(GUESSES_BEFORE_SUCCESS + 1):
            guess_password(server, at(36000 + 20 * i), THIEF, GUESSED_USER, i == GUESSES_BEFORE_SUCCESS)
    if day == 21 and server.name == "mail01":
        server.debug(at(30000), "ME-I0106", "Relay Granted: [SMTP:alice@example.com] is in local address map.")
        server.granted["sender-local"] += 1
        server.debug(at(30001), "ME-W0999", "Something nobody has documented yet.")


def fail_and_log_in(server, when, client, user, failures):
    """Somebody who types a password wrongly before he gets it right."""
    c = server.open(when, client)
    c.greet("desk")
    for _ in range(failures):
        c.login(user, False)
    c.login(user.upper() if failures == 2 else user, True)
    c.quit()


def bounce(server, when, number):
    """Mail of ours that another server refuses, or puts off."""
    code = ("550 5.1.1 no such user", "554 5.7.1 refused", "451 4.3.0 try again")[number % 3]
    message, client = "%032X.MAI" % server.dice.getrandbits(128), "192.0.2.%d" % (220 + number % 9)
    recipient = "gone%d@example.net" % (number % 60)
    for command, argument, reply in (
            ("CONN", "", "220 mx.example.net ready"), ("EHLO", "EHLO mail03.example.com", "250 mx.example.net"),
            ("MAIL", "MAIL FROM:<news@example.com>", "250 ok"), ("RCPT", "RCPT TO:<%s>" % recipient, "250 ok"),
            ("DATA", "DATA", "354 go ahead"), ("DATE", ".", code), ("QUIT", "QUIT", "221 bye")):
        server.put(when, "activity", "\t".join((
            when.strftime("%m/%d/%y %H:%M:%S"), "SMTP-OU", message, str(5000 + number), client, command, argument,
            reply, str(len(argument) + 2), str(len(reply) + 2), "", "News")))
    server.bounces[recipient, "delivery-deferred" if code[0] == "4" else "delivery-failed"] += 1


def relay_for_anybody(server, when, client):
    """A recipient elsewhere is accepted; the Debug log says why, and neither has an id of the other."""
    c = server.open(when, client)
    c.greet("ylmf-pc")
    c.mail("spam@example.net")
    c.recipient("victim@example.org")
    server.debug(c.when, "ME-I0110", "Relay Granted: Server is configured to allow anyone to relay.")
    server.granted["open-relay"] += 1
    c.data()
    c.quit()


def attacks(server):
    """A month of a server with owners who log in from where they always do and type wrongly now and then, an office
    with one address, a botnet of 700 that tries one account and in the end knows its password, a client that tries
    every account, a stolen account, an hour as an open relay, and mail that comes back."""
    dice = server.dice

    def at(day, second):
        return START + datetime.timedelta(days=day, seconds=second)

    plans = []
    for day in range(DAYS):
        for i, (user, place) in enumerate(OWNERS.items()):
            plans.append((at(day, 28000 + i * 60), fail_and_log_in, (place, user, (day + i) % 7 == 0)))
        for i, user in enumerate(CLERKS):
            plans.append((at(day, 30000 + i * 60), fail_and_log_in, (OFFICE, user, 2 * ((day + i) % 5 == 0))))
        plans.append((at(day, 29000), fail_and_log_in, (TARGET_PLACES[day % 2], TARGET, (day % 4 == 2) * 3)))
    first, last = ATTACK
    for i, client in enumerate(BOTNET):
        if client != BOTNET_THIEF:
            plans.append((at(first, i * (last - first) * 86400 // len(BOTNET)), guess_password, (client, TARGET)))
    plans.append((at(last, 50000), fail_and_log_in, (BOTNET_THIEF, TARGET, 1)))
    for i, user in enumerate(SPRAYED):
        plans.append((at(4, 40000 + 30 * i), guess_password, (SPRAYER, user)))
    for i in range(STOLEN_NETWORKS):
        plans.append((at(STOLEN_DAY, 60000 + 85 * i), guess_password, ("198.19.%d.7" % i, STOLEN, True)))
    for i in range(OPEN_RELAY_03[1]):
        plans.append((OPEN_RELAY_03[0] + datetime.timedelta(minutes=4 * i), relay_for_anybody, (RELAYED[i],)))
    for i in range(BOUNCES):
        plans.append((at(i % DAYS, 70000 + dice.randrange(9000)), bounce, (i,)))
    plans += mailboxes.attacks(server)
    for when, plan, arguments in sorted(plans, key=lambda entry: entry[0]):
        plan(server, when, *arguments)


def make(scale=1, days=DAYS, kind=Server, with_attacks=False):
    """The servers after their month: two, or three with the one that is attacked."""
    servers = []
    for name, has_w3c, debug_ids in (("mail01", False, False), ("mail02", True, True)):
        dice = random.Random(name)
        server = kind(name, dice, has_w3c, debug_ids)
        for day in range(days):
            happen(server, dice, day, scale)
        servers.append(server)
    if with_attacks:
        servers.append(kind("mail03", random.Random("mail03"), False, False))
        attacks(servers[-1])
    return servers


if __name__ == "__main__":
    for made in make(int(sys.argv[2]) if len(sys.argv) > 2 else 1, with_attacks=len(sys.argv) < 3):
        made.write(sys.argv[1])
