#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
# -B: no compiled offenders.py may stay behind when the package is removed.
"""Puts offenders into timed sets of the kernel's packet filter.

Run by omprog. Knows nft and the sets of mailenable.nft; offenders.py beside it decides who is an offender. It keeps
nothing: the sets outlive it, and the kernel ends each ban.
"""
import os
import subprocess
import sys
import time

from offenders import LIMITS, Offenders, options, say, serve

TOOLS = dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin")


class Filter:
    """The sets banned4 and banned6 of the table in a file."""

    def __init__(self, table, offenders, seconds):
        self._table = table
        self._offenders = offenders
        self._seconds = seconds
        self._load()

    def _nft(self, *arguments):
        done = subprocess.run(["nft", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, universal_newlines=True, timeout=10, check=False, env=TOOLS)
        if done.returncode != 0:
            raise OSError("nft {}: {}".format(" ".join(arguments), done.stdout.split("\n")[0]))

    def _load(self):
        self._nft("-f", self._table)

    def judge(self, line):
        """Count an attempt; ban the client when it was one too many."""
        now = time.time()
        network = self._offenders.attempt(line, now)
        if network is None:
            return
        element = "{{ {} timeout {}s }}".format(network.network_address, self._seconds)
        ban = ("add", "element", "inet", "mailenable", "banned{}".format(network.version), element)
        try:
            self._nft(*ban)
        except OSError:
            # Another rule set may have been loaded with "flush ruleset".
            self._load()
            self._nft(*ban)
        self._offenders.banned(network, now)
        say("banned {} for {} s: {}".format(network, self._seconds, line.split(" ")[1]))


def main():
    parser = options("Ban offenders by nftables. Reads \"ADDRESS REASON\" lines; started by rsyslog's omprog.")
    parser.add_argument("--table", default="/etc/mailenable/mailenable.nft", metavar="FILE",
                        help="the sets and rules (default: %(default)s)")
    arguments = parser.parse_args()
    try:
        offenders = Offenders(arguments.allow, {**LIMITS, **dict(arguments.limit)}, arguments.ban)
        bans = Filter(arguments.table, offenders, arguments.ban)
    except (OSError, ValueError) as problem:
        sys.exit("nft_bans.py: {}".format(problem))
    serve(bans.judge, lambda: None, 60)


if __name__ == "__main__":
    main()
