# SPDX-License-Identifier: Apache-2.0
"""What ThreadSanitizer wrote: its reports one by one, and which suppression was needed how often.

Knows the format of its log, not what ran.
"""
import glob
import re

_SIDE = re.compile(r"(?mi)^  (previous )?(atomic )?(read|write) of size")
_TOP = re.compile(r"(?m)^ +#\d+ (\S+) .*\((?!libtsan)")  # the innermost call is often one that it catches itself
_NEEDED = re.compile(r"(?m)^(\d+) (\w+:\S+)$")


def options(path, suppressions):
    """TSAN_OPTIONS for logs at `path`: go on after a report, remember as much as it can, let no report hide another one
    of the same address, and leave crashes to the system."""
    return ("log_path={} suppressions={} print_suppressions=1 exitcode=0 history_size=7 suppress_equal_addresses=0 "
            "handle_segv=0 handle_sigbus=0".format(path, suppressions))


class Report:
    """One report. Its text has the stacks of both sides, and of what made the object, the locks and the threads."""

    def __init__(self, text):
        self.text = text

    def names(self, library):
        """Whether a frame of any stack, or the object itself, is in `library`."""
        return "({}+0x".format(library) in self.text

    @property
    def is_half(self):
        """Whether the stack of one side was overwritten before the other side came."""
        return "[failed to restore the stack]" in self.text

    @property
    def place(self):
        """The innermost functions of the two sides, as far as they are known."""
        sides = [part for part in self.text.split("\n\n") if _SIDE.search(part)]
        return " and ".join(sorted({match.group(1) for match in map(_TOP.search, sides) if match}))


def read(path):
    """([Report], {suppression: how often it was needed}) of the logs written with options(path, …)."""
    text = ""
    for name in sorted(glob.glob(glob.escape(str(path)) + ".*")):
        with open(name, encoding="utf-8", errors="replace") as file:
            text += file.read()
    found = [Report(part) for part in re.split(r"(?m)^={18}$", text) if "WARNING: ThreadSanitizer:" in part]
    needed = {rule: int(count) for count, rule in _NEEDED.findall(text.partition(" suppressions (pid=")[2])}
    return found, needed
