# SPDX-License-Identifier: Apache-2.0
"""Waiting for a condition with a deadline, the only way this suite synchronises.

Knows nothing of rsyslog. A deadline is for a healthy machine; ME_E2E_PATIENCE multiplies all of them for slow
ones; a wrapper such as valgrind does so by itself.
"""
import os
import time

POLL_SECONDS = 0.01


class Timeout(AssertionError):
    """A condition did not come true before its deadline."""


def patience():
    """Factor all deadlines are multiplied by."""
    return float(os.environ.get("ME_E2E_PATIENCE") or (10 if os.environ.get("ME_E2E_WRAPPER") else 1))


def until(condition, what, seconds=20.0, alive=None):
    """Return the first true value of `condition()`; after `seconds` (times patience()) raise Timeout naming `what`.

    `alive`, called between polls, may raise to give up early, for example because the daemon has died.
    `what` is a string, or a function called only on failure, which may describe how far things got.
    """
    seconds *= patience()
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if alive is not None:
            alive()
        if time.monotonic() > deadline:
            raise Timeout("no {} within {:.0f} s".format(what() if callable(what) else what, seconds))
        time.sleep(POLL_SECONDS)
