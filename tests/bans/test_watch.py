# SPDX-License-Identifier: Apache-2.0
"""The examples that ban whom the module counted: a real fail2ban-server, a real packet filter, and the list."""
import os
import subprocess

import pytest

import attacks
from harness import wait
from places import EXAMPLES
from test_blocklist import Site
from test_fail2ban import Fail2ban
from test_nftables import fixture_network  # noqa: F401, the fixture `network`

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
# Both kinds of fragments at once: whom only the one bans, whom only the other, and whom both.
BOTH = network_guess(NETWORK_LIMIT) + attacks.guess(TYPING, 3) + attacks.guess(attacks.LAST, CLIENT_LIMIT)
BANNED_BY_BOTH = {FIFTIETH, TYPING, attacks.LAST}
BANNED = {attacks.GUESSER, attacks.RELAYER, FIFTIETH, attacks.LAST}


def bans_of_fail2ban(tmp_path, run_fragment, rows, wanted, seconds):
    """Sends the rows, and waits until jail and packet filter have the wanted addresses; attacks.LAST comes last."""
    daemon, send = run_fragment("watch")
    logs = [daemon.path("mailenable/" + name) for name in ("offenders.log", "watch-bans.log")]
    for log in logs:
        with open(log, "a", encoding="ascii"):
            pass  # a jail does not start without its file
    private = tmp_path / "fail2ban"
    private.mkdir()
    fail2ban = Fail2ban(private, *logs)
    try:
        send(rows)
        wait.until(lambda: attacks.LAST in fail2ban.banned().get("mailenable-watch", ()), fail2ban.log, seconds)
        assert fail2ban.banned()["mailenable-watch"] == wanted
        wait.until(lambda: fail2ban.filtered() == wanted, lambda: str(fail2ban.filtered()), 20)
    finally:
        fail2ban.stop()


def test_fail2ban(tmp_path, run_fragment):
    bans_of_fail2ban(tmp_path, run_fragment, day(), BANNED, 60)


@pytest.fixture(name="blocklist")
def fixture_blocklist(tmp_path, run_fragment):
    directory = tmp_path / "site"
    directory.mkdir()
    return Site(directory, run_fragment)


def test_blocklist(blocklist):
    daemon, send = blocklist.run(fragment="watch-blocklist")
    send(day())
    daemon.wait_until(lambda: attacks.LAST in blocklist.listed(), "the last offender")
    assert set(blocklist.listed()) == BANNED


def test_blocklist_by_both(blocklist):
    """Two programs keep one list."""
    daemon, send = blocklist.run("--limit", "auth-failure=3/600", fragment=("blocklist", "watch-blocklist"))
    send(BOTH)
    daemon.wait_until(lambda: set(blocklist.listed()) == BANNED_BY_BOTH, lambda: str(blocklist.listed()))
    logged = [" for 86400 s: ".join(each) for each in ((FIFTIETH + "/32", "watched"), (TYPING + "/32", "auth-failure"))]
    daemon.wait_until(lambda: all(each in daemon.read("mailenable/blocklist.log") for each in logged), str(logged))


def test_many_processes_keep_one_list(tmp_path):
    """Each lists forty, all at the same time; none is lost, and no reader sees a part."""
    (tmp_path / "allow.txt").write_text("")
    command = ["python3", EXAMPLES + "/blocklist/blocklist.py", "--list", tmp_path / "list", "--allow",
               tmp_path / "allow.txt"]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
               for _ in range(3)]
    # No more than sixty in a minute each.
    wanted = ["198.51.{}.{}".format(100 + n, host) for n in range(3) for host in range(1, 41)]
    for n, process in enumerate(started):
        process.stdin.write("".join(each + " watched\n" for each in wanted[40 * n:40 * n + 40]).encode())
        process.stdin.flush()
    for process in started:
        process.stdin.close()
        assert process.wait(60) == 0
    assert (tmp_path / "list").read_text().split() == wanted
    assert sorted(os.listdir(tmp_path)) == ["allow.txt", "list", "list.lock", "list.state"]


def test_nftables(network):
    daemon, send = network.run(fragment="watch-nftables")
    send(day())
    daemon.wait_until(lambda: attacks.LAST in network.banned(), lambda: str(network.banned()))
    assert set(network.banned()) == BANNED


def test_nftables_by_both(network):
    daemon, send = network.run("--limit", "auth-failure=3/600", fragment=("nftables", "watch-nftables"))
    send(BOTH)
    daemon.wait_until(lambda: set(network.banned()) == BANNED_BY_BOTH, lambda: str(network.banned()))
    logged = [" for 86400 s: ".join(each) for each in ((FIFTIETH + "/32", "watched"), (TYPING + "/32", "auth-failure"))]
    daemon.wait_until(lambda: all(each in daemon.read("mailenable/nft-bans.log") for each in logged), str(logged))
