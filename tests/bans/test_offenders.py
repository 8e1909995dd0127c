# SPDX-License-Identifier: Apache-2.0
"""Who is an offender: thresholds, windows, bounds and whom never to ban, without any daemon."""
import ipaddress
import json
import os
import subprocess
import sys

import pytest

from places import EXAMPLES

sys.path.insert(0, os.path.join(EXAMPLES, "blocklist"))
import offenders as judged  # noqa: E402

CLIENT = "198.51.100.7"


@pytest.fixture(name="judge")
def fixture_judge(tmp_path):
    allow = tmp_path / "allow.txt"
    allow.write_text("# partners\n203.0.113.0/28   # one\n2001:db8:a::1\n")
    return judged.Offenders(str(allow))


def verdicts(judge, client, reason, times):
    return [str(each) if each else None for each in (judge.attempt(client + " " + reason, now) for now in times)]


def test_the_allow_list_as_it_is_shipped_is_read():
    # All of it is comment: what is in it is a site's own.
    assert judged.read_allowed(os.path.join(EXAMPLES, "blocklist", "allow.txt")) == []


@pytest.mark.parametrize("reason", sorted(judged.LIMITS))
def test_threshold(judge, reason):
    count, seconds = judged.LIMITS[reason]
    early = [0] * (count - 1)
    assert verdicts(judge, CLIENT, reason, early + [seconds]) == [None] * (count - 1) + [CLIENT + "/32"]
    judge.banned(ipaddress.ip_network(CLIENT), seconds)
    later = seconds + judged.PAUSE_SECONDS
    assert verdicts(judge, CLIENT, reason, [later] * (count - 1)) == [None] * (count - 1)
    assert verdicts(judge, CLIENT, reason, [later]) == [CLIENT + "/32"]


@pytest.mark.parametrize("reason", sorted(judged.LIMITS))
def test_too_slow_for_the_window(judge, reason):
    count, seconds = judged.LIMITS[reason]
    wanted = [None] * count if count > 1 else [CLIENT + "/32"]
    assert verdicts(judge, CLIENT, reason, [0] * (count - 1) + [seconds + 1]) == wanted


def test_reasons_are_counted_apart(judge):
    assert not any(verdicts(judge, CLIENT, reason, [0] * 9) != [None] * 9
                   for reason, (count, _) in judged.LIMITS.items() if count > 9)


def test_ipv6_is_judged_by_network(judge):
    found = [judge.attempt("2001:db8:6:7::{:x} auth-failure".format(n), 0) for n in range(10)]
    assert [str(each) for each in found if each] == ["2001:db8:6:7::/64"]


@pytest.mark.parametrize("client", [
    "10.1.2.3", "127.0.0.1", "172.31.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "224.0.0.1", "255.255.255.255",
    "0.0.0.0", "::1", "::", "fe80::1", "fd12::1", "ff02::1", "::ffff:10.1.2.3", "203.0.113.15", "2001:db8:a::ffff"])
def test_never(judge, client):
    assert verdicts(judge, client, "auth-failure", [0] * 100) == [None] * 100


def test_own_addresses(judge, monkeypatch):
    own = ipaddress.ip_network(CLIENT)
    listed = subprocess.run(["ip", "-json", "address", "show"], stdout=subprocess.PIPE, check=True, timeout=10).stdout
    assert judged.own_addresses() >= {
        ipaddress.ip_network(each["local"]) for interface in json.loads(listed) if "UP" in interface["flags"]
        for each in interface["addr_info"]}
    monkeypatch.setattr(judged, "own_addresses", lambda: [own])
    assert verdicts(judge, CLIENT, "auth-failure", [0] * 100) == [None] * 100


@pytest.mark.parametrize("line", [
    "", " ", CLIENT, CLIENT + " ", CLIENT + " other", CLIENT + " auth-failure x", "host.example.com auth-failure",
    CLIENT + "/8 auth-failure", "x" * 100000, "198.51.100.07 auth-failure", "\ufffd auth-failure"])
def test_no_attempt(judge, line):
    assert [judge.attempt(line, 0) for _ in range(100)] == [None] * 100


@pytest.mark.parametrize("extra, kept", [(-1, True), (0, True), (1, False)])
def test_memory_is_bounded(judge, monkeypatch, extra, kept):
    monkeypatch.setattr(judged, "CLIENTS_REMEMBERED", 100)
    assert verdicts(judge, CLIENT, "auth-failure", [0] * 9) == [None] * 9
    for number in range(99 + extra):
        judge.attempt("198.18.0.{} auth-failure".format(number), 0)
    assert (judge.attempt(CLIENT + " auth-failure", 0) is not None) == kept


def test_who_goes_on_after_his_ban_keeps_nobody_else_from_one(judge):
    """Each row of his says that he is watched; one ban a minute is enough for him."""
    bans = []
    for now in range(0, 2 * judged.BANS_PER_MINUTE):
        network = judge.attempt(CLIENT + " watched", now / 2)
        if network:
            judge.banned(network, now / 2)
            bans.append(now / 2)
    assert bans == [0]
    assert str(judge.attempt("198.51.100.8 watched", 59.5)) == "198.51.100.8/32"
    assert judge.attempt(CLIENT + " watched", 59.9) is None
    assert str(judge.attempt(CLIENT + " watched", 60)) == CLIENT + "/32"


def test_bans_are_rate_limited(judge):
    def offend(number, now):
        found = [judge.attempt("198.18.{}.1 auth-failure".format(number), now) for _ in range(10)][-1]
        if found:
            judge.banned(found, now)
        return found is not None

    assert [offend(number, number / 10) for number in range(judged.BANS_PER_MINUTE + 1)] == (
        [True] * judged.BANS_PER_MINUTE + [False])
    # Spared for the moment only.
    assert judge.attempt("198.18.{}.1 auth-failure".format(judged.BANS_PER_MINUTE), 60)
