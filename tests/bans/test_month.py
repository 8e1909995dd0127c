# SPDX-License-Identifier: Apache-2.0
"""The made-up month of three mail servers, by SMTP, IMAP and POP, and the examples that ban whom the module counted.
Who fails from one address too often within an hour is banned, and nobody else. Not the owners who type wrongly, not the
700 addresses and the sixty that try one account a few times each, not who logs in from forty networks.
"""
import ipaddress

import attacks
from harness import chance, month
from test_nftables import fixture_network  # noqa: F401, the fixture `network`
from test_watch import CLIENT_LIMIT, NETWORK_LIMIT, bans_of_fail2ban
from test_watch import fixture_blocklist  # noqa: F401, the fixture `blocklist`

SECONDS = 180  # for a month, on a machine that has much else to do
GUESSERS = {month.IMAP_THIEF, month.SPRAYER, month.NAMELESS, attacks.LAST}
BY_ADDRESS = GUESSERS | set(month.RELAYERS)
BY_NETWORK = GUESSERS | {str(ipaddress.ip_network(client + "/64", strict=False)) for client in month.RELAYERS}


def rows():
    """The month, and behind it one who fails so often that he is banned when all rows before were judged."""
    events = month.events(chance.seeded("month"))
    events += [month.Event(month.DAYS * month.DAY + n, month.HOSTS[0], month.FAILED, attacks.LAST, "info@example.com")
               for n in range(CLIENT_LIMIT)]
    return events, [month.frame(number, event).encode() for number, event in enumerate(events)]


def test_whom_an_independent_count_would_ban():
    """The names above are those whose failures within an hour reach the limits, and no other's do."""
    events, _ = rows()
    count = month.Count(3600)
    counts = [count.take(event) for event in events]
    assert BY_ADDRESS == {event.client for event, fields in zip(events, counts) if event.what != month.LOGIN and (
        fields["client_failures"] >= CLIENT_LIMIT or fields["network_failures"] >= NETWORK_LIMIT)}


def test_fail2ban(tmp_path, run_fragment):
    bans_of_fail2ban(tmp_path, run_fragment, rows()[1], BY_ADDRESS, SECONDS)


def test_blocklist(blocklist):
    daemon, send = blocklist.run(fragment="watch-blocklist")
    send(rows()[1])
    daemon.wait_until(lambda: attacks.LAST in blocklist.listed(), "the last offender", SECONDS)
    assert set(blocklist.listed()) == BY_NETWORK


def test_nftables(network):
    daemon, send = network.run(fragment="watch-nftables")
    send(rows()[1])
    daemon.wait_until(lambda: attacks.LAST in network.banned(), lambda: str(network.banned()), SECONDS)
    assert {address.replace("::/64", "::") for address in BY_NETWORK} == set(network.banned())
