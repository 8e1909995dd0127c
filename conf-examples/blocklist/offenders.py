# SPDX-License-Identifier: Apache-2.0
"""Who is to be banned: counts attempts by client and decides. Reads what omprog writes: "ADDRESS OFFENCE" a line.

Knows thresholds and whom never to ban. Knows nothing of lists, packet filters or MailEnable. All it remembers is
bounded: a flood of addresses makes it forget the oldest.
"""
import argparse
import collections
import ipaddress
import os
import select
import subprocess
import sys

# Attempts that are too many, and within how many seconds. README.md says why. Of "watched" the module has counted them.
LIMITS = {"auth-failure": (10, 600), "relay-denied": (10, 3600), "unknown-recipient": (30, 3600),
          "client-banned": (1, 3600), "control-character": (3, 3600), "unreadable": (30, 3600), "watched": (1, 3600)}
DAY = 86400
CLIENTS_REMEMBERED = 65536
BANS_PER_MINUTE = 60
# A ban takes hold a moment after it was given: rows that were on the way are no reason for another one.
PAUSE_SECONDS = 60
# An IPv6 customer has 2^64 addresses and may use a new one for each attempt.
IPV6_PREFIX = 64
NEVER = [ipaddress.ip_network(each) for each in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10", "ff00::/8")]


def say(text):
    """To stderr, which omprog writes to a file."""
    print(text, file=sys.stderr, flush=True)


def network_of(text):
    """The network that is counted and banned for a client's address; ValueError when it is not an address."""
    address = ipaddress.ip_address(text)
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return ipaddress.ip_network((address, 32 if address.version == 4 else IPV6_PREFIX), strict=False)


def read_allowed(path):
    """Networks of the allow-list: one address or network a line, `#` begins a comment."""
    with open(path, encoding="ascii") as file:
        words = [line.split("#")[0].strip() for line in file]
    return [ipaddress.ip_network(word, strict=False) for word in words if word]


def own_addresses():
    """The addresses of this machine, at this moment. From /proc, since many distributions let a service of rsyslog open
    no socket of the kind that the command ip needs."""
    found = set()
    address = None
    with open("/proc/net/fib_trie", encoding="ascii") as file:
        for words in map(str.split, file):
            if words[0] == "|--":  # |-- 192.0.2.7
                address = words[1]
            elif words[1:] == ["host", "LOCAL"]:  # /32 host LOCAL
                found.add(ipaddress.ip_network(address + words[0]))
    try:
        with open("/proc/net/if_inet6", encoding="ascii") as file:
            found.update(ipaddress.ip_network(int(line.split()[0], 16).to_bytes(16, "big")) for line in file)
    except FileNotFoundError:  # a kernel without IPv6
        pass
    return found


class Offenders:
    """Counts. `limits` as LIMITS; `allowed` is the path of the allow-list, read anew before each ban, which is for
    `seconds`."""

    def __init__(self, allowed, limits=None, seconds=DAY):
        self._allowed = allowed
        self._limits = limits or LIMITS
        self._attempts = collections.OrderedDict()
        self._bans = collections.deque(maxlen=BANS_PER_MINUTE)  # (when, network)
        self._pause = min(PAUSE_SECONDS, seconds)
        read_allowed(allowed)

    def spared(self, networks):
        """Those of `networks` that must never be banned."""
        protected = [*NEVER, *read_allowed(self._allowed), *own_addresses()]
        return {network for network in networks
                if any(network.version == each.version and network.overlaps(each) for each in protected)}

    def attempt(self, line, now):
        """The network to ban now, or None. Call banned() when it was done; until then each attempt says it again."""
        words = line.split(" ")
        if len(words) != 2 or words[1] not in self._limits:
            return None
        try:
            network = network_of(words[0])
        except ValueError:
            return None
        if any(each == network and now - when < self._pause for when, each in self._bans):
            return None
        count, seconds = self._limits[words[1]]
        key = (network, words[1])
        times = self._attempts.pop(key, None) or collections.deque(maxlen=count)
        times.append(now)
        self._attempts[key] = times
        if len(self._attempts) > CLIENTS_REMEMBERED:
            self._attempts.popitem(last=False)
        if len(times) < count or now - times[0] > seconds:
            return None
        if self.spared([network]):
            del self._attempts[key]
            return None
        if len(self._bans) == BANS_PER_MINUTE and now - self._bans[0][0] < 60:
            say("more than {} bans in a minute: {} is spared for now".format(BANS_PER_MINUTE, network))
            return None
        return network

    def banned(self, network, now):
        """`network` was banned: after a pause counting begins anew."""
        self._bans.append((now, network))
        for reason in self._limits:
            self._attempts.pop((network, reason), None)


def parse_limit(text):
    """REASON=COUNT/SECONDS"""
    reason, _, numbers = text.partition("=")
    count, _, seconds = numbers.partition("/")
    if reason not in LIMITS or int(count) < 1 or int(seconds) < 1:
        raise ValueError(text)
    return reason, (int(count), int(seconds))


def options(description):
    """The options that all programs share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--allow", default="/etc/mailenable/allow.txt", metavar="FILE",
                        help="never ban these: an address or network a line (default: %(default)s)")
    parser.add_argument("--ban", type=int, default=DAY, metavar="SECONDS", help="for how long (default: a day)")
    parser.add_argument("--limit", type=parse_limit, action="append", default=[], metavar="REASON=COUNT/SECONDS",
                        help="another threshold, for instance auth-failure=10/600")
    return parser


def serve(judge, idle, seconds):
    """Speak omprog's protocol until the end of the input: judge(line) for each, idle() at least every `seconds`.

    An OSError makes omprog keep the message and try again.
    """
    print("OK", flush=True)
    pending = b""
    while True:
        if not select.select([0], [], [], seconds)[0]:
            idle()
            continue
        data = os.read(0, 65536)
        if not data:
            return
        *lines, pending = (pending + data).split(b"\n")
        for line in lines:
            try:
                judge(line.decode("ascii", "replace"))
                print("OK", flush=True)
            except (OSError, subprocess.SubprocessError, ValueError) as problem:
                say("error: {}".format(problem))
                print("Error: {}".format(problem).replace("\n", " "), flush=True)
        idle()
