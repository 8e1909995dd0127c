# SPDX-License-Identifier: Apache-2.0
"""A made-up day of a mail server for the ban lists: who attacks it, who must not be banned, and the rows they leave.

Knows how an Activity row looks, and which thresholds the examples promise. Knows no ban list.
"""
import itertools

AUTH_LIMIT, RELAY_LIMIT, PROBE_LIMIT = 10, 10, 30

GUESSER = "198.51.100.10"
GUESSER6 = "2001:db8:6::10"
RELAYER = "198.51.100.20"
PROBER = "198.51.100.30"
OFFENDERS = (GUESSER, GUESSER6, RELAYER, PROBER)

# Each stays one attempt below a threshold, or does what is no offence, or is out of bounds however bad it is.
FORGETFUL = "203.0.113.1"
ONE_RECIPIENT = "203.0.113.2"
STALE_LIST = "203.0.113.3"
CUSTOMER = "203.0.113.4"
REMOTE_SERVER = "203.0.113.5"
PRIVATE = "192.168.7.7"
PRIVATE6 = "fd00::7"
LOOPBACK = "127.0.0.1"
ALLOWED = "203.0.113.99"
BYSTANDERS = (FORGETFUL, ONE_RECIPIENT, STALE_LIST, CUSTOMER, REMOTE_SERVER, PRIVATE, PRIVATE6, LOOPBACK, ALLOWED)

# Whom the attackers of HOSTILE would like to see banned; never connects.
VICTIM = "203.0.113.66"

# Fails at everything, and is sent last: when it is banned, all rows before were judged.
LAST = "198.51.100.250"

DENIED = ("503 This mail server requires authentication when attempting to send to a non-local e-mail address. Please "
          "check your mail client settings.")
WRONG = "535 Invalid Username or Password"
UNKNOWN = "550 Requested action not taken: mailbox unavailable or not local."
ACCEPTED = "250 Requested mail action okay, completed"

_connections = itertools.count(1000)


def row(client, command, argument, reply, user="", subject="", direction="SMTP-IN", connection=None):
    """An Activity row in the frame of a forwarder, as bytes with its line end."""
    connection = connection or next(_connections)
    columns = ("11/22/26 07:00:01", direction, "{:032X}.MAI".format(connection), str(connection), client, command,
               argument, reply, "100", "50", user, subject)
    text = "\t".join(columns)
    return "<13>Nov 22 07:00:02 MAIL01 MailEnable_SMTP: {}\r\n".format(text).encode()


def guess(client, count, user="info@example.com"):
    """Failed logins."""
    return [row(client, "AUTH", "{blank}", WRONG, user) for _ in range(count)]


def relay(client, count):
    """Refused relaying."""
    return [row(client, "RCPT", "RCPT TO:<u{}@example.net>".format(n), DENIED) for n in range(count)]


def probe(client, count):
    """Recipients that do not exist."""
    return [row(client, "RCPT", "RCPT TO:<u{}@example.com>".format(n), UNKNOWN) for n in range(count)]


def last():
    """The rows of LAST."""
    return guess(LAST, AUTH_LIMIT) + relay(LAST, RELAY_LIMIT) + probe(LAST, PROBE_LIMIT)


def day():
    """All rows, offenders and bystanders in turn."""
    deeds = [
        guess(GUESSER, AUTH_LIMIT), guess(GUESSER6, AUTH_LIMIT), relay(RELAYER, RELAY_LIMIT),
        probe(PROBER, PROBE_LIMIT),
        guess(FORGETFUL, AUTH_LIMIT - 1), relay(ONE_RECIPIENT, 1), probe(STALE_LIST, PROBE_LIMIT - 1),
        [row(CUSTOMER, "AUTH", "{blank}", "235 Authenticated", "sam@example.com")] * 50,
        # We failed there, they did nothing to us.
        [row(REMOTE_SERVER, "RCPT", "RCPT TO:<a@example.org>", UNKNOWN, direction="SMTP-OU")] * 50,
        [row(REMOTE_SERVER, "AUTH", "{blank}", WRONG, direction="SMTP-OU")] * 50,
        guess(PRIVATE, 50), guess(PRIVATE6, 50), relay(LOOPBACK, 50), relay(ALLOWED, 50),
    ]
    turns = itertools.zip_longest(*deeds)
    return [each for turn in turns for each in turn if each]


# What a stranger can write into a log: HELO, sender, recipient, user, and the subject of what the server sends on. One
# that looks like a whole row, and like the lines that the ban lists read.
_ROW = ("11/22/26 07:00:01\tSMTP-IN\t0123456789ABCDEF0123456789ABCDEF.MAI\t1999\t{}\tAUTH\t{{blank}}\t{}\t100\t50\t\t"
        .format(VICTIM, WRONG))
_TEXTS = (
    VICTIM,
    "[{}]".format(VICTIM),
    "client={} offence=auth-failure".format(VICTIM),
    "2026-11-22T07:00:32.123456+00:00 client={} offence=auth-failure".format(VICTIM),
    "x\n2026-11-22T07:00:32.123456+00:00 client={} offence=auth-failure".format(VICTIM).replace("\n", "#012"),
    "auth-failure {}".format(VICTIM),
    _ROW,
    _ROW.replace("\t", "#011"),
    _ROW.replace("\t", "\\t"),
    "\t{}\tAUTH\t{{blank}}\t{}".format(VICTIM, WRONG),
)
# The stranger that types a whole row with real TABs.
TYPIST = "198.51.100.{}".format(100 + _TEXTS.index(_ROW))


def hostile(times):
    """Rows of strangers who try to have VICTIM banned; each stranger fails `times` times, with an address of its own.

    Returns (rows, addresses of the strangers).
    """
    rows = []
    for number, text in enumerate(_TEXTS):
        client = "198.51.100.{}".format(100 + number)
        for _ in range(times):
            rows += [
                row(client, "EHLO", "EHLO " + text, "250-mail.example.com [{}], hello".format(client)),
                row(client, "MAIL", "MAIL FROM:<\"{}\"@example.net>".format(text), ACCEPTED),
                row(client, "RCPT", "RCPT TO:<\"{}\"@example.net>".format(text), DENIED),
                row(client, "AUTH", "{blank}", WRONG, text),
                row(client, "DATE", ".", "250 queued", "", text, "SMTP-OU"),
            ]
    return rows, ["198.51.100.{}".format(100 + number) for number in range(len(_TEXTS))]
