# SPDX-License-Identifier: Apache-2.0
"""Not one character of a credential leaves the module: where a row stands, how its columns are separated, where it was
cut, what the client sent and how the module was told to look, each with each, sampled; beside them rows that hold no
credential, which must stay as they are.

The credentials are made of letters that nothing else in these messages has, so that a single one of them, anywhere in
what rsyslogd writes, is a leak.
"""
import base64
import itertools
import json
import os
import re

import pytest

from harness import chance, counters
from harness.rsyslogd import quoted

COUNT = int(os.environ.get("ME_E2E_CREDENTIALS") or 200)  # messages for each configuration
MARKS = "JZ"
MARK = re.compile("[{}]".format(MARKS))
HIDDEN = "{blank}"
HEADER = "Nov 22 15:40:50"
MAIL = "0DD0DD0D{:024X}.MAI"

SEPARATORS = ("\t", "#011", "\\t", "#009", " ")
# What the client sent: command column, argument column with `*` for the credential.
SENT = (
    *(("AUTH", before + "*") for before in ("", "AUTH LOGIN ", "AUTH PLAIN ", "AUTH CRAM-MD5 ", "AUTH NTLM ",
                                            "AUTH XOAUTH2 ", "AUTH X-OWN ", "AUTH ", " AUTH  LOGIN ")),
    ("*", "*"),  # taken for a command
)
CASES = (str, str.lower, str.swapcase)
# What is no credential.
ORDINARY = (
    ("", "", "220 mail.example.com"), ("EHLO", "EHLO client.example.com", "250-mail.example.com"),
    ("MAIL", "MAIL FROM:<a@example.com>", "250 ok"), ("RCPT", "RCPT TO:<b@example.net>", "503 no"),
    ("DATA", "DATA", "354 go"), ("QUIT", "QUIT", "221 bye"), ("AUTH", "AUTH LOGIN", "334 VXNlcm5hbWU6"),
    ("AUTH", "{blank}", "535 no"),
)


def activity(number, separator, command, argument, reply):
    """Columns of an Activity row with their separators, which a cut may fall into, and the number of the command's."""
    blank = separator == " "
    columns = ("09/05/18 00:{:02}:{:02}".format(number // 60 % 60, number % 60), "SMTP-IN", MAIL.format(number),
               str(1000 + number), "192.0.2.1", command, argument, reply, "34", "10", "kept.user@example.com", "")
    return [column + separator for column in columns if column or not blank], 5


def w3c(number, separator, command, argument, reply):
    """The same of a W3C row."""
    plus = " " if separator == " " else "+"
    columns = ("2025-05-04", "10:06:59", "192.0.2.1", "SMTP-IN", "-", "192.168.0.5", str(1000 + number),
               command or "-", argument.replace(" ", plus) or "-", reply.replace(" ", "+") or "-", "MYSERVER", "34",
               "10", "kept.user@example.com")
    return [column + " " for column in columns], 7


def in_structured_data(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")


# A message around a row, and the row without its time.
PLACES = {
    "bare": lambda row, rest: row,
    "behind the PRI": lambda row, rest: "<13>" + row,
    "behind a host": lambda row, rest: "<13>" + HEADER + " MAIL01 " + row,
    "behind a tag": lambda row, rest: "<13>" + HEADER + " MAIL01 mailenable: " + row,
    "behind another line": lambda row, rest: "<13>" + HEADER + " MAIL01 mailenable: a line of SMTP-IN\\n" + row,
    "in RFC 5424": lambda row, rest: "<13>1 2026-11-22T15:40:50+00:00 MAIL01 mailenable 7 - - " + row,
    "in structured data": lambda row, rest: (
        '<13>1 2026-11-22T15:40:50+00:00 MAIL01 mailenable 7 - [own@32473 Message="{}" n="1"] a message'.format(
            in_structured_data(row))),
    "in structured data, too": lambda row, rest: (
        '<13>1 2026-11-22T15:40:50+00:00 MAIL01 mailenable 7 - [own@32473 Message="{}" n="1"] {}'.format(
            in_structured_data(row), row)),
    "in JSON": lambda row, rest: "<13>" + HEADER + " MAIL01 agent: " + json.dumps({"host": "MAIL01", "Message": row}),
    "in JSON with escapes": lambda row, rest: (
        "<13>" + HEADER + " MAIL01 agent: " + re.sub(
            "[J/]", lambda match: "\\u%04x" % ord(match.group()), json.dumps({"Message": row, "host": "MAIL01"}))),
    "for the tag": lambda row, rest: "<13>" + HEADER + " MAIL01 " + rest,
    "for the tag, without host": lambda row, rest: "<13>" + HEADER + " " + rest,
    "for APP-NAME": lambda row, rest: "<13>1 2026-11-22T15:40:50+00:00 MAIL01 " + rest + " - - - x",
    "for PROCID": lambda row, rest: "<13>1 2026-11-22T15:40:50+00:00 MAIL01 x " + rest + " - - x",
    "for MSGID": lambda row, rest: "<13>1 2026-11-22T15:40:50+00:00 MAIL01 x - " + rest + " - x",
    "for the host": lambda row, rest: "<13>1 2026-11-22T15:40:50+00:00 " + rest + " x - - - x",
}
LAYOUTS = tuple((activity, separator) for separator in SEPARATORS) + ((w3c, "+"), (w3c, " "))
REPLIES = ("235 Authenticated", "535 Invalid Username or Password", "334 UGFzc3dvcmQ6", "504 no", "500 Syntax error",
           "")
CUTS = ("whole", "at a column", "in a column")


def cut(random, columns, how, first):
    """The row of `columns`, cut behind column number `first` or later."""
    if how == "whole":
        return "".join(columns)
    last = random.randrange(first, len(columns))
    if how == "in a column":
        return "".join(columns[:last]) + columns[last][:random.randint(1, len(columns[last]))]
    return "".join(columns[:last])


def is_possible(place, layout, what, case, reply, how):
    """Whether a row may come there: a field of the header holds one word, and no letter of the next one tells that it
    is the rest of a credential."""
    return not place.startswith("for ") or what[1] == "*" or (how == "whole" and "X-OWN" not in what[1])


def is_ordinary(place, layout, what, how):
    """Whether it is sure that there is no credential: an AUTH row must be whole, alone, and its columns distinct."""
    return what[0] != "AUTH" or (how == "whole" and layout[1] != " " and not place.endswith("too"))


def messages(random, count, places):
    """`count` messages, the label of each, and whether it may lose something."""
    shapes = [shape for shape in itertools.product(places, LAYOUTS, SENT, CASES, REPLIES, CUTS)
              if is_possible(*shape)]
    plain = [shape for shape in itertools.product(places, LAYOUTS, ORDINARY, CUTS) if is_ordinary(*shape)]
    for number in range(count):
        secret = number % 4 > 0
        place, (layout, separator), what, *rest, how = random.choice(shapes if secret else plain)
        if secret:
            credential = "".join(random.choice(MARKS) for _ in range(4 * random.randint(2, 8)))
            credential = credential[:len(credential) - random.randint(0, 2)].ljust(len(credential), "=")
            case, reply = rest
            if what[0] == "*" and not reply.startswith(("235", "535", "334")):
                reply = ""
            sent = [case(part).replace("*", credential) for part in what]
        else:
            *sent, reply = what
        columns, command = layout(number, separator, *sent, reply)
        row = cut(random, columns, how, command if secret else command + 1)
        start = row.index("SMTP-IN") if layout is activity else row.index("192.0.2.1")
        label = " | ".join((place, layout.__name__, repr(separator), repr(what), how))
        yield PLACES[place](row, row[start:]), label, secret


def resolved(text):
    """`text` without JSON's escapes."""
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))",
                  lambda match: chr(int(match.group(1), 16)) if match.group(1) else match.group(2), text)


