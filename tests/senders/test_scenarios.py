# SPDX-License-Identifier: Apache-2.0
"""What senders lose and what they send twice, really run: the table of README.md is what stands here."""
import pytest

import scenarios
from mailserver import MailServer
from proxy import Proxy
from test_fluent_bit import FluentBit, needs_fluent_bit
from test_nxlog import NxLog, needs_nxlog
from test_otel import Otel
from test_rsyslog import Sender
from test_syslog_ng import SyslogNg

SENDERS = (Sender, SyslogNg, pytest.param(FluentBit, marks=needs_fluent_bit), pytest.param(NxLog, marks=needs_nxlog),
           pytest.param(Otel, marks=pytest.mark.otel))
# (lost, doubled) at most, as README.md has it.
ALL = 20 * scenarios.MANY + 50
MOST = {
    # Killed as it notes its place in a file, it sends the file again.
    Sender: {"appears": (0, 0), "restart": (0, 0), "killed": (0, ALL), "away": (0, 1),
             "stopped_while_away": (1, 1), "killed_while_away": (1, 610)},
    SyslogNg: {"appears": (0, 0), "restart": (0, 0), "killed": (1, 200), "away": (2, 0),
               "stopped_while_away": (2, 0), "killed_while_away": (2, 200)},
    # What it was sending when it was killed comes again, by the chunk.
    FluentBit: {"appears": (0, 0), "restart": (0, 0), "killed": (0, ALL), "away": (2, 610),
                "stopped_while_away": (2, 610), "killed_while_away": (2, 610)},
    # Its place in the files is written when it is stopped: from there on all comes again.
    NxLog: {"appears": (0, 0), "restart": (0, 0), "killed": (0, ALL), "away": (2, 0),
            "stopped_while_away": (2, 0), "killed_while_away": (2, 610)},
    # Its place is written behind each look at the files: what this look has found comes again.
    Otel: {"appears": (0, 0), "restart": (0, 0), "killed": (0, ALL), "away": (0, 100),
           "stopped_while_away": (0, 100), "killed_while_away": (0, 610)},
}


@pytest.mark.parametrize("scenario", scenarios.ALL, ids=lambda each: each.__name__)
@pytest.mark.parametrize("kind", SENDERS)
def test_scenario(tmp_path, receive, kind, scenario):
    server = MailServer(str(tmp_path / "SMTP"))
    receiver = receive()
    proxy = Proxy(receiver.tls_port)
    sender = kind(tmp_path / "sender", server, receiver, port=proxy.port)
    try:
        lost, doubled, total = scenarios.run(scenario, server, sender, proxy, receiver)
    finally:
        sender.stop()
        proxy.cut()
    print("{} {}: lost {}, doubled {} of {}".format(kind.__name__, scenario.__name__, lost, doubled, total))
    most = MOST[kind][scenario.__name__]
    assert lost <= most[0] and doubled <= most[1], (lost, doubled)
