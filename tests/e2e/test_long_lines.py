# SPDX-License-Identifier: Apache-2.0
"""Lines that are longer than rsyslog takes, through every example: what a stranger put behind the limit never becomes
a message of its own, and the message behind it is whole.

Over TLS the same is tried in tests/senders, which has certificates.
"""
import json
import re
import stat

import pytest

from harness import inputs, long_lines
from harness.rsyslogd import Rsyslogd, quoted, release
from test_examples import all_examples, text_of


class Counted(inputs.Tcp):
    """imtcp with octet counting, as for frames that begin with a header."""

    name = "counted"

    def config(self, directory, ruleset):
        return super().config(directory, ruleset).replace('supportOctetCountedFraming="off"', "")

    def send(self, frame):
        super().send(b"%d %s" % (len(frame) - 1, frame[:-1]))


KINDS = (*inputs.ALL, Counted)
# Before this release imptcp is blind behind an over-long line, as README says: for each further message of the
# connection it repeats what it has of that line.
IMPTCP_MENDED = (8, 2606)


def wanted(module):
    """The second of each row that is to come through the inputs of one module."""
    if module == "imptcp" and release() < IMPTCP_MENDED:
        return ["01", "02", "03", "03", "03"]
    return long_lines.WHOLE * sum(module in kind.modules for kind in KINDS)


def observed(text, directory):
    """The example with what comes in, and what the module makes of it, written to a file; omprog gets a program that
    answers."""
    program = directory / "program"
    program.write_text("#!/bin/sh\necho OK\nwhile read -r line; do echo OK; done\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    text = re.sub(r'binary="[^"]*"', 'binary="{}"'.format(program), text)
    action = re.compile(r'(?m)^ *action\(type="mmmailenable".*\)$')
    assert len(action.findall(text)) == 1
    write = 'if $inputname != "rsyslogd" then action(type="omfile" file={} template="observed")'.format(
        quoted(directory / "all.out"))
    text = action.sub(lambda match: match.group() + "\n" + write, text)
    return 'template(name="observed" type="string" string="{}")\n'.format(long_lines.RECORD) + text


def listening(text, kinds, directory):
    """The example with these inputs in place of its own."""
    ruleset = "mailenable" if 'ruleset(name="mailenable"' in text else "RSYSLOG_DefaultRuleset"
    text = re.sub(r"(?m)^input\(.*$", "", text)
    for module in sorted({module for kind in kinds for module in kind.modules}):
        if 'module(load="{}"'.format(module) not in text:
            words = ' discardTruncatedMsg="on"' if module == "imtcp" else ""
            text += 'module(load="{}"{})\n'.format(module, words)
    return text + "".join(kind.config(directory, ruleset) for kind in kinds)


@pytest.mark.parametrize("name", all_examples())
def test_a_long_line_makes_one_message(tmp_path, name):
    directory = tmp_path / "daemon"
    (directory / "mailenable").mkdir(parents=True)
    kinds = [kind() for kind in KINDS]
    daemon = Rsyslogd(directory, listening(observed(text_of(name, directory), directory), kinds, directory))
    try:
        for kind in kinds:
            kind.connect(daemon)
            long_lines.play(kind.send, b"" if isinstance(kind, inputs.File) else long_lines.HEADER,
                            long_lines.DATAGRAM if isinstance(kind, inputs.Udp) else long_lines.LONGER)
        lines = daemon.wait_for_lines("all.out", len(long_lines.WHOLE) * len(kinds))
    finally:
        daemon.stop()
        for kind in kinds:
            kind.close()
    daemon.expected_complaints += long_lines.COMPLAINTS
    daemon.assert_quiet()
    assert len(daemon.lines("all.out")) == len(lines)
    for module in {module for kind in kinds for module in kind.modules}:
        long_lines.check([line for line in lines if json.loads(line)["kind"] == module], wanted(module))
