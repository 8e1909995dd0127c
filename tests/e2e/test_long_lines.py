# SPDX-License-Identifier: Apache-2.0
"""Lines that are longer than rsyslog takes, through every fragment of a site: what a stranger put behind the limit
never becomes a message of its own, and the message behind it is whole.

Over TLS the same is tried in tests/senders, which has certificates.
"""
import json
import re

import pytest

from harness import inputs, long_lines, site
from harness.rsyslogd import Rsyslogd, release

# Those of watch run the programs of others; any other that needs no engine.
WITHOUT_ENGINES = [name for name in site.fragments() if name not in ("elasticsearch", "kafka") and "watch" not in name]


class Counted(inputs.Tcp):
    """imtcp with octet counting, as for frames that begin with a header."""

    name = "counted"

    def config(self, directory, ruleset):
        return super().config(directory, ruleset).replace('supportOctetCountedFraming="off"', "")

    def send(self, frame):
        super().send(b"%d %s" % (len(frame) - 1, frame[:-1]))


KINDS = (*inputs.ALL, Counted)
# 8.2102, 8.2302 and 8.2504 were tried. imptcp of 8.2302 is blind behind an over-long line, as README says: for each
# further message of the connection it repeats what it has of that line.
IMPTCP_BROKEN, IMPTCP_MENDED = (8, 2302), (8, 2504)


def wanted(module):
    """The second of each row that is to come through the inputs of one module."""
    if module == "imptcp" and IMPTCP_BROKEN <= release() < IMPTCP_MENDED:
        return ["01", "02", "03", "03", "03"]
    return long_lines.WHOLE * sum(module in kind.modules for kind in KINDS)


@pytest.mark.parametrize("chosen", [[name] for name in WITHOUT_ENGINES] + [WITHOUT_ENGINES], ids="+".join)
def test_a_long_line_makes_one_message(tmp_path, chosen):
    directory = tmp_path / "daemon"
    directory.mkdir()
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho OK\nwhile read -r line; do echo OK; done\n")
    program.chmod(0o755)
    programs = [(words, 'binary="{}"'.format(program)) for name in chosen
                for words in re.findall('binary="[^"]*"', site.read(name + ".conf"))]
    kinds = [kind() for kind in KINDS]
    listeners = 'module(load="imptcp")\nmodule(load="imfile")\n' + "".join(
        kind.config(directory, "mailenable") for kind in kinds)
    seen = site.recorder("seen", long_lines.RECORD, directory / "seen.out")
    daemon = Rsyslogd(directory, site.build(directory, chosen, programs, listeners, seen))
    try:
        for kind in kinds:
            kind.connect(daemon)
            long_lines.play(kind.send, b"" if isinstance(kind, inputs.File) else long_lines.HEADER,
                            long_lines.DATAGRAM if isinstance(kind, inputs.Udp) else long_lines.LONGER)
        lines = daemon.wait_for_lines("seen.out", len(long_lines.WHOLE) * len(kinds))
    finally:
        daemon.stop()
        for kind in kinds:
            kind.close()
    daemon.expected_complaints += long_lines.COMPLAINTS
    daemon.assert_quiet()
    assert len(daemon.lines("seen.out")) == len(lines)
    for module in {module for kind in kinds for module in kind.modules}:
        long_lines.check([line for line in lines if json.loads(line)["kind"] == module], wanted(module))
