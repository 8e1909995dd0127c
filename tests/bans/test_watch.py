# SPDX-License-Identifier: Apache-2.0
"""The examples that ban whom the module counted: a real fail2ban-server, a real packet filter, and the list."""
import pytest

import attacks
from harness import wait
from test_blocklist import Site
from test_fail2ban import Fail2ban
from test_nftables import Network

CLIENT_LIMIT, NETWORK_LIMIT = 10, 50
BELOW = "203.0.113.1"  # one failure below the limit, and the owner of a mailbox who logs in at last
TYPING = "203.0.113.2"


def network_guess(count):
    """Each address of one network tries twice: no address is near the limit."""
    return [row for n in range(count // 2) for row in attacks.guess("192.0.2.{}".format(n + 1), 2, "u{}".format(n))]


def day():
    """A guesser, a network of guessers, and who must not be banned."""
    login = attacks.row(TYPING, "AUTH", "{blank}", "235 Authenticated", "info@example.com")
    return (attacks.guess(attacks.GUESSER, CLIENT_LIMIT) + attacks.guess(BELOW, CLIENT_LIMIT - 1) +
            attacks.relay(attacks.RELAYER, CLIENT_LIMIT) + network_guess(NETWORK_LIMIT) +
            attacks.guess(TYPING, 1) + [login] +
            attacks.guess(attacks.ALLOWED, CLIENT_LIMIT) + attacks.guess(attacks.LAST, CLIENT_LIMIT))


# The address at which the network reaches its limit.
FIFTIETH = "192.0.2.{}".format(NETWORK_LIMIT // 2)
BANNED = {attacks.GUESSER, attacks.RELAYER, FIFTIETH, attacks.LAST}


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
        send(day())
        wait.until(lambda: attacks.LAST in fail2ban.banned().get("mailenable-watch", ()), fail2ban.log, 60)
        assert fail2ban.banned()["mailenable-watch"] == BANNED
        wait.until(lambda: fail2ban.filtered() == BANNED, lambda: str(fail2ban.filtered()), 20)
    finally:
        fail2ban.stop()


def test_blocklist(tmp_path, run_fragment):
    directory = tmp_path / "site"
    directory.mkdir()
    site = Site(directory, run_fragment)
    daemon, send = site.run(fragment="watch-blocklist")
    send(day())
    daemon.wait_until(lambda: attacks.LAST in site.listed(), "the last offender")
    assert set(site.listed()) == BANNED


@pytest.fixture(name="network")
def fixture_network(tmp_path, run_fragment):
    directory = tmp_path / "site"
    directory.mkdir()
    network = Network(directory, run_fragment)
    yield network
    network.close()


def test_nftables(network):
    daemon, send = network.run(fragment="watch-nftables")
    send(day())
    daemon.wait_until(lambda: attacks.LAST in network.banned(), lambda: str(network.banned()))
    assert set(network.banned()) == BANNED
