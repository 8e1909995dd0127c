#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
# -B: no compiled offenders.py may stay behind when the package is removed.
"""Keeps a plain list of offenders for firewalls to fetch: one address or network a line, nothing else.

Run by omprog, also by two actions for one list. Knows the list and its expiry; offenders.py beside it decides who is
one.
"""
import contextlib
import fcntl
import ipaddress
import json
import os
import sys
import time

from offenders import Offenders, LIMITS, options, say, serve

LISTED_MAX = 10000
LOOK_SECONDS = 10


class Blocklist:
    """The list, with the time until which each network stays: in PATH.state, since other processes add to it, too."""

    def __init__(self, path, offenders, seconds):
        self._path = path
        self._offenders = offenders
        self._seconds = seconds
        self._looked = 0
        self.expire()

    @contextlib.contextmanager
    def _locked(self):
        """Nobody else changes the list meanwhile. Gives {network: time}."""
        with open(self._path + ".lock", "a", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                with open(self._path + ".state", encoding="ascii") as file:
                    known = json.load(file)
            except FileNotFoundError:
                known = {}
            yield {ipaddress.ip_network(each): until for each, until in known.items()}

    def judge(self, line):
        """Count an attempt; list the client when it was one too many."""
        now = time.time()
        network = self._offenders.attempt(line, now)
        if network is None:
            return
        with self._locked() as until:
            until[network] = now + self._seconds
            if len(until) > LISTED_MAX:
                first = min(until, key=until.get)
                say("the list is full: {} leaves it early".format(first))
                del until[first]
            self._write(until)
        self._offenders.banned(network, now)
        say("listed {} for {} s: {}".format(network, self._seconds, line.split(" ")[1]))

    def expire(self):
        """Strike off whose time is over, and who has come onto the allow-list."""
        now = time.time()
        if now - self._looked < min(LOOK_SECONDS, self._seconds):
            return
        with self._locked() as until:
            try:
                spared = self._offenders.spared(until) if until else ()
            except (OSError, ValueError) as problem:
                say("error: {}".format(problem))
                spared = ()
            kept = {network: end for network, end in until.items() if end > now and network not in spared}
            if len(kept) < len(until) or not self._looked:
                self._write(kept)
        self._looked = now

    def _write(self, until):
        """A reader sees the old list or the new one, never a part."""
        listed = sorted(until, key=lambda network: (network.version, network))
        names = [str(each.network_address) if each.version == 4 else str(each) for each in listed]
        for path, text in ((self._path + ".state", json.dumps({str(each): until[each] for each in listed})),
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
