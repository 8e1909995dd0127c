# SPDX-License-Identifier: Apache-2.0
"""The one fixture of the end-to-end suite: a private rsyslogd that is asked to be silent and is always stopped.

Knows how the tests look at a message: the same record written before and after the tested statements.
"""
import json

import pytest

from harness import inputs
from harness.rsyslogd import Rsyslogd, module_under_test, quoted

RECORD = (
    '{\\"rawmsg\\":\\"%rawmsg:::json%\\",\\"msg\\":\\"%msg:::json%\\",\\"hostname\\":\\"%hostname:::json%\\",'
    '\\"tag\\":\\"%syslogtag:::json%\\",\\"pri\\":\\"%pri%\\",\\"reported\\":\\"%timereported:::date-rfc3339%\\",'
    '\\"structured\\":\\"%structured-data:::json%\\",\\"parsesuccess\\":\\"%parsesuccess%\\"}'
    '\\t%$!%\\t%$.%\\t%$/%\\n'
)
TREES = ("event", "local", "global")
BEFORE = "before.jsonl"
AFTER = "after.jsonl"


def parse(line):
    """A record as written by RECORD. Of $!, $. and $/ one that does not exist is None, which is not the same as {}."""
    record, *trees = line.split("\t")
    record = json.loads(record)
    record.update((name, json.loads(tree) if tree else None) for name, tree in zip(TREES, trees))
    return record


class Observed:
    """A running daemon with some inputs in front of the tested statements."""

    def __init__(self, directory, statements, kinds, settings="", prelude="", queue="", record=True):
        """`statements`: what the ruleset does; `settings`: inside global(); `prelude`: more top-level text;
        `queue`: parameters of the ruleset; without `record` the statements do their own writing."""
        self.inputs = {kind.name: kind() for kind in kinds}
        write = 'action(type="omfile" file={} template="record")' if record else "# {}"
        modules = sorted({(module, getattr(kind, "load", "")) for kind in kinds for module in kind.modules})
        config = [
            "global({})".format(settings) if settings else "",
            "module(load={})".format(quoted(module_under_test())),
            *('module(load="{}"{})'.format(*module) for module in modules),
            'template(name="record" type="string" string="{}")'.format(RECORD),
            prelude,
            'ruleset(name="tested" {}) {{'.format(queue),
            write.format(quoted(directory / BEFORE)),
            statements,
            write.format(quoted(directory / AFTER)),
            "}",
            *(kind.config(directory, "tested") for kind in self.inputs.values()),
        ]
        self.daemon = None
        try:
            self.daemon = Rsyslogd(directory, "\n".join(config) + "\n")
            for kind in self.inputs.values():
                kind.connect(self.daemon)
        except BaseException:
            self.close()
            raise

    def __getattr__(self, name):
        return getattr(self.daemon, name)

    def send(self, frames, kind=None):
        """Send every frame through the named input, or through the only one."""
        sender = self.inputs[kind or next(iter(self.inputs))]
        for frame in frames:
            sender.send(frame)

    def before(self, count, seconds=20.0):
        """The first `count` records as they came in."""
        return [parse(line) for line in self.wait_for_lines(BEFORE, count, seconds)[:count]]

    def after(self, count, seconds=20.0):
        """The records as they left the tested statements; exactly `count`, waiting for them."""
        lines = self.wait_for_lines(AFTER, count, seconds)
        assert len(lines) == count
        return [parse(line) for line in lines]

    def close(self):
        """Stop the daemon and close the senders, in this order; raises what stop() raises."""
        try:
            if self.daemon is not None:
                self.daemon.stop()
        finally:
            for kind in self.inputs.values():
                kind.close()


@pytest.fixture
def rsyslogd(tmp_path):
    """Factory: rsyslogd(statements, kinds=(inputs.Tcp,), settings=…, …) starts an observed daemon.

    All daemons are stopped at the end of the test, and none may have complained. A test that wants a complaint
    puts a part of it into `expected_complaints`.
    """
    started = []

    def start(statements, kinds=(inputs.Tcp,), **options):
        directory = tmp_path / "daemon{}".format(len(started))
        directory.mkdir()
        observed = Observed(directory, statements, kinds, **options)
        started.append(observed)
        return observed

    yield start
    problems = []
    for observed in started:
        for check in (observed.close, observed.daemon.assert_quiet):
            try:
                check()
            except AssertionError as problem:
                problems.append(str(problem))
    assert not problems, "\n".join(problems)
