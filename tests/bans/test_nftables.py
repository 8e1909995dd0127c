# SPDX-License-Identifier: Apache-2.0
"""The example for nftables on a real packet filter, in a network of the test's own: rsyslogd stays outside, its omprog
program runs inside, and so do the clients whose packets are dropped or not.
"""
import json
import os
import shutil
import subprocess

import pytest

import attacks
from harness import wait
from places import EXAMPLES, inside, own_network

BINARY = 'binary="/usr/lib/rsyslog-mmmailenable/nft_bans.py"'
# Keeps the network while it runs.
HOLD = "import sys; print(flush=True); sys.stdin.read()"
# One that says it listens, on a mail port and another.
SERVER = """
import socket, sys
sockets = [socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True) for port in (25, 8025)]
print("ready", flush=True)
sys.stdin.read()
"""
CONNECT = """
import socket, sys
source, target, port = sys.argv[1:]
try:
    socket.create_connection((target, int(port)), 1, (source, 0)).close()
    print("open")
except TimeoutError:
    print("dropped")
"""
TARGET, TARGET6 = "192.0.2.1", "2001:db8:ffff::1"
# Another address of the network that an attacker uses, and a neighbour.
GUESSER6, OTHER6 = "2001:db8:6::99", "2001:db8:7::99"


class Network:
    """A network with a mail server, and one with its clients."""

    def __init__(self, directory, run_fragment):
        self.directory = directory
        for folder, name in (("nftables", "nft_bans.py"), ("nftables", "mailenable.nft"),
                             ("blocklist", "offenders.py")):
            shutil.copy(os.path.join(EXAMPLES, folder, name), directory)
        (directory / "allow.txt").write_text(attacks.ALLOWED + "\n")
        self._run_fragment = run_fragment
        self.process = self._hold(own_network())
        # The clients are elsewhere: addresses of the machine itself are never banned.
        self.clients = self._hold(inside(self.process) + ["unshare", "--net"])
        self.inside("ip", "link", "add", "mail", "type", "veth", "peer", "name", "client", "netns",
                    str(self.clients.pid))
        self.inside("ip", "link", "set", "mail", "up")
        self.elsewhere("ip", "link", "set", "client", "up")
        self._addresses(self.inside, "mail", (TARGET, TARGET6), (attacks.GUESSER, attacks.CUSTOMER, GUESSER6, OTHER6))
        self._addresses(self.elsewhere, "client", (attacks.GUESSER, attacks.CUSTOMER, GUESSER6, OTHER6),
                        (TARGET, TARGET6))
        self.server = subprocess.Popen(inside(self.process) + ["python3", "-c", SERVER], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE)
        assert self.server.stdout.readline() == b"ready\n"

    @staticmethod
    def _hold(command):
        process = subprocess.Popen(command + ["python3", "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdout.readline()
        return process

    @staticmethod
    def _addresses(run, device, own, others):
        for address in own:
            run("ip", "address", "add", address, "dev", device, *(["nodad"] if ":" in address else []))
        for address in others:
            run("ip", "route", "add", address, "dev", device)

    @staticmethod
    def _run_in(process, command):
        path = os.environ["PATH"] + ":/usr/sbin:/sbin"
        return subprocess.run(inside(process) + list(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=True, timeout=60, check=True,
                              env=dict(os.environ, PATH=path)).stdout

    def inside(self, *command):
        """What a command prints in the network of the mail server and its packet filter."""
        return self._run_in(self.process, command)

    def elsewhere(self, *command):
        """What a command prints in the network of the clients."""
        return self._run_in(self.clients, command)

    def run(self, *options, fragment="nftables"):
        words = inside(self.process) + [
            "{}/nft_bans.py".format(self.directory), "--table", "{}/mailenable.nft".format(self.directory), "--allow",
            "{}/allow.txt".format(self.directory), *options]
        words[0] = shutil.which(words[0])
        return self._run_fragment(fragment, (BINARY, 'binary="{}"'.format(" ".join(words))))

    def banned(self):
        """{address: seconds left}"""
        try:
            listed = self.inside("nft", "-j", "list", "table", "inet", "mailenable")
        except subprocess.CalledProcessError:
            return {}
        elements = [element["elem"] for each in json.loads(listed)["nftables"] if "set" in each
                    for element in each["set"].get("elem", [])]
        return {element["val"]: element["expires"] for element in elements}

    def connect(self, source, target=TARGET, port=25):
        return self.elsewhere("python3", "-c", CONNECT, source, target, str(port)).strip()

    def close(self):
        for process in (self.server, self.clients, self.process):
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()


@pytest.fixture(name="network")
def fixture_network(tmp_path, run_fragment):
    directory = tmp_path / "site"
    directory.mkdir()
    network = Network(directory, run_fragment)
    yield network
    network.close()


def wait_for(daemon, network, address):
    daemon.wait_until(lambda: address in network.banned(), lambda: "{} in {}".format(address, network.banned()))


def test_offenders_and_nobody_else(network):
    assert network.connect(attacks.GUESSER) == "open"
    daemon, send = network.run()
    send(attacks.day() + attacks.last())
    wait_for(daemon, network, attacks.LAST)
    assert set(network.banned()) == {attacks.GUESSER, attacks.RELAYER, attacks.PROBER, attacks.LAST, "2001:db8:6::"}
    assert all(86000 < left <= 86400 for left in network.banned().values())
    # The packets themselves: an offender's are dropped at the mail ports, and only there; nobody else's are.
    assert network.connect(attacks.GUESSER) == "dropped"
    assert network.connect(attacks.GUESSER, port=8025) == "open"
    assert network.connect(attacks.CUSTOMER) == "open"
    assert network.connect(GUESSER6, TARGET6) == "dropped"
    assert network.connect(OTHER6, TARGET6) == "open"


def test_nobody_can_have_a_victim_banned(network):
    daemon, send = network.run()
    rows, strangers = attacks.hostile(attacks.AUTH_LIMIT)
    send(rows + attacks.last())
    wait_for(daemon, network, attacks.LAST)
    assert set(network.banned()) == {attacks.LAST, *strangers}


def test_a_ban_ends_by_itself(network):
    daemon, send = network.run("--ban", "2")
    send(attacks.guess(attacks.GUESSER, attacks.AUTH_LIMIT))
    wait_for(daemon, network, attacks.GUESSER)
    wait.until(lambda: not network.banned(), "the end of the ban")
    assert network.connect(attacks.GUESSER) == "open"


def test_restarts(network):
    daemon, send = network.run()
    send(attacks.guess(attacks.GUESSER, attacks.AUTH_LIMIT))
    wait_for(daemon, network, attacks.GUESSER)
    daemon.stop()
    # Without the program the kernel goes on, and the next program finds what there is.
    assert network.connect(attacks.GUESSER) == "dropped"
    again, send = network.run()
    send(attacks.relay(attacks.RELAYER, attacks.RELAY_LIMIT))
    wait_for(again, network, attacks.RELAYER)
    assert set(network.banned()) == {attacks.GUESSER, attacks.RELAYER}
    # Another rule set was loaded in place of everything.
    network.inside("nft", "flush", "ruleset")
    send(attacks.last())
    wait_for(again, network, attacks.LAST)
    assert len(network.inside("nft", "list", "chain", "inet", "mailenable", "offenders").split("counter")) == 3
