# SPDX-License-Identifier: Apache-2.0
"""No credential leaves the module: made-up AUTH rows of every shape, each with secrets of its own, and a search for
pieces of all of them, in every encoding they could take, through everything that rsyslogd writes."""
import base64
import json
import os
import re
import string

import pytest

from harness import chance, counters, inputs
from harness.rsyslogd import quoted

COUNT = 600
# Characters of a secret in a row that may be seen: fewer than PIECE might be there by chance, and every STEP-th place
# of the output is looked at.
PIECE = 9
STEP = 3
USER = "kept.user@example.com"
ACTIVITY = "09/05/18 00:{:02}:{:02}\tSMTP-IN\t{}\t{}\t192.0.2.1\t"
W3C = "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 {} "
TABS = ("\t", "\t", "#011", "\\t", "#009")

# Everything of a message that a configuration can write.
EVERYTHING = "\\n".join(
    ("%rawmsg%", "%msg%", "%structured-data%", "%syslogtag%", "%hostname%", "%procid%", "%msgid%", "%$.%", "%$/%",
     "%jsonmesg%", "---")) + "\\n"  # jsonmesg holds $!


class Secrets:
    """Makes secrets, and knows what may not be seen."""

    def __init__(self, random):
        self._random = random
        self.tokens, self.passwords = set(), set()

    def password(self):
        """What a user types."""
        letters = string.ascii_letters + string.digits + "!$%&/()=?+*~-_.:,;<>|@"
        word = "".join(self._random.choice(letters) for _ in range(self._random.choice((9, 10, 11, 12, 24, 90))))
        self.passwords.add(word)
        return word

    def token(self):
        """What a client sends for it: base64, of the password alone or of names and password as PLAIN has them."""
        secret = self.password().encode()
        if self._random.random() < 0.5:
            secret = b"\0" + USER.encode() * self._random.randint(0, 1) + b"\0" + secret
        token = base64.b64encode(secret).decode()
        if self._random.random() < 0.2:
            token = token.rstrip("=")
        self.tokens.add(token)
        return token

    def forbidden(self):
        """Pieces of PIECE characters, in lower case, of every spelling that a secret could take."""
        pieces = set()
        for secret in self.tokens | self.passwords:
            octets = secret.encode()
            for spelling in (secret, secret.replace("+", " "), secret.replace(" ", "+"), octets.hex(),
                             base64.b64encode(octets).decode(), base64.b64encode(b"x" + octets).decode()[2:],
                             base64.b64encode(b"xx" + octets).decode()[3:], "".join("%%%02x" % one for one in octets)):
                text = spelling.lower()
                pieces.update(text[at:at + PIECE] for at in range(len(text) - PIECE + 1))
        return pieces


def seen(forbidden, text):
    """The forbidden pieces in `text`, as it stands and with its JSON escapes resolved once and twice."""
    found = set()
    for _ in range(3 if "\\" in text else 1):
        lower = text.lower()
        found.update(lower[at:at + PIECE] for at in range(0, len(lower), STEP) if lower[at:at + PIECE] in forbidden)
        text = re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))",
                      lambda match: chr(int(match.group(1), 16)) if match.group(1) else match.group(2), text)
    return found


