# SPDX-License-Identifier: Apache-2.0
"""What senders lose and what they send twice, really run: the table of README.md is what stands here."""
import pytest

import scenarios
from mailserver import MailServer
from proxy import Proxy
from test_rsyslog import Sender
from test_syslog_ng import SyslogNg

SENDERS = {"rsyslog": Sender, "syslog-ng": SyslogNg}
# (lost, doubled) at most, as README.md has it. imfile notes how far it has read before it has handed the lines over, up
# to a thousand of them: so many can a kill cost, and so many did it here, all of one log.
ONE_LOG = 2 * scenarios.MANY
MOST = {
    "rsyslog": {"appears": (0, 0), "restart": (0, 0), "killed": (ONE_LOG, 200), "away": (0, 1),
                "stopped_while_away": (1, 1), "killed_while_away": (ONE_LOG, 200)},
    "syslog-ng": {"appears": (0, 0), "restart": (0, 0), "killed": (1, 200), "away": (2, 0),
                  "stopped_while_away": (2, 0), "killed_while_away": (2, 200)},
}


@pytest.mark.parametrize("scenario", scenarios.ALL, ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", SENDERS)
def test_scenario(tmp_path, receive, name, scenario):
    server = MailServer(str(tmp_path / "SMTP"))
    receiver = receive()
    proxy = Proxy(receiver.tls_port)
    sender = SENDERS[name](tmp_path / "sender", server, receiver, port=proxy.port)
    try:
        lost, doubled, total = scenarios.run(scenario, server, sender, proxy, receiver)
    finally:
        sender.stop()
        proxy.cut()
    print("{} {}: lost {}, doubled {} of {}".format(name, scenario.__name__, lost, doubled, total))
    most = MOST[name][scenario.__name__]
    assert lost <= most[0] and doubled <= most[1], (lost, doubled)
