# SPDX-License-Identifier: Apache-2.0
"""Not one character of a credential leaves the module, and no other character changes: where a row stands, how its
columns are separated, where it was cut, what the client sent and how the module was told to look, each with each,
sampled; beside them rows that hold no credential, which must stay as they are.

The credentials are made of letters that nothing else in these messages has, so that a single one of them, anywhere in
what rsyslogd writes, is a leak. A second rsyslogd without the module says what each text was before.
"""
import base64
import itertools
import json
import os
import re
import subprocess

import pytest

from harness import chance
from harness.rsyslogd import quoted

COUNT = int(os.environ.get("ME_E2E_CREDENTIALS") or 200)  # messages for each configuration
MARKS = "JZj"
MARK = re.compile("[{}]".format(MARKS))
HIDDEN = "{blank}"
# $programname is overwritten in its place; newer releases make it anew of the tag, where there is one.
PROGRAM = r"\*+|" + re.escape(HIDDEN)
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
    """Columns of a W3C row with their separators, and the number of the command's."""
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
QUOTED = ("in structured data", "in structured data, too", "in JSON", "in JSON with escapes")
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
    is the rest of a credential. Where the columns are not sure, a cut answer to AUTH alone looks like any word."""
    if what[0] == "*" and how == "in a column" and (layout[1] == " " or place.startswith("for ")):
        return False
    return not place.startswith("for ") or what[1] == "*" or (how == "whole" and "X-OWN" not in what[1])


def is_ordinary(place, layout, what, how):
    """Whether it is sure that there is no credential: an AUTH row must be whole, alone, and its columns distinct."""
    return what[0] != "AUTH" or (how == "whole" and layout[1] != " " and not place.endswith("too"))


def may_go(place, message, columns, command, whole):
    """The texts of which a part may go: the client's two columns, or all from there on where the row's end is unknown:
    to the end of the string that it stands in, or of the message."""
    if whole:
        return [column.rstrip("\t ") for column in columns[command:command + 2]]
    if place in QUOTED:
        return ["".join(columns[command:])]
    rest = message[message.index(columns[command - 1]) + len(columns[command - 1]):]
    return [rest, rest.replace("\t", "#011")]  # as rsyslog spells it


def messages(random, count, places):
    """`count` messages, the label of each, whether it has a credential, and the texts that may lose something."""
    shapes = [shape for shape in itertools.product(places, LAYOUTS, SENT, CASES, REPLIES, CUTS)
              if is_possible(*shape)]
    plain = [shape for shape in itertools.product(places, LAYOUTS, ORDINARY, CUTS) if is_ordinary(*shape)]
    for number in range(count):
        secret = number % 4 > 0
        place, (layout, separator), what, *rest, how = random.choice(shapes if secret else plain)
        if secret:
            credential = "jZ" + "".join(random.choice(MARKS) for _ in range(4 * random.randint(2, 8) - 2))
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
        whole = how == "whole" and separator != " "
        message = PLACES[place](row, row[start:])
        yield message, label, secret, may_go(place, message, columns, command, whole) if secret else []


def resolved(text):
    """`text` without JSON's escapes."""
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))",
                  lambda match: chr(int(match.group(1), 16)) if match.group(1) else match.group(2), text)


def parts_gone(before, after, hidden):
    """The parts of `before` in whose place `after` has `hidden`, a regular expression; None: something else changed."""
    match = re.fullmatch("(.+?)".join(map(re.escape, re.split(hidden, after))), before, re.DOTALL)
    return match.groups() if match else None


def is_masked(before, after, texts, hidden=re.escape(HIDDEN)):
    """Whether nothing but parts of `texts` is gone."""
    gone = [before] if after == HIDDEN else parts_gone(before, after, hidden)
    return gone is not None and all(
        part == HIDDEN or any(spelled in text for text in texts
                              for spelled in (part, resolved(part), resolved(resolved(part)))) for part in gone)


def is_end_masked(before, after, texts):
    """Whether $msg is masked; the credential may have begun in the header, which $msg lacks."""
    return is_masked(before, after, texts) or is_masked(before, HIDDEN + after, texts)


def leaves(value, path=()):
    """The strings of a JSON value by where they stand."""
    if isinstance(value, str):
        yield path, value
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from leaves(child, (*path, key))


def variables_changed(before, after, texts):
    """The strings of JSON texts that are not masked. Our own fields may have come; no field may have gone."""
    after = dict(leaves(json.loads(after or "{}")))
    for path, text in leaves(json.loads(before or "{}")):
        if path in OF_CONNECTION:
            continue
        masked = is_masked(text, after.get(path, ""), texts, PROGRAM if path == ("programname",) else re.escape(HIDDEN))
        if not masked and "time" not in path[-1] and not (
                path in (("msg",), ("copy",)) and is_end_masked(text, after.get(path, ""), texts)):
            yield path, text, after.get(path)


def changes(before, after, texts):
    """What changed from one block of EVERYTHING to the other and is no masked credential."""
    before, after = before.split("\n")[:-1], after.split("\n")[:-1]
    assert len(before) == len(after) == len(PROPERTIES) - 1
    for name, old, new in zip(PROPERTIES, before, after):
        if name == "%msg%":
            if not is_end_masked(old, new, texts):
                yield name, old, new
        elif name not in ("%$.%", "%jsonmesg%"):
            if not is_masked(old, new, texts, PROGRAM if name == "%programname%" else re.escape(HIDDEN)):
                yield name, old, new
        else:
            yield from variables_changed(old, new, texts)


