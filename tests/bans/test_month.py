# SPDX-License-Identifier: Apache-2.0
"""The made-up month of three mail servers, by SMTP, IMAP and POP, and the examples that ban whom the module counted.
Who fails from one address too often within an hour is banned, and nobody else. Not the owners who type wrongly, not the
700 addresses and the sixty that try one account a few times each, not who logs in from forty networks.
"""
import ipaddress

import pytest

import attacks
from harness import chance, month, wait
from test_blocklist import Site
from test_fail2ban import Fail2ban
from test_nftables import Network
from test_watch import CLIENT_LIMIT, NETWORK_LIMIT

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
    daemon, send = run_fragment("watch")
    logs = [daemon.path("mailenable/" + name) for name in ("offenders.log", "watch-bans.log")]
    for log in logs:
        with open(log, "a", encoding="ascii"):
            pass  # a jail does not start without its file
    private = tmp_path / "fail2ban"
    private.mkdir()
    fail2ban = Fail2ban(private, *logs)
    try:
        send(rows()[1])
        wait.until(lambda: attacks.LAST in fail2ban.banned().get("mailenable-watch", ()), fail2ban.log, SECONDS)
        assert fail2ban.banned()["mailenable-watch"] == BY_ADDRESS
        wait.until(lambda: fail2ban.filtered() == BY_ADDRESS, lambda: str(fail2ban.filtered()), 20)
    finally:
        fail2ban.stop()


def test_blocklist(tmp_path, run_fragment):
    directory = tmp_path / "site"
    directory.mkdir()
    site = Site(directory, run_fragment)
    daemon, send = site.run(fragment="watch-blocklist")
    send(rows()[1])
    daemon.wait_until(lambda: attacks.LAST in site.listed(), "the last offender", SECONDS)
    assert set(site.listed()) == BY_NETWORK


@pytest.fixture(name="network")
def fixture_network(tmp_path, run_fragment):
    directory = tmp_path / "site"
    directory.mkdir()
    network = Network(directory, run_fragment)
    yield network
    network.close()


def test_nftables(network):
    daemon, send = network.run(fragment="watch-nftables")
    send(rows()[1])
    daemon.wait_until(lambda: attacks.LAST in network.banned(), lambda: str(network.banned()), SECONDS)
    assert {address.replace("::/64", "::") for address in BY_NETWORK} == set(network.banned())
