# SPDX-License-Identifier: Apache-2.0
"""What the tests of the ban lists share: the harness of the end-to-end tests, and an example run on a private rsyslogd.

Knows no ban list.
"""
import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "e2e")]

from harness import examples, inputs  # noqa: E402
from harness.rsyslogd import Rsyslogd, module_under_test, quoted  # noqa: E402
from places import EXAMPLES  # noqa: E402

LISTENER = 'input(type="imtcp" port="5514" ruleset="mailenable" supportOctetCountedFraming="off")'


@pytest.fixture(name="run_example")
def fixture_run_example(tmp_path):
    """run_example(name, (old, new)…) starts an example's mailenable.conf; gives (daemon, send).

    Each (old, new) must occur in the file. Stopped and asked for complaints at the end.
    """
    started = []

    def run(name, *replacements):
        directory = tmp_path / "rsyslogd{}".format(len(started))
        # Every README says to make the second one: omprog makes no directories.
        (directory / "mailenable").mkdir(parents=True)
        tcp = inputs.Tcp()
        with open(os.path.join(EXAMPLES, name, "mailenable.conf"), encoding="utf-8") as file:
            text = file.read()
        for old, new in (('module(load="mmmailenable")', "module(load={})".format(quoted(module_under_test()))),
                         (LISTENER, tcp.config(directory, "mailenable").rstrip("\n")), *replacements):
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        daemon = Rsyslogd(directory, examples.site_global() + text.replace("/var/log/", str(directory) + "/"))
        started.append((daemon, tcp))
        tcp.connect(daemon)

        def send(rows):
            for row in rows:
                tcp.send(row)

        return daemon, send

    yield run
    for daemon, tcp in started:
        tcp.close()
        daemon.stop()
        daemon.assert_quiet()
