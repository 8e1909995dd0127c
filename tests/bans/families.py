# SPDX-License-Identifier: Apache-2.0
"""What strangers write to have somebody else banned, or not to be banned themselves: family by family, each with
clients of its own.

Knows how rows look, and what of a day a jail has to punish. Knows no ban list. Separators are real TABs, as the site's
configuration keeps them: then `#011` in an address is text that a stranger typed.
"""
import collections

from attacks import (ACCEPTED, AUTH_LIMIT, DENIED, PROBE_LIMIT, RELAY_LIMIT, UNKNOWN, VICTIM, WRONG, guess, probe,
                     relay, row)

CONTROL_LIMIT, UNREADABLE_LIMIT, BANNED_LIMIT = 3, 30, 1
MANY = 50  # more than any limit
HEADER = b"<13>Nov 22 07:00:02 MAIL01 MailEnable_SMTP: "
HOP = 1024  # octets of a frame that a hop leaves
LINE = 64 * 1024  # octets of a line that the site's rsyslog takes
ID = "0123456789ABCDEF0123456789ABCDEF.MAI"
VICTIM_ROW = "\t".join(("11/22/26 07:00:01", "SMTP-IN", ID, "1999", VICTIM, "AUTH", "{blank}", WRONG, "34", "14", "",
                        ""))

# Rows of one client, and the jail that has to ban it; None: it has done nothing, or nothing that is its own.
Deed = collections.namedtuple("Deed", "family jail client rows")


def framed(text):
    return HEADER + text.encode() + b"\r\n"


def joined(one, other, by):
    """Two rows in one message."""
    return one[:-2] + by + other[len(HEADER):]


def cut(line, length):
    """What a hop leaves of a message."""
    return line[:length] + b"\n"


def debug(text):
    return framed("11/22/26 07:00:01\t" + text)


def w3c(client, user, extra=""):
    return framed("2026-11-22 07:00:01 {} SMTP-IN - 192.0.2.1 1448 AUTH {{blank}} 535+Invalid+Username+or+Password "
                  "MAIL01 34 14 {}{} ".format(client, extra, user))


def rcpt(client, address, reply):
    return row(client, "RCPT", "RCPT TO:<" + address, reply)


def mail(client, address):
    return row(client, "MAIL", "MAIL FROM:<" + address, ACCEPTED)


def auth(client, argument, reply, user=""):
    return row(client, "AUTH", argument, reply, user)


class _Clients:
    """Addresses, each given out once: those of attackers, and those of the honest."""

    def __init__(self):
        self._attackers = self._honest = 0

    def attacker(self):
        self._attackers += 1
        return "198.51.100.{}".format(100 + self._attackers)

    def honest(self):
        self._honest += 1
        return "203.0.113.{}".format(100 + self._honest)


