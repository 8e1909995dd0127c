# SPDX-License-Identifier: Apache-2.0
"""The simulated server of tests/oracle through a real rsyslogd, and through mailenable-report.

`ME_ORACLE` names the program that plays the server and its adversary. It writes messages, and judges what is said about
them by the truth it knows: fields, and the message itself, which must be the same but for its credentials. A second
action in the same ruleset, a second rsyslogd and the report read what the first one has masked.

ME_ORACLE_ROWS: messages of each transport; a few hundred unless told otherwise.
"""
import json
import os
import re
import subprocess

import pytest

from harness import inputs
from harness.rsyslogd import quoted

ROWS = int(os.environ.get("ME_ORACLE_ROWS", "400"))
AT_ONCE = 20  # messages under way; a UDP socket has room for so many long ones
LONG = 'maxMessageSize="256k" {}'

# Numbers of enum oracle_spelling in tests/oracle/frame.h, and what makes rsyslog spell so.
RAW = 0
OCTAL = (1, "")
TAB_KEPT = (2, 'parser.escapeControlCharacterTab="off"')
C_STYLE = (3, 'parser.escapeControlCharactersCStyle="on"')
PREFIX = (4, 'parser.controlCharacterEscapePrefix="%"')

# One object a message: the fields of the first action, those of a second one that reads the message as the first left
# it, and both texts as they are then.
PRELUDE = """
template(name="answer" type="list") {
    constant(value="{\\"native\\":") property(name="$!mailenable")
    constant(value=",\\"again\\":") property(name="$!again")
    constant(value=",\\"raw\\":\\"") property(name="rawmsg" format="json")
    constant(value="\\",\\"msg\\":\\"") property(name="msg" format="json") constant(value="\\"}")
}
template(name="nothing" type="list") {
    constant(value="{\\"native\\":null")
    constant(value=",\\"raw\\":\\"") property(name="rawmsg" format="json")
    constant(value="\\",\\"msg\\":\\"") property(name="msg" format="json") constant(value="\\"}")
}
template(name="line" type="string" string="%$.answer%\\n")
"""
STATEMENTS = """
action(type="mmmailenable" correlate="{correlate}")
set $.first = $parsesuccess;
action(type="mmmailenable" correlate="{correlate}" container="$!again")
if $.first == "OK" then {{ set $.answer = exec_template("answer"); }}
else {{ set $.answer = exec_template("nothing"); }}
action(type="omfile" file={file} template="line")
"""
# The row is what a field of a JSON object says, decoded: `variable`.
FIELD = ("rawmsg", "$!line"), ("msg", "$!line")
# One action writes: of two, each would write its messages of a batch together.


class Counted(inputs.Tcp):
    """imtcp with each frame behind its length: a frame may hold line ends."""

    name = "counted"

    def config(self, directory, ruleset):
        return super().config(directory, ruleset).replace('Framing="off"', 'Framing="on"')

    def send(self, frame):
        super().send(b"%d %s" % (len(frame), frame))


class Json(inputs.Tcp):
    """imtcp with each row in a JSON object. Octets that are no UTF-8 stay as they are, as a careless sender's do."""

    name = "JSON"

    def send(self, frame):
        def spelled(octet):
            return b"\\u%04x" % octet if octet < 32 else b"\\" * (octet in b"\"\\") + bytes([octet])

        line = b"".join(map(spelled, frame.rstrip(b"\n")))
        super().send(b'<13>Nov 22 07:00:01 MAIL01 mailenable: @cee: {"line":"%s"}\n' % line)


def oracle(*arguments, **how):
    """Run the oracle; what it wrote."""
    program = os.environ.get("ME_ORACLE")
    assert program and os.access(program, os.X_OK), "ME_ORACLE must name the program: run `make check-e2e`"
    return subprocess.run([program, *map(str, arguments)], stdout=subprocess.PIPE, check=False, **how)


def played(*arguments):
    """What the oracle writes: (message, credentials in it) for each."""
    lines = oracle("--write", *arguments).stdout.decode().splitlines()
    assert len(lines) >= ROWS
    return [(message, secrets) for message, *secrets in (map(bytes.fromhex, line.split()) for line in lines)]


def messages_of(*arguments):
    return [message for message, _ in played(*arguments)]


def judge(answers, *arguments):
    """Have the oracle judge `answers`, text of one line for each message."""
    verdict = oracle("--judge", "--keep-going", 3, *arguments, input=answers)
    assert verdict.returncode == 0, verdict.stdout.decode("utf-8", "replace")


class Receiver:
    """An rsyslogd that writes what the module says about each message."""

    def __init__(self, rsyslogd, directory, transport, correlate="off"):
        kind, (_, setting), _ = TRANSPORTS[transport]
        self._file = directory / "answers-{}".format(len(list(directory.glob("daemon*"))))
        statements, prelude = STATEMENTS.format(file=quoted(self._file), correlate=correlate), PRELUDE
        if kind is Json:
            statements = 'action(type="mmjsonparse")\n' + statements.replace(
                'type="mmmailenable"', 'type="mmmailenable" variable="$!line"')
            for text, field in FIELD:
                prelude = prelude.replace('property(name="{}"'.format(text), 'property(name="{}"'.format(field))
            prelude += 'module(load="mmjsonparse")\n'
        self._daemon = rsyslogd(statements, kinds=(kind,), settings=LONG.format(setting), prelude=prelude,
                                record=False)

    def answers(self, messages):
        """A line of JSON for each message, in their order."""
        for first in range(0, len(messages), AT_ONCE):
            self._daemon.send(messages[first:first + AT_ONCE])
            self._daemon.wait_for_lines(self._file, min(first + AT_ONCE, len(messages)))
        return self._file.read_bytes()