EVERYTHING = "\\n".join(
    ("%rawmsg%", "%msg%", "%structured-data%", "%syslogtag%", "%programname%", "%app-name%", "%hostname%", "%procid%",
     "%msgid%", "%$.%", "%jsonmesg%", "---")) + "\\n"  # jsonmesg holds $!
IN_DATA = ("in structured data", "in structured data, too")
LOOK = {"": tuple(PLACES), 'useRawMsg="on"': tuple(PLACES), 'useRawMsg="off"': tuple(PLACES),
        'strict="on" useRawMsg="on" ecs="on"': tuple(PLACES), 'variable="structured-data"': IN_DATA,
        'variable="$!Message"': ("in JSON", "in JSON with escapes")}
LOGS = ("", 'logs=["debug"]', 'logs=["w3c"]', 'logs=["activity"]')
PARSE = 'if $msg contains "Message" and $msg contains "{" then action(type="mmjsonparse" cookie="")\n' \
    'set $.copy = $!Message;\nset $.early = $programname;\n'


@pytest.mark.parametrize("logs", LOGS)
@pytest.mark.parametrize("look", LOOK)
def test_not_one_character_comes_out(rsyslogd, tmp_path, look, logs):
    random = chance.seeded("{} {}".format(look, logs))
    sent = list(messages(random, COUNT, LOOK[look]))
    directory = tmp_path / "daemon0"
    daemon = rsyslogd(
        PARSE + 'action(type="mmmailenable" {} {})\naction(type="omfile" file={} template="everything")'.format(
            look, logs, quoted(directory / "output.txt")),
        record=False, prelude='module(load="mmjsonparse")\ntemplate(name="everything" type="string" string="{}")\n{}'
        .format(EVERYTHING, counters.prelude(directory)))
    for first in range(0, len(sent), 200):
        daemon.send(["".join(message + "\n" for message, _, _ in sent[first:first + 200]).encode()])
    counters.wait_for(daemon, len(sent))
    daemon.close()
    blocks = daemon.read("output.txt").split("---\n")[:-1]
    assert len(blocks) == len(sent)
    leaks, losses = [], []
    for block, (message, label, secret) in zip(blocks, sent):
        if secret and (MARK.search(block) or MARK.search(resolved(block)) or MARK.search(resolved(resolved(block)))):
            leaks.append((label, message, block))
        if not secret and block.count(HIDDEN) > 0 and HIDDEN not in message:
            losses.append((label, message, block))
    print("{} messages: {} leaks, {} of {} without a credential changed".format(
        len(sent), len(leaks), len(losses), sum(not secret for _, _, secret in sent)))
    assert not leaks, "\n".join("{}\n{}\n{}".format(*leak) for leak in leaks[:3])
    assert not losses, "\n".join("{}\n{}\n{}".format(*loss) for loss in losses[:3])
