#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps a plain list of offenders for firewalls to fetch: one address or network a line, nothing else.

Run by omprog. Knows the list and its expiry; offenders.py beside it decides who is one.
"""
import ipaddress
import json
import os
import sys
import time

from offenders import Offenders, LIMITS, options, say, serve

LISTED_MAX = 10000
LOOK_SECONDS = 10


class Blocklist:
    """The list, with the time until which each network stays. Survives restarts in PATH.state."""

    def __init__(self, path, offenders, seconds):
        self._path = path
        self._offenders = offenders
        self._seconds = seconds
        self._until = {}
        self._looked = 0
        try:
            with open(path + ".state", encoding="ascii") as file:
                self._until = {ipaddress.ip_network(each): until for each, until in json.load(file).items()}
        except FileNotFoundError:
            pass
        self.expire()
        self._write()

    def judge(self, line):
        """Count an attempt; list the client when it was one too many."""
        now = time.time()
        network = self._offenders.attempt(line, now)
        if network is None:
            return
        before = self._until
        self._until = {**before, network: now + self._seconds}
        if len(self._until) > LISTED_MAX:
            first = min(self._until, key=self._until.get)
            say("the list is full: {} leaves it early".format(first))
            del self._until[first]
        try:
            self._write()
        except OSError:
            self._until = before
            raise
        self._offenders.banned(network, now)
        say("listed {} for {} s: {}".format(network, self._seconds, line.split(" ")[1]))

    def expire(self):
        """Strike off whose time is over, and who has come onto the allow-list."""
        now = time.time()
        if now - self._looked < min(LOOK_SECONDS, self._seconds):
            return
        self._looked = now
        try:
            spared = self._offenders.spared(self._until) if self._until else ()
        except (OSError, ValueError) as problem:
            say("error: {}".format(problem))
            spared = ()
        kept = {network: until for network, until in self._until.items() if until > now and network not in spared}
        if len(kept) < len(self._until):
            self._until = kept
            self._write()

    def _write(self):
        """A reader sees the old list or the new one, never a part."""
        listed = sorted(self._until, key=lambda network: (network.version, network))
        names = [str(each.network_address) if each.version == 4 else str(each) for each in listed]
        for path, text in ((self._path + ".state", json.dumps({str(each): self._until[each] for each in listed})),
                           (self._path, "".join(name + "\n" for name in names))):
            with open(path + ".new", "w", encoding="ascii") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(path + ".new", 0o644)
            os.replace(path + ".new", path)


def main():
    parser = options("Keep a list of offenders. Reads \"ADDRESS REASON\" lines; started by rsyslog's omprog.")
    parser.add_argument("--list", default="/var/lib/mailenable/blocklist.txt", metavar="FILE",
                        help="the list to write (default: %(default)s); its directory must exist")
    arguments = parser.parse_args()
    try:
        offenders = Offenders(arguments.allow, {**LIMITS, **dict(arguments.limit)}, arguments.ban)
        blocklist = Blocklist(arguments.list, offenders, arguments.ban)
    except (OSError, ValueError) as problem:
        sys.exit("blocklist.py: {}".format(problem))
    serve(blocklist.judge, blocklist.expire, LOOK_SECONDS if arguments.ban > LOOK_SECONDS else 1)


if __name__ == "__main__":
    main()
