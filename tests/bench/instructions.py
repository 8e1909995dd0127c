# SPDX-License-Identifier: Apache-2.0
"""Instructions for each message, counted by callgrind in a whole rsyslogd.

Every count is made twice, with few messages and with more: the difference is what messages cost, and start and end of
the daemon fall out. Knows callgrind and its file; knows nothing of the contestants but which object is theirs.
"""
import os
import re

from running import running

WARM_UP, FEW, MANY = 300, 500, 2500
WRAPPER = "valgrind -q --tool=callgrind --callgrind-out-file=DIRECTORY/callgrind.out"
_NAME = re.compile(r"\((\d+)\)(?: (.*))?")


class Profile:
    """What callgrind's file says: instructions in all, and those spent in calls from elsewhere into `module`."""

    def __init__(self, path, module):
        self.total = self.inside = 0
        self._names = {}
        self._module = os.path.realpath(module) if module else None
        with open(path, encoding="utf-8", errors="replace") as file:
            self._read(file)

    def _object(self, value):
        # A name is written out once, and is a number from then on.
        number, name = _NAME.fullmatch(value).groups()
        if name is not None:
            self._names[number] = os.path.realpath(name)
        return self._names[number]

    def _read(self, file):
        caller = callee = None
        for line in file:
            line = line.rstrip("\n")
            if line.startswith("ob="):
                caller = callee = self._object(line[3:])
            elif line.startswith("cob="):
                callee = self._object(line[4:])
            elif line.startswith("calls="):
                # The next line is what the call cost with all that it called.
                cost = int(next(file).split()[1])
                if callee == self._module != caller:
                    self.inside += cost
                callee = caller
            elif line.startswith("totals:"):
                self.total = int(line.split()[1])
        if not self.total:
            raise AssertionError("callgrind has counted nothing in " + file.name)


def _profile(contestant, warm_up, stream):
    with running(contestant, WRAPPER) as (daemon, directory):
        daemon.feed(warm_up)
        daemon.feed(stream)
        daemon.close()
        return Profile(directory / "callgrind.out", contestant.module)


def count(contestant, stream_of):
    """(in all, inside the action's code or None), instructions for one message of `stream_of(count)`."""
    few, many = (_profile(contestant, stream_of(WARM_UP), stream_of(size)) for size in (FEW, MANY))
    messages = MANY - FEW
    return ((many.total - few.total) / messages,
            (many.inside - few.inside) / messages if contestant.module else None)
