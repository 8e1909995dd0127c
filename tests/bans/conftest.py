# SPDX-License-Identifier: Apache-2.0
"""What the tests of the ban lists share: the harness of the end-to-end tests, and an example run on a private rsyslogd.

Knows no ban list.
"""
import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "e2e")]

from harness import inputs, site  # noqa: E402
from harness.rsyslogd import Rsyslogd  # noqa: E402


@pytest.fixture(name="run_fragment")
def fixture_run_fragment(tmp_path):
    """run_fragment(name, (old, new)…) starts a site with one fragment, or several names of them; gives (daemon, send).

    Each (old, new) must occur in the files of each. Stopped and asked for complaints at the end.
    """
    started = []

    def run(name, *replacements):
        directory = tmp_path / "rsyslogd{}".format(len(started))
        directory.mkdir()
        tcp = inputs.Tcp()
        names = [name] if isinstance(name, str) else name
        replacements = [(*pair, len(names)) for pair in replacements]
        daemon = Rsyslogd(directory, site.build(directory, names, replacements, site.listeners(directory, tcp=tcp)))
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