def deeds():
    """All of them; VICTIM never connects, so that no jail may have it."""
    clients, made = _Clients(), []

    def attack(family, jail, times, row_of):
        client = clients.attacker()
        made.append(Deed(family, jail, client, [row_of(client) for _ in range(times)]))

    def honest(family, times, row_of):
        client = clients.honest()
        made.append(Deed(family, None, client, [row_of(client) for _ in range(times)]))

    # 1: several rows in one message. The first is the message's; who stands behind it is not the first one's fault.
    for by in (b"\r", b"\r\r", b" "):
        client = clients.attacker()
        denied = rcpt(client, "a@example.net>", DENIED)
        honest(1, UNREADABLE_LIMIT - 1, lambda c, d=denied, b=by: joined(rcpt(c, "a@example.com>", ACCEPTED), d, b))
        made.append(Deed(1, "relay", client, relay(client, RELAY_LIMIT)))
    # What a forwarder joins, a client can type, to the last octet. So such rows count, or guesses would not.
    for by in ("\r", " "):
        typed = "AUTH PLAIN x\t250 ok\t1\t2\t\t" + by + VICTIM_ROW.partition("\t{blank}")[0] + "\t{blank}"
        attack(1, "unreadable", UNREADABLE_LIMIT, lambda c, t=typed: auth(c, t, WRONG))

    # 2: a typed line end with a row's beginning behind it.
    for end in ("#012", "#015#012", "\\n"):
        text = "x@example.net> {}SMTP-IN#011{}#0111#0111.2.3.4#011AUTH#011{}".format(end, ID, VICTIM)
        attack(2, "relay", RELAY_LIMIT, lambda c, t=text: rcpt(c, t, DENIED))
        attack(2, "auth", AUTH_LIMIT, lambda c, t=text: auth(c, "{blank}", WRONG, t))

    # 3: a whole row in an unknown command, with real TABs.
    typed = "x\tSMTP-IN\t" + ID + "\t1\t" + VICTIM + "\tAUTH\t{blank}\t" + WRONG + "\t1\t2\t"
    for word, reply in (("UNKN", "500 x"), ("A" * 300, "500 x"), ("RCPT", UNKNOWN)):
        attack(3, "control", CONTROL_LIMIT, lambda c, w=word, r=reply: row(c, w, typed, r))

    # 4: the names of our own fields as a credential.
    for word in ("MAIL01", VICTIM, "SMTP-IN", "PLAIN 11/22/26"):
        attack(4, "auth", AUTH_LIMIT, lambda c, w=word: auth(c, "AUTH " + w, "504 Unrecognized authentication type"))
    attack(4, "auth", AUTH_LIMIT, lambda c: auth(c, "AUTH " + c, WRONG))

    # 5: a line that is longer than rsyslog takes: what is behind that is no message.
    for padding in ("x", " ", "A="):
        attack(5, "unreadable", UNREADABLE_LIMIT, lambda c, p=padding: row(
            c, "UNKN", p * (LINE // len(p)) + HEADER.decode() + VICTIM_ROW, "500 x"))

    # 6: an address with what looks like a refusal, which an honest server passes on.
    for sender in ('"#011503 requires authentication when attempting to send to a non-local#0111#0112#011"@x.example',
                   '"#011' + DENIED + '#0111#0112#011#011"@mail01.example',
                   '"#012' + VICTIM_ROW.replace("\t", "#011") + '"@x.example'):
        honest(6, MANY, lambda c, s=sender: mail(c, s + ">"))
    honest(6, MANY, lambda c: rcpt(c, "bob@mail01.example> ORCPT=rfc822;x#011550-x#0111#0112#011", ACCEPTED))

    # 7: a user name with what looks like another reply.
    for user in (">#011250 ok#0111#0112", ">\\t250 ok\\t1\\t2", "#011250 ok#0111#0112#011#011"):
        attack(7, "probe", PROBE_LIMIT, lambda c, u=user: row(c, "RCPT", "RCPT TO:<nobody@mail01.example", UNKNOWN, u))

    # 8: a login that a hop cuts behind a made-up success. The padder is nobody's success, but unreadable.
    success = "AUTH PLAIN x#011235 Authenticated#0111#0112#011ceo@victim.example#011"
    attack(8, "auth", AUTH_LIMIT, lambda c: auth(c, success + "AAAA", WRONG))
    for text in (success, success.replace("#011", "\t")):
        attack(8, "unreadable", UNREADABLE_LIMIT, lambda c, t=text: cut(auth(c, t + "A" * HOP, WRONG), HOP))

    # 9: a made-up success before an empty reply.
    for text in ("x\t235 ok\t1\t2\tceo@victim.example", "x\t235 ok\t1\t2\t", "\t235 ok\t1\t2\t" + VICTIM):
        attack(9, "control", CONTROL_LIMIT, lambda c, t=text: row(c, "UNKN", t, ""))

    # 10: codes where the command stands, or the user.
    ban = "ME-I0073: IP Address {} banned.".format(VICTIM)
    for word in ("ME-I0111:[{}]".format(VICTIM), "ME-I0110:x", ban):
        attack(10, "auth", AUTH_LIMIT, lambda c, w=word: auth(c, "{blank}", WRONG, w))
        honest(10, MANY, lambda c, w=word: row(c, w, "", "500 Syntax error, command unrecognized."))

    # 11: a user name that makes a refusal look like something else.
    for user in ("x#011554 y#0111#0112", "x#011503 Bad sequence of commands#0111#0112", "\\t250 ok\\t1\\t2"):
        attack(11, "probe", PROBE_LIMIT, lambda c, u=user: row(c, "RCPT", "RCPT TO:<a@example.com>", UNKNOWN, u))
    attack(11, "relay", RELAY_LIMIT, lambda c: rcpt(c, "a@b> #011250 x#0111#0112", DENIED))

    # 12: W3C rows with a field too many, and a firewall's line with the service's name.
    for extra in ("", "125 ", "x "):
        attack(12, "auth", AUTH_LIMIT, lambda c, e=extra: w3c(c, "bob", e))
    honest(12, MANY, lambda c: b"<13>Nov 22 07:00:02 fw kernel: fw: SMTP-IN - " + c.encode() +
           b" 25 TCP_DENY policy 503 requires authentication non-local\r\n")

    # 13: a forwarder that takes the timestamp away.
    for text in ("ME-I0112: " + ban, "ME-I0112: ME-I0110: x", "[1448] ME-E0193: " + ban):
        honest(13, MANY, lambda c, t=text: framed(t))

    # 14: ever new user names. 15: an owner who logs in while a stranger tries his account.
    client = clients.attacker()
    names = ["u{}@example.com".format(number) for number in range(500)]
    made.append(Deed(14, "auth", client, [auth(client, "{blank}", WRONG, name) for name in names]))
    client = clients.attacker()
    made.append(Deed(15, "auth", client, guess(client, AUTH_LIMIT + 1, "bob@example.com")))
    honest(15, MANY, lambda c: auth(c, "{blank}", "235 Authenticated", "bob@example.com"))

    # 16: so many rows that judging them must not take the longer, the more there are.
    client = clients.attacker()
    made.append(Deed(16, "probe", client, probe(client, 2000)))
    return made


def last(client):
    """Rows that get `client` into every jail: when it is there, all rows before were judged."""
    return (guess(client, AUTH_LIMIT) + relay(client, RELAY_LIMIT) + probe(client, PROBE_LIMIT) +
            [row(client, "RCPT", "x\t250 ok\t1\t2\t", UNKNOWN) for _ in range(CONTROL_LIMIT)] +
            [cut(row(client, "HELO", "HELO " + "x" * HOP, "250 x"), HOP) for _ in range(UNREADABLE_LIMIT)] +
            [debug("ME-I0073: IP Address {} banned.".format(client))] * BANNED_LIMIT)
