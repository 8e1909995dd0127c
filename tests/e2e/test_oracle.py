# SPDX-License-Identifier: Apache-2.0
"""The simulated server of tests/oracle through a real rsyslogd, and through mailenable-report.

`ME_ORACLE` names the program that plays the server and its adversary. It writes messages, and judges what is said about
them by the truth it knows: fields, and every text that rsyslogd has of the message, which must be the same but for its
credentials. A second action in the same ruleset, a second rsyslogd and the report read what the first one has masked.

ME_ORACLE_ROWS: messages of each transport; a few hundred unless told otherwise. Of blocks, which are long, a part.
ME_ORACLE_SEED: the seed of the first transport; 1 unless told otherwise.
"""
import json
import os
import subprocess

import pytest

from harness import inputs, long_lines, texts

ROWS = int(os.environ.get("ME_ORACLE_ROWS", "400"))
SEED = int(os.environ.get("ME_ORACLE_SEED", "1"))
BLOCKS = max(ROWS // 4, 1)
AT_ONCE = {"udp": 20, "cut udp": 2}  # datagrams under way: a socket has room for so many

# Numbers of enum oracle_spelling in tests/oracle/frame.h, and what makes rsyslog spell so.
RAW = (0, 'parser.escapeControlCharactersOnReceive="off"')
OCTAL = (1, "")
TAB_KEPT = (2, 'parser.escapeControlCharacterTab="off"')
C_STYLE = (3, 'parser.escapeControlCharactersCStyle="on"')
PREFIX = (4, 'parser.controlCharacterEscapePrefix="%"')


class Counted(inputs.Tcp):
    """imtcp with each frame behind its length: a frame may hold line ends. What is masked may have become longer."""

    name = "counted"
    load = ' maxFrameSize="4000000"'

    def config(self, directory, ruleset):
        return super().config(directory, ruleset).replace('Framing="off"', 'Framing="on"')

    def send(self, frame):
        super().send(b"%d %s" % (len(frame), frame))


class Cut(Counted):
    """The same where what is beyond the limit is dropped."""

    name = "counted and cut"
    load = Counted.load + ' discardTruncatedMsg="on"'  # Debian 11 does not know it of an input


class CutUdp(inputs.Udp):
    """imudp with what a datagram has room for."""

    name = "cut udp"

    def send(self, frame):
        super().send(frame[:long_lines.DATAGRAM])


class Paragraphs(inputs.File):
    """imfile that takes all lines up to an empty one for a message."""

    name = "paragraphs"

    def config(self, directory, ruleset):
        return super().config(directory, ruleset).replace("type=", 'readMode="1" escapeLF="off" type=')

    def send(self, frame):
        super().send(frame + b"\n")


class Json(inputs.Tcp):
    """imtcp with each row in a JSON object, twice. Octets that are no UTF-8 stay as they are, as a careless sender's
    do."""

    name = "JSON"

    def send(self, frame):
        def spelled(octet):
            return b"\\u%04x" % octet if octet < 32 else b"\\" * (octet in b"\"\\") + bytes([octet])

        line = b"".join(map(spelled, frame.rstrip(b"\n")))
        super().send(b'<13>Nov 22 07:00:01 MAIL01 mailenable: @cee: {"line":"%s","n":{"again":"%s"}}\n' % (line, line))


class Structured(inputs.Tcp):
    """imtcp with each row in structured data."""

    name = "structured data"
    behind = b"a message"

    def send(self, frame):
        row = frame.rstrip(b"\n")
        value = row
        for special in (b"\\", b'"', b"]"):
            value = value.replace(special, b"\\" + special)
        super().send(b'<13>1 2026-11-22T07:00:01+01:00 MAIL01 mailenable - - [x@1 line="%s"] %s\n' % (
            value, self.behind if self.behind is not None else row))


class Twice(Structured):
    """imtcp with each row in structured data, and behind it."""

    name = "structured data, too"
    behind = None


class Words(inputs.Tcp):
    """imtcp with rows whose words stand where a header has its own, in PROCID and MSGID. In APP-NAME a long one would
    make a tag that is longer than rsyslog's room for it."""

    name = "words"

    def send(self, frame):
        super().send(b"<13>1 2026-11-22T07:00:01+01:00 MAIL01 app " + frame)


def oracle(*arguments, **how):
    """Run the oracle; what it wrote."""
    program = os.environ.get("ME_ORACLE")
    assert program and os.access(program, os.X_OK), "ME_ORACLE must name the program: run `make check-e2e`"
    return subprocess.run([program, *map(str, arguments)], stdout=subprocess.PIPE, check=False, **how)


def messages_of(*arguments):
    """What the oracle writes: the message of each line, without the credentials in it."""
    lines = oracle("--write", *arguments).stdout.decode().splitlines()
    assert len(lines) >= BLOCKS
    return [bytes.fromhex(line.split()[0]) for line in lines]


def judge(answers, *arguments):
    """Have the oracle judge `answers`, text of one line for each message."""
    verdict = oracle("--judge", "--keep-going", 3, *arguments, input=answers)
    assert verdict.returncode == 0, verdict.stdout.decode("utf-8", "replace")


HEADERLESS, BLOCK = "--headerless", "--blocks"
TRANSPORTS = {
    "udp": (inputs.Udp, OCTAL, ()),
    "udp, real TABs": (inputs.Udp, TAB_KEPT, ()),
    "imtcp": (inputs.Tcp, OCTAL, ()),
    "imtcp, C style": (inputs.Tcp, C_STYLE, ()),
    "imptcp, another prefix": (inputs.Ptcp, PREFIX, ()),
    "octet-counted": (Counted, TAB_KEPT, ()),
    "imfile": (inputs.File, RAW, (HEADERLESS,)),
    "a field of JSON": (Json, RAW, (HEADERLESS,)),
    "blocks, octet-counted": (Counted, TAB_KEPT, (BLOCK,)),
    "blocks, octet-counted, real line ends": (Counted, RAW, (BLOCK,)),
    "blocks, imfile": (Paragraphs, RAW, (HEADERLESS, BLOCK)),
    "blocks, a field of JSON": (Json, RAW, (HEADERLESS, BLOCK)),
    "beyond the limit, octet-counted": (Cut, TAB_KEPT, (BLOCK, "--limit", 32 * 1024)),
    "beyond the limit, udp": (CutUdp, OCTAL, (BLOCK, "--limit", 8 * 1024)),
    "words of a header": (Words, OCTAL, (HEADERLESS,)),
    "structured data": (Structured, TAB_KEPT, (HEADERLESS, "--texts")),
    "structured data, too": (Twice, OCTAL, (HEADERLESS, "--texts")),
}
LIMITS = {name: more[-1] for name, (_, _, more) in TRANSPORTS.items() if "--limit" in more}


class Receiver:
    """An rsyslogd that writes what it has of each message, and what the module says about it."""

    def __init__(self, rsyslogd, directory, kind, transport, correlate="off"):
        setting = TRANSPORTS[transport][1][1]
        self._at_once = AT_ONCE.get(kind.name, 100)
        self._directory = directory / "answers-{}".format(len(list(directory.glob("daemon*"))))
        self._directory.mkdir()
        parse, options, prelude = "", 'correlate="{}" '.format(correlate), texts.PRELUDE
        if kind is Json:
            parse, options = 'action(type="mmjsonparse")\n', options + 'variable="$!line"'
            prelude += 'module(load="mmjsonparse")\n'
        self._daemon = rsyslogd(parse + texts.statements(self._directory, options), kinds=(kind,), prelude=prelude,
                                settings='maxMessageSize="{}" {}'.format(LIMITS.get(transport, "4m"), setting),
                                record=False)
        if transport in LIMITS:
            self._daemon.expected_complaints += long_lines.COMPLAINTS

    def answers(self, messages):
        """A line of JSON for each message, in their order."""
        for first in range(0, len(messages), self._at_once):
            self._daemon.send(messages[first:first + self._at_once])
            texts.wait(self._daemon, self._directory, min(first + self._at_once, len(messages)))
        return texts.answers(self._directory, len(messages))


def passed_on(answers, text=("rawmsg",)):
    """The messages as they are behind the module."""
    for line in answers.decode("utf-8", "surrogateescape").split("\n")[:-1]:
        value = json.loads(line)["after"]
        for name in text:
            value = value[name]
        yield value.encode("utf-8", "surrogateescape") + b"\n"


def reported(messages):
    """What mailenable-report says about an archive of `messages`."""
    program = os.environ.get("ME_REPORT")
    assert program and os.access(program, os.X_OK), "ME_REPORT must name the program: run `make check-e2e`"
    done = subprocess.run([program, "--format", "jsonl", "-"], input=b"".join(messages), stdout=subprocess.PIPE,
                          check=False)
    assert done.returncode == 0
    return done.stdout


def options(transport):
    """What the oracle is to play for a transport."""
    _, (spelling, _), more = TRANSPORTS[transport]
    return ("--rows", BLOCKS if BLOCK in more else ROWS, "--seed", SEED + list(TRANSPORTS).index(transport),
            "--spelling", spelling, *more)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_fields_are_true_or_absent_and_only_credentials_change(rsyslogd, tmp_path, transport):
    """And so it does for a second rsyslogd and the report, which read what the first one passed on."""
    kind, (_, setting), more = TRANSPORTS[transport]
    messages = messages_of(*options(transport))
    answers = Receiver(rsyslogd, tmp_path, kind, transport).answers(messages)
    judge(answers, *options(transport))
    if kind in (Cut, CutUdp, Words, Structured, Twice):
        return  # who reads what comes out does not read it as the oracle plays it
    masked = list(passed_on(answers, ("$!", "line") if kind is Json else ("rawmsg",)))
    kind = inputs.Tcp if kind is inputs.Udp else kind  # a masked message may be too long for a datagram
    judge(Receiver(rsyslogd, tmp_path, kind, transport).answers(masked), "--masked", *options(transport))
    if BLOCK in more and setting == RAW[1]:
        # The report reads a file, line by line.
        masked = [message.split(b"\n")[0] + b"\n" for message in masked]
        more = ("--alone", *more)
    judge(reported(masked), "--found", "--context", *more, *options(transport))


def test_a_conversation_never_says_what_nobody_said(rsyslogd, tmp_path):
    messages = messages_of(*options("udp"))
    answers = Receiver(rsyslogd, tmp_path, inputs.Udp, "udp", "id").answers(messages)
    judge(answers, "--context", *options("udp"))
