# SPDX-License-Identifier: Apache-2.0
"""What the tests of the senders share: the harness of the end-to-end tests, certificates, and a receiving rsyslogd.

Knows no sender.
"""
import os
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "engines")]

from receiver import EXAMPLES, Receiver  # noqa: E402


@pytest.fixture(name="certificates", scope="session")
def fixture_certificates(tmp_path_factory):
    """The directory that certificates.sh has filled; the log server is localhost."""
    directory = tmp_path_factory.mktemp("tls")
    subprocess.run([os.path.join(EXAMPLES, "certificates.sh"), str(directory), "localhost", "mail01.example.com",
                    "stranger.example.com"], check=True, timeout=300)
    return directory


@pytest.fixture(name="receive")
def fixture_receive(tmp_path, certificates):
    """receive((old, new)…) starts the receiving side with more replacements. Stopped at the end of the test."""
    started = []

    def start(*replacements):
        started.append(Receiver(tmp_path, certificates, replacements))
        return started[-1]

    yield start
    for receiver in started:
        receiver.close()
