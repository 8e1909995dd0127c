# SPDX-License-Identifier: Apache-2.0
"""Made-up MailEnable lines in every shape the documentation knows, and what each of them means.

The meanings are written down here from the vendor's tables, not asked of the module: they are what the engines' answers
are compared with. The same seed gives the same lines.
"""
import base64
import datetime
import random

FIELD = "\t"
RELAY_503 = ("503 This mail server requires authentication when attempting to send to a non-local e-mail address. "
             "Please check your mail client settings or contact your administrator to verify that the domain or "
             "address is defined for this server.")
LOCAL_503 = "503 This mail server requires authentication before sending mail from a locally hosted domain."
GREETING_530 = "530 mail.example.com ESMTP MailEnable Service, Version: 9.76--9.76 denied access at "

# code, text, event, outcome, reason; {a} is an address, {ip} a client's.
DEBUG = (
    ("ME-I0111", "Relay Denied: Failed to meet all relay criteria.", "relay-denied", "denied", "no-criteria-met"),
    ("ME-E0109", "Relay Denied: Failed to meet all relay criteria.", "relay-denied", "denied", "sender-not-local"),
    ("ME-I0112", "Relay Denied: Server is configured not to allow relaying", "relay-denied", "denied",
     "relaying-disabled"),
    ("ME-I0110", "Relay Granted: Server is configured to allow anyone to relay.", "relay-granted", "granted",
     "open-relay"),
    ("ME-I0108", "Relay Granted: Sender has authenticated.", "relay-granted", "granted", "authenticated"),
    ("ME-I0106", "Relay Granted: [SMTP:{a}] is in local address map.", "relay-granted", "granted", "sender-local"),
    ("ME-I0107", "Relay Granted: Sender IP ({ip}) is within an authorized IP range.", "relay-granted", "granted",
     "authorized-ip"),
    ("ME-I0102", "Address ([SMTP:{a}]) is to be delivered to Catch-All address.", "catch-all-delivery", "not-required",
     "catch-all"),
    ("ME-I0101", "Local Delivery: Address ({a}) is local.", "local-delivery", "not-required", "recipient-local"),
    ("ME-IXXXX", "Recipient Denied: spam.example.net is a blacklisted domain.", "recipient-denied", "denied",
     "sender-blacklisted"),
    ("ME-IXXXX", "Local Delivery: Domain for ({a}) is locally serviced, but recipient is not defined in address map.",
     "recipient-denied", "denied", "recipient-undefined"),
    ("ME-IXXXX", "Local Delivery: Domain for ({a}) is locally serviced.", "local-delivery", "not-required",
     "domain-local"),
    ("ME-I0999", "Something that the vendor has not documented.", "debug", None, None),
)
# command, argument, reply, event, outcome, reason
ACTIVITY = (
    ("", "", "220 mail.example.com ESMTP", "connect", None, None),
    ("", "", GREETING_530 + "{time}", "connection-denied", None, "access-denied"),
    ("EHLO", "EHLO mx.example.net", "250-mail.example.com [{ip}], this server offers 5 extensions", "hello", None,
     None),
    ("STARTTLS", "STARTTLS", "220 Ready to start TLS", "starttls", None, None),
    ("AUTH", "AUTH LOGIN", "334 VXNlcm5hbWU6", "auth-step", None, None),
    ("AUTH", "{{blank}}", "235 Authenticated", "auth-success", None, None),
    ("AUTH", "{{blank}}", "535 Invalid Username or Password", "auth-failure", None, None),
    ("AUTH", "{secret}", "535 Invalid Username or Password", "auth-failure", None, None),
    ("AUTH", "AUTH LOGIN", "500 Syntax error, command unrecognized.", "auth-unavailable", None, None),
    ("MAIL", "MAIL FROM:<{a}>", "250 Requested mail action okay, completed", "sender-accepted", None, None),
    ("MAIL", "MAIL FROM:<{a}>", LOCAL_503, "relay-denied", "denied", "local-sender-not-authenticated"),
    ("MAIL", "MAIL FROM:<{a}>", "501 Sender domain is invalid. Could not find DNS record.", "sender-rejected", None,
     "sender-domain-invalid"),
    ("RCPT", "RCPT TO:<{a}>", "250 Requested mail action okay, completed", "recipient-accepted", None, None),
    ("RCPT", "RCPT TO:<{a}>", RELAY_503, "relay-denied", "denied", "authentication-required"),
    ("RCPT", "RCPT TO:<{a}>", "550 Requested action not taken: mailbox unavailable or not local.",
     "recipient-rejected", None, "unknown-recipient"),
    ("RCPT", "RCPT TO:<{a}>", "451 This server employs greylisting as a means of reducing spam. Your message has been "
     "delayed and will be accepted later.", "recipient-deferred", None, "greylisting"),
    ("DATA", "DATA", "354 Start mail input; end with <CRLF>.<CRLF>", "data", None, None),
    ("RSET", "RSET", "250 Requested mail action okay, completed", "reset", None, None),
    ("QUIT", "QUIT", "221 Service closing transmission channel", "quit", None, None),
)
# A message to a server that ours connected to.
OUTBOUND = (
    ("DATE", ".", "250 2.0.0 Ok: queued", "delivered", None, None),
    ("DATE", ".", "451 4.3.0 Try again later", "delivery-deferred", None, None),
    ("DATE", ".", "554 5.7.1 Refused", "delivery-failed", None, None),
)
FOREIGN = (
    "Accepted publickey for alice from 192.0.2.9 port 55000 ssh2",
    "****************** LOG FILE STARTED *******************",
    'user reported "ME-I0111: Relay Denied" in the subject line',
    "the SMTP-IN service was started",
    '{"fields":{"event":"relay-granted"},"mailenable":{"outcome":"granted"}}',
)
USERS = ["sales@example.com", "info@example.com", "root", "admin", "scanner@example.org"]