def passed_on(answers):
    """The messages as they are behind the module."""
    lines = [line.decode("utf-8", "surrogateescape") for line in answers.split(b"\n")[:-1]]
    return [json.loads(line)["raw"].encode("utf-8", "surrogateescape") + b"\n" for line in lines]


def reported(messages):
    """What mailenable-report says about an archive of `messages`."""
    program = os.environ.get("ME_REPORT")
    assert program and os.access(program, os.X_OK), "ME_REPORT must name the program: run `make check-e2e`"
    done = subprocess.run([program, "--format", "jsonl", "-"], input=b"".join(messages), stdout=subprocess.PIPE,
                          check=False)
    assert done.returncode == 0
    return done.stdout


TRANSPORTS = {
    "udp": (inputs.Udp, OCTAL, ()),
    "udp, real TABs": (inputs.Udp, TAB_KEPT, ()),
    "imtcp": (inputs.Tcp, OCTAL, ()),
    "imtcp, C style": (inputs.Tcp, C_STYLE, ()),
    "imptcp, another prefix": (inputs.Ptcp, PREFIX, ()),
    "octet-counted": (Counted, TAB_KEPT, ()),
    "imfile": (inputs.File, (RAW, ""), ("--headerless",)),
    "a field of JSON": (Json, (RAW, ""), ("--headerless",)),
}


def options(transport):
    """What the oracle is to play for a transport."""
    _, (spelling, _), more = TRANSPORTS[transport]
    return ("--rows", ROWS, "--seed", 1 + list(TRANSPORTS).index(transport), "--spelling", spelling, *more)


every_transport = pytest.mark.parametrize("transport", TRANSPORTS)


@every_transport
def test_every_field_equals_the_truth_or_is_absent(rsyslogd, tmp_path, transport):
    """And so it does for a second rsyslogd and the report, which read what the first one passed on."""
    messages = messages_of(*options(transport))
    answers = Receiver(rsyslogd, tmp_path, transport).answers(messages)
    judge(answers, *options(transport))
    judge(Receiver(rsyslogd, tmp_path, transport).answers(passed_on(answers)), *options(transport))
    judge(reported(passed_on(answers)), "--found", "--context", *options(transport))


def test_a_conversation_never_says_what_nobody_said(rsyslogd, tmp_path):
    messages = messages_of(*options("udp"))
    judge(Receiver(rsyslogd, tmp_path, "udp", "id").answers(messages), "--context", *options("udp"))


def structured(row):
    """A frame of RFC 5424 with the row in its structured data and in its message."""
    value = row
    for special in (b"\\", b'"', b"]"):
        value = value.replace(special, b"\\" + special)
    return b'<13>1 2026-11-22T07:00:01+01:00 MAIL01 mailenable - - [x@1 line="' + value + b'"] ' + row


def cookie(row):
    """JSON for mmjsonparse, whose variables are copies of the row."""
    return b"<13>Nov 22 07:00:01 MAIL01 mailenable: @cee: " + json.dumps({"line": row.decode("latin-1"),
                                                                       "n": {"again": row.decode("latin-1")}}).encode()


@pytest.mark.parametrize("frame", [structured, cookie])
@pytest.mark.parametrize("setting", [OCTAL, TAB_KEPT], ids=["octal", "real TABs"])
def test_every_copy_loses_its_credentials_and_nothing_else(rsyslogd, frame, setting):
    rows = [(row, secrets) for row, secrets in played("--honest", "--rows", 4 * ROWS, "--seed", 99, "--headerless",
                                                      "--spelling", RAW)
            if secrets and all(secret.startswith(b"Zq7x") for secret in secrets)]
    assert len(rows) > ROWS / 10
    frames = [frame(row.rstrip(b"\r\n")) + b"\n" for row, _ in rows]
    kept, masked = (texts(rsyslogd, frames, setting[1], redact) for redact in ("off", "on"))
    for (_, secrets), before, after in zip(rows, kept, masked):
        # A row may have one twice, in its command and in its argument, and in the command its first word alone.
        for secret in sorted(set(secrets), key=len, reverse=True):
            assert secret.decode() in before
            before = before.replace(secret.decode(), "{blank}")
        before = re.sub("Zq7x[A-Za-z0-9+/=]*", "{blank}", before)
        assert after == before


def texts(rsyslogd, frames, setting, redact):
    """All texts that rsyslog has of each frame, behind a module that masks credentials or does not."""
    statements = ('if $msg contains "@cee" then action(type="mmjsonparse")\n'
                  'action(type="mmmailenable" correlate="off" redactCredentials="{}")'.format(redact))
    daemon = rsyslogd(statements, kinds=(inputs.Tcp,), settings=LONG.format(setting),
                      prelude='module(load="mmjsonparse")')
    daemon.send(frames)
    records = daemon.after(len(frames))
    for record in records:
        (record["event"] or {}).pop("mailenable", None)  # our own object never holds one
    return [json.dumps(record, ensure_ascii=False) for record in records]