class Rows:
    """Makes rows around secrets."""

    def __init__(self, random):
        self.random = random
        self.secrets = Secrets(random)
        self.number = 0

    def line(self):
        """(row, id of its conversation or None): an AUTH row, whole, cut or malformed."""
        pick = self.random.choice
        self.number += 1
        answer = self.secrets.token()
        if self.random.random() < 0.2:
            answer += " " * self.random.randint(1, 2) + self.secrets.token()
        before = pick(("", "", "AUTH LOGIN ", "AUTH PLAIN ", "auth plain ", "Auth  Login ", " AUTH  CRAM-MD5  ",
                       "AUTH NTLM ", "AUTH XOAUTH2 ", "AUTH X-OWN ", "AUTH "))
        verb = pick(("AUTH", "AUTH", "auth", "Auth", "aUtH"))
        reply = pick(("235 Authenticated", "535 Invalid Username or Password", "334 UGFzc3dvcmQ6", "504 x",
                      "500 Syntax error, command unrecognized.", ""))
        if self.random.random() < 0.15:
            # A client out of step: its answer is taken for a command.
            answer = verb = self.secrets.token()
            before = ""
            if not reply.startswith(("235", "535", "334")):
                reply = ""
        argument = before + answer + pick(("", "", " "))
        if self.random.random() < 0.3:
            return self._w3c(verb, argument, reply), None
        mail = "{:032X}.MAI".format(self.random.getrandbits(128))
        start = ACTIVITY.format(self.number // 60 % 60, self.number % 60, mail, 1000 + self.number % 500)
        tail = pick(("34\t10\t" + USER + "\t", "34\t10\t" + USER, "34\t10", "34", "", "x\ty\tz",
                     "34\t10\t550 x\t1\t2\t", "-1\t99999999999999999999\t\t"))
        row = "\t".join((start + verb, argument, reply, tail))
        if self.random.random() < 0.2:
            row = row[:self.random.randint(len(start), len(row))]
        if self.random.random() < 0.1:
            return row.replace("\t", " "), mail
        return row.replace("\t", pick(TABS)), mail

    def _w3c(self, verb, argument, reply):
        blank = self.random.choice(("+", "+", "+", " "))
        row = W3C.format(1000 + self.number % 500) + " ".join(
            (verb, argument.replace(" ", blank), reply.replace(" ", "+") or "-", "MYSERVER", "34", "14", USER)) + " "
        if self.random.random() < 0.2:
            row = row[:self.random.randint(len(W3C), len(row))]
        return row

    def json_text(self, row):
        """`row` as a JSON string, in one of the spellings a sender may choose."""
        text = json.dumps(row)
        return self.random.choice((
            text, text.replace("/", "\\/"), text.replace("+", "\\u002b").replace("=", "\\u003D"),
            re.sub("[a-z]", lambda match: "\\u%04x" % ord(match.group()) if self.random.random() < 0.3
                   else match.group(), row.join('""')) if row.isprintable() and "\\" not in row else text))

    def follow_up(self, mail):
        """Rows of the same conversation: what the table remembers comes out with them."""
        start = ACTIVITY.format(self.number // 60 % 60, self.number % 60, mail, 1000 + self.number % 500)
        yield start + "RCPT\tRCPT TO:<b@example.net>\t503 This mail server requires authentication when attempting " \
                      "to send to a non-local e-mail address.\t235\t33\t" + USER + "\t"
        yield "09/05/18 00:{:02}:{:02}\t[{}] ME-I0111: Relay Denied: Failed to meet all relay criteria.".format(
            self.number // 60 % 60, self.number % 60, mail)


def headers(random, row, plain_only):
    """`row` behind a header of some kind."""
    sd = row.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")
    kinds = ["<13>Jul 24 15:40:50 MAIL01 mailenable: " + row,
             "<13>1 2014-07-24T15:40:50Z MAIL01 mailenable 7 - - " + row,
             '<13>1 2014-07-24T15:40:50Z MAIL01 mailenable 7 - [own@32473 Message="' + sd + '" n="1"] ' + row]
    if not plain_only:
        kinds += [row, "<13>" + row, "<13>Jul 24 15:40:50 MAIL01 " + row]
    return random.choice(kinds)


def syslog_messages(rows, plain_only=False):
    """Frames whose row stands in the message."""
    for _ in range(COUNT):
        row, mail = rows.line()
        yield headers(rows.random, row, plain_only)
        if mail is not None and rows.random.random() < 0.3:
            yield from rows.follow_up(mail)


def json_messages(rows):
    """Frames that are JSON, the row in Message and, at times, elsewhere too."""
    for _ in range(COUNT):
        row, mail = rows.line()
        for each in (row, *(rows.follow_up(mail) if mail is not None and rows.random.random() < 0.3 else ())):
            text = rows.json_text(each)
            yield rows.random.choice((
                '{{"Message":{0},"host":"MAIL01"}}', '{{"raw":[{0},{{"deep":{0}}}],"Message":{0}}}',
                '<13>Jul 24 15:40:50 MAIL01 agent: {{"event":{{"original":{1}}},"Message":{0}}}')).format(
                    text, rows.json_text(each))


OPEN = 'action(type="mmjsonparse" cookie="")\nset $.copy = $!Message;\n'
CASES = {
    "as it comes": (syslog_messages, ""),
    "all that can be added": (syslog_messages, 'ecs="on" explain="on" correlate="time"'),
    "at the root": (syslog_messages, 'ecs="on" container="$!"'),
    "in the message": (lambda rows: syslog_messages(rows, True), 'useRawMsg="off" container="$.me"'),
    "in the raw message": (syslog_messages, 'useRawMsg="on" container="$/me"'),
    "of a log that is not asked for": (syslog_messages, 'logs=["debug"]'),
    "not at the start": (syslog_messages, 'strict="on" ecs="on"'),
    "in JSON": (json_messages, 'variable="$!Message" ecs="on" explain="on"'),
    "in JSON, of a log that is not asked for": (json_messages, 'variable="$!Message" logs=["debug"]'),
}


def output_of(rsyslogd, directory, case, rows, more=""):
    """Everything written while the messages of a case pass through; and the counters."""
    make, parameters = CASES[case]
    opened = OPEN if make is json_messages else ""
    daemon = rsyslogd(
        opened + 'action(type="mmmailenable" {} {})\naction(type="omfile" file={} template="everything")'.format(
            parameters, more, quoted(directory / "output.txt")),
        record=False, prelude='module(load="mmjsonparse")\ntemplate(name="everything" type="string" string="{}")\n{}'
        .format(EVERYTHING, counters.prelude(directory)))
    sent = list(make(rows))
    for first in range(0, len(sent), 200):
        daemon.send([("\n".join(sent[first:first + 200]) + "\n").encode()])
    values = counters.wait_for(daemon, len(sent))
    daemon.close()
    files = [name for name in os.listdir(directory) if name != "rsyslog.conf"]
    assert "output.txt" in files
    return "\n".join(daemon.read(name) for name in files), values, len(sent)


@pytest.mark.parametrize("case", CASES)
def test_no_credential_comes_out(rsyslogd, tmp_path, case):
    rows = Rows(chance.seeded(case))
    text, values, sent = output_of(rsyslogd, tmp_path / "daemon0", case, rows)
    found = seen(rows.secrets.forbidden(), text)
    examples = [line for line in text.split("\n") if any(piece in line.lower() for piece in list(found)[:20])][:5]
    assert not found, "{} pieces of secrets, such as {}, in:\n{}".format(len(found), sorted(found)[:3],
                                                                        "\n".join(examples))
    assert text.count("---\n") == sent
    assert values["credentials.redacted"] > COUNT * 9 // 10
    # What is none stays to be read.
    assert USER in text and "AUTH PLAIN {blank}" in text and "AUTH X-OWN" not in text


def test_the_search_would_find_them(rsyslogd, tmp_path):
    rows = Rows(chance.seeded("as it comes"))
    text, values, _ = output_of(rsyslogd, tmp_path / "daemon0", "as it comes", rows, 'redactCredentials="off"')
    assert values["credentials.redacted"] == 0
    forbidden = rows.secrets.forbidden()
    blocks = text.split("---\n")
    assert sum(bool(seen(forbidden, block)) for block in blocks) > COUNT * 9 // 10


@pytest.mark.parametrize("spell", [str, json.dumps, lambda text: text.replace("+", " "), lambda text: text.lower(),
                                   lambda text: text.encode().hex().upper(),
                                   lambda text: json.dumps(json.dumps(text + "/")).replace("/", "\\/"),
                                   lambda text: base64.b64encode(b"a:" + text.encode()).decode()])
def test_the_search_knows_the_encodings(spell):
    secrets = Secrets(chance.seeded("encodings"))
    token = secrets.token()
    assert seen(secrets.forbidden(), "x " + spell(token) + " y")
    assert not seen(secrets.forbidden(), "x " + spell("A" * len(token)) + " y")