PROPERTIES = ("%rawmsg%", "%msg%", "%structured-data%", "%syslogtag%", "%programname%", "%app-name%", "%hostname%",
              "%procid%", "%msgid%", "%$.%", "%jsonmesg%", "---")  # jsonmesg holds $!
# Of jsonmesg: what tells one connection from the next, as two runs have two. Newer releases add them.
OF_CONNECTION = {("fromhost-port",)}
EVERYTHING = "\\n".join(PROPERTIES) + "\\n"
IN_DATA = ("in structured data", "in structured data, too")
LOOK = {"": tuple(PLACES), 'useRawMsg="on"': tuple(PLACES), 'useRawMsg="off"': tuple(PLACES),
        'strict="on" useRawMsg="on" ecs="on"': tuple(PLACES), 'variable="structured-data"': IN_DATA,
        'variable="$!Message"': ("in JSON", "in JSON with escapes")}
LOGS = ("", 'logs=["debug"]', 'logs=["w3c"]', 'logs=["activity"] services=["pop"]')
PARSE = 'if $msg contains "Message" and $msg contains "{" then action(type="mmjsonparse" cookie="")\n' \
    'set $.copy = $!Message;\nset $.early = $programname;\n'


def blocks_of(rsyslogd, directory, action, sent):
    """What rsyslogd writes of each message behind `action`."""
    daemon = rsyslogd(
        '{}{}\naction(type="omfile" file={} template="everything")'.format(
            PARSE, action, quoted(directory / "output.txt")),
        record=False, prelude='module(load="mmjsonparse")\ntemplate(name="everything" type="string" string="{}")\n'
        .format(EVERYTHING))
    for first in range(0, len(sent), 200):
        daemon.send(["".join(message + "\n" for message in sent[first:first + 200]).encode()])
    daemon.wait_until(lambda: daemon.read("output.txt").count("---\n") == len(sent), "the messages")
    daemon.close()
    return daemon.read("output.txt").split("---\n")[:-1]


@pytest.mark.parametrize("logs", LOGS)
@pytest.mark.parametrize("look", LOOK)
def test_not_one_character_comes_out_and_no_other_changes(rsyslogd, tmp_path, look, logs):
    random = chance.seeded("{} {}".format(look, logs))
    cases = list(messages(random, COUNT, LOOK[look]))
    sent = [case[0] for case in cases]
    plain = blocks_of(rsyslogd, tmp_path / "daemon0", "", sent)
    blocks = blocks_of(rsyslogd, tmp_path / "daemon1", 'action(type="mmmailenable" {} {})'.format(look, logs), sent)
    assert len(plain) == len(blocks) == len(sent)
    leaks, losses = [], []
    for before, after, (message, label, secret, texts) in zip(plain, blocks, cases):
        if secret and (MARK.search(after) or MARK.search(resolved(after)) or MARK.search(resolved(resolved(after)))):
            leaks.append((label, message, after))
        losses.extend((label, message, *change) for change in changes(before, after, texts))
    print("{} messages: {} leaks, {} texts changed".format(len(sent), len(leaks), len(losses)))
    assert not leaks, "\n".join("{}\n{}\n{}".format(*leak) for leak in leaks[:3])
    assert not losses, "\n".join("{}\n{}\n{}: {}\n{}".format(*loss) for loss in losses[:5])


def records(blocks):
    """Our object of each message, in JSON's spelling."""
    for block in blocks:
        variables = json.loads(block.split("\n")[PROPERTIES.index("%jsonmesg%")])["$!"] or {}
        yield json.dumps(variables.get("mailenable"))


def reported(blocks):
    """What mailenable-report reads in a file of these messages."""
    raw = "".join(block.split("\n")[0] + "\n" for block in blocks)
    return subprocess.run([os.environ["ME_REPORT"], "--format", "jsonl", "-"], input=raw, stdout=subprocess.PIPE,
                          text=True, check=True, timeout=60).stdout


def test_a_masked_message_says_what_it_said_before(rsyslogd, tmp_path):
    action = 'action(type="mmmailenable" correlate="off")'
    # Who reads a quoted row out of the whole text takes what stands behind the quotes for columns.
    places = tuple(place for place in PLACES if place not in QUOTED)
    sent = [case[0] for case in messages(chance.seeded("read again"), COUNT, places)]
    plain = blocks_of(rsyslogd, tmp_path / "daemon0", "", sent)
    first = blocks_of(rsyslogd, tmp_path / "daemon1", action, sent)
    masked = [block.split("\n")[0] for block in first]
    second = blocks_of(rsyslogd, tmp_path / "daemon2", action, masked)
    assert [block.split("\n")[0] for block in second] == masked
    for message, before, after in zip(sent, records(first), records(second)):
        assert before == after, message
    for before, after in zip(reported(plain).splitlines(), reported(first).splitlines()):
        assert before == after
    assert reported(plain) == reported(first)
