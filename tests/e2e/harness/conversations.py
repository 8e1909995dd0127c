# SPDX-License-Identifier: Apache-2.0
"""Made-up SMTP conversations and the lines that both logs have of them, with the truth about each line.

Knows how MailEnable writes; knows neither rsyslog nor what the module should say. Every name of a conversation carries
its number, so that a name in the wrong place tells where it came from.
"""
import ipaddress
import time

START = 1795305600  # 2026-11-22 00:00:00
REUSED_AFTER = 2.0  # seconds until a server may give the handle to another client
REFUSED = ("503 This mail server requires authentication when attempting to send to a non-local e-mail address. Please "
           "check your mail client settings or contact your administrator to verify that the domain or address is "
           "defined for this server.")
OKAY = "250 Requested mail action okay, completed"
DENIED = "ME-I0111: Relay Denied: Failed to meet all relay criteria."
GRANTED = "ME-I0108: Relay Granted: Sender has authenticated."
LOCAL = "ME-I0101: Local Delivery: Address ([SMTP:{}]) is local."


class Line:
    """One line of a log: when it was written, by which host, what it says, whose it is."""

    def __init__(self, conversation, at, is_debug, text, mail=None, handle=None, is_w3c=False, command=None):
        self.conversation, self.at, self.is_debug, self.text = conversation, at, is_debug, text
        self.is_w3c = is_w3c
        self.is_greeting, self.is_quit = command == "", command == "QUIT"
        self.mail, self.handle = mail, handle  # what a Debug record names; the id of a row


class Conversation:
    """One client's connection to one host, from its greeting to QUIT."""

    def __init__(self, random, number, host, handle, began, naming, w3c=False):
        """`naming`: "id", "handle", "both" or "none": what its Debug records carry. `w3c`: each row is in the W3C log,
        too."""
        self.number, self.host, self.handle, self.began = number, host, handle, began
        self.ip = str(ipaddress.ip_address("2001:db8::{:x}".format(number)) if number % 2 else
                      ipaddress.ip_address("198.51.100.0") + number // 2 % 254 + 1)
        self.helo = "client{}.example.com".format(number)
        self.user = "user{}@example.net".format(number)
        self.sender = "from{}@example.net".format(number)
        self.recipients = []
        self.kind = random.choices(("denied", "authenticated", "local"), (7, 2, 1))[0]
        self.lines = []
        self._random, self._naming, self._w3c = random, naming, w3c
        self._now = began
        self._mail = self._new_mail()
        self._login = ""
        self._talk()
        self.ended = self._now

    def _new_mail(self):
        return "{:032X}.MAI".format(self._random.getrandbits(128))

    @staticmethod
    def _stamp(at, layout="%m/%d/%y %H:%M:%S"):
        return time.strftime(layout, time.gmtime(START + at))

    def _row(self, command, argument, reply):
        text = "\t".join((self._stamp(self._now), "SMTP-IN", self._mail, str(self.handle), self.ip, command, argument,
                          reply, "43", "33", self._login, ""))
        self.lines.append(Line(self, self._now, False, text, self._mail, self.handle, command=command))
        if self._w3c:
            values = ("-", "192.0.2.1", str(self.handle), command, argument, reply, self.host, "43", "33", self._login)
            text = " ".join((self._stamp(self._now, "%Y-%m-%d %H:%M:%S"), self.ip, "SMTP-IN",
                             *(value.replace(" ", "+") or "-" for value in values), ""))
            self.lines.append(Line(self, self._now, False, text, None, self.handle, True, command))
        self._now += self._random.uniform(0.02, 0.5)

    def _verdict(self, text):
        mail = self._mail if self._naming in ("id", "both") else None
        handle = self.handle if self._naming in ("handle", "both") else None
        columns = ("[{}] ".format(handle) if handle else "") + ("[{}] ".format(mail) if mail else "")
        self.lines.append(Line(self, self._now, True, self._stamp(self._now) + "\t" + columns + text, mail, handle))

    def _talk(self):
        self._row("", "", "220 mail.example.com ESMTP MailEnable Service")
        self._row("EHLO", "EHLO " + self.helo,
                  "250-mail.example.com [{}], this server offers 4 extensions".format(self.ip))
        if self.kind == "authenticated" or self._random.random() < 0.2:
            self._row("AUTH", "AUTH LOGIN", "334 VXNlcm5hbWU6")
            self._login = self.user
            self._row("AUTH", "{blank}", "235 Authenticated" if self.kind == "authenticated"
                      else "535 Invalid Username or Password")
        self._row("MAIL", "MAIL FROM:<{}>".format(self.sender), OKAY)
        for each in range(self._random.choice((1, 1, 2))):
            recipient = "to{}.{}@example.org".format(self.number, each)
            self.recipients.append(recipient)
            self._verdict({"denied": DENIED, "authenticated": GRANTED, "local": LOCAL.format(recipient)}[self.kind])
            self._row("RCPT", "RCPT TO:<{}>".format(recipient), REFUSED if self.kind == "denied" else OKAY)
        if self.kind != "denied":
            self._row("DATA", "DATA", "354 Start mail input; end with <CRLF>.<CRLF>")
            self._mail = self._new_mail()
        self._row("QUIT", "QUIT", "221 Service closing transmission channel")


def busy_hosts(random, count, hosts, per_second, namings):
    """`count` conversations, so many of all hosts a second. All hosts use the same handles, the lowest that is free,
    and again as soon as a server may."""
    free_at = [dict() for _ in hosts]
    made = []
    for number in range(1, count + 1):
        began = number / per_second
        host = random.randrange(len(hosts))
        handle = next(handle for handle in range(1000, 100000, 4) if free_at[host].get(handle, 0) <= began)
        made.append(Conversation(random, number, hosts[host], handle, began, random.choice(namings)))
        free_at[host][handle] = made[-1].ended + REUSED_AFTER
    return made


def calm_hosts(random, count, hosts, seconds, w3c=False):
    """`count` conversations without ids in the Debug log, one every so many seconds of each host on average. `w3c`: the
    W3C log has the same rows again."""
    now = [random.uniform(0, seconds) for _ in hosts]
    made = []
    for number in range(1, count + 1):
        host = number % len(hosts)
        handle = 1000 + 4 * (number // len(hosts) % 100)
        made.append(Conversation(random, number, hosts[host], handle, now[host], "none", w3c))
        now[host] += random.expovariate(1 / seconds)
    return made


def shuffled(random, made, delay, step):
    """All lines in batches: each comes up to `delay` seconds late, and batches hold `step` seconds of arrivals."""
    batches = {}
    for conversation in made:
        for line in conversation.lines:
            line.batch = int((line.at + random.uniform(0, delay)) / step)
            batches.setdefault(line.batch, []).append(line)
    for batch in sorted(batches):
        random.shuffle(batches[batch])
        yield batches[batch]


def lagging(random, made, delay, step):
    """All lines in batches, each log of a host in its own order; one is behind the other, by up to `delay` seconds, and
    so may the third be."""
    behind = {}
    batches = {}
    for line in sorted((line for each in made for line in each.lines), key=lambda line: line.at):
        host = line.conversation.host
        late_debug, late = behind.setdefault(host, (random.random() < 0.5, random.uniform(0, delay)))
        if line.is_w3c:
            late = behind.setdefault((host, "w3c"), random.uniform(0, delay))
        line.batch = int((line.at + (late if line.is_w3c or line.is_debug == late_debug else 0)) / step)
        batches.setdefault(line.batch, []).append(line)
    for batch in sorted(batches):
        yield batches[batch]