class Line:
    """One line: the frame to send, and what should be known of it."""

    __slots__ = ("frame", "host", "message", "when", "log", "event", "outcome", "reason", "client", "user", "address")

    def __init__(self, **values):
        for name in self.__slots__:
            setattr(self, name, values.get(name))


class Maker:
    """Makes lines of `hosts` mail servers, spread over the hours before `end`, each host's lines a second apart."""

    # The offset of the hosts' clocks, and whether their forwarder tells it (RFC 5424) or not (RFC 3164, in UTC).
    offset = datetime.timedelta(hours=2)

    def __init__(self, seed, hosts, count, end):
        self.random = random.Random(seed)
        self.hosts = ["MAIL{:02}".format(number) for number in range(1, hosts + 1)]
        self.count = count
        self.start = end.replace(microsecond=0) - datetime.timedelta(seconds=self.step() * count // hosts + 60)

    def step(self):
        """Seconds between two lines of a host: about 20 hours in all."""
        return max(1, 72000 * len(self.hosts) // self.count)

    def lines(self):
        """`count` lines, the hosts by turns, in the order of time."""
        for number in range(self.count):
            host = self.hosts[number % len(self.hosts)]
            when = self.start + datetime.timedelta(seconds=self.step() * (number // len(self.hosts)))
            yield self._line(number, host, when)

    def _line(self, number, host, when):
        # Of two hosts one tells its offset.
        tells = self.hosts.index(host) % 2 == 0
        clock = when + self.offset if tells else when
        values = self._body(number, clock)
        text = values.pop("text")
        message = values.pop("message", text)
        if tells:
            header = "<13>1 {}+02:00 {} mailenable - - - ".format(clock.strftime("%Y-%m-%dT%H:%M:%S"), host)
        else:
            header = "<13>{} {:2} {} {} mailenable: ".format(clock.strftime("%b"), clock.day,
                                                             clock.strftime("%H:%M:%S"), host)
        return Line(frame=(header + text + "\r\n").encode(), host=host, when=when, message=message, **values)

    def _body(self, number, clock):
        share = self.random.random()
        if share < 0.45:
            return self._debug(number, clock)
        if share < 0.85:
            return self._activity(number, clock)
        if share < 0.95:
            return self._w3c(number, clock)
        text = "{} line {}".format(self.random.choice(FOREIGN), number)
        return {"text": text}

    def _address(self):
        return "user{}@example.{}".format(self.random.randrange(40), self.random.choice(("com", "net", "org")))

    def _client(self):
        kind = self.random.randrange(4)
        last = self.random.randrange(1, 30)
        return ("192.0.2.{}", "198.51.100.{}", "203.0.113.{}", "2001:db8::{:x}")[kind].format(last)

    def _debug(self, number, clock):
        code, text, event, outcome, reason = self.random.choice(DEBUG)
        address, client = self._address(), self._client()
        named = "{ip}" in text
        text = text.format(a=address, ip=client)
        stamp = clock.strftime("%m/%d/%y %H:%M:%S")
        shape = self.random.randrange(5)
        if shape == 0:
            stamp = "[" + stamp + "]"
        if shape == 1:
            text = "(Debug) " + text
        if shape == 2:
            # A handle that no Activity row here has, so that nothing is joined.
            text = "[{}] {}".format(1000000 + number, text)
        return {"text": stamp + FIELD + code + ": " + text, "log": "debug", "event": event, "outcome": outcome,
                "reason": reason, "client": client if named else None,
                "address": address if "@" in text else None}

    def _conversation(self, number):
        return "{:032X}.MAI".format(self.random.getrandbits(128)), number + 1

    def _activity(self, number, clock):
        outbound = self.random.random() < 0.1
        command, argument, reply, event, outcome, reason = self.random.choice(OUTBOUND if outbound else ACTIVITY)
        client, user = self._client(), ""
        message_id, connection = self._conversation(number)
        secret = base64.b64encode("password {}".format(number).encode()).decode()
        if event in ("auth-success", "auth-failure"):
            user = self.random.choice(USERS)
        stamp = clock.strftime("%m/%d/%y %H:%M:%S")
        values = {"a": self._address(), "ip": client, "secret": secret, "time": stamp}
        columns = [stamp, "SMTP-OU" if outbound else "SMTP-IN", message_id, str(connection), client, command,
                   argument.format(**values), reply.format(**values), "43", "64", user]
        if outbound:
            columns.append("Subject of line {}".format(number))
        text = FIELD.join(columns)
        return {"text": text, "message": text.replace(secret, "{blank}"), "log": "activity", "event": event,
                "outcome": outcome, "reason": reason, "client": client, "user": user or None}

    def _w3c(self, number, clock):
        command, argument, reply, event, outcome, reason = self.random.choice(
            [row for row in ACTIVITY if row[0] and row[1] != "{secret}"])
        client = self._client()
        user = self.random.choice(USERS) if event in ("auth-success", "auth-failure") else ""
        values = {"a": self._address(), "ip": client, "time": ""}
        columns = [clock.strftime("%Y-%m-%d"), clock.strftime("%H:%M:%S"), client, "SMTP-IN", "-", "192.0.2.5",
                   str(number + 1), command, argument.format(**values).replace(" ", "+"),
                   reply.format(**values).replace(" ", "+"), "MYSERVER", "24", "10", user or "-", ""]
        return {"text": " ".join(columns), "log": "w3c", "event": event, "outcome": outcome, "reason": reason,
                "client": client, "user": user or None}


def seen(line):
    """The message of a line as rsyslog shows it, blanks and the carriage return at the ends aside."""
    return line.message.strip()
