# SPDX-License-Identifier: Apache-2.0
"""What happens to senders, and what it costs: how many records are lost, and how many come twice.

Knows no sender: one has start(), stop() and kill(), and sends through a proxy.
"""
import time
from collections import Counter

from harness.wait import patience

DAY, NEXT_DAY = "261122", "261123"
MANY = 300
# How long a receiver must be quiet until nothing more is expected, on a healthy machine.
QUIET_SECONDS, MISSING_SECONDS = 0.5, 5


def appears(server, sender, proxy, wait):
    """A file that appears while the sender is down, and is the first that it ever reads after it."""
    sender.stop()
    server.open_day(NEXT_DAY)
    server.talk(NEXT_DAY, 20)
    sender.start()
    del proxy, wait


def restart(server, sender, proxy, wait):
    """Stopped and started again while lines are written."""
    server.talk(DAY, MANY)
    sender.stop()
    server.talk(DAY, MANY)
    sender.start()
    del proxy, wait


def killed(server, sender, proxy, wait):
    """Killed in mid-stream, while it reads what it has fallen behind with."""
    sender.stop()
    server.talk(DAY, 10 * MANY)
    sender.start()
    wait(server.records // 10)
    sender.kill()
    server.talk(DAY, 20)
    sender.start()
    del proxy


def away(server, sender, proxy, wait):
    """The log server is away for a while, and comes back."""
    proxy.cut()
    server.talk(DAY, MANY)
    sender.has_read(server)
    proxy.open()
    del wait


def stopped_while_away(server, sender, proxy, wait):
    """The sender is stopped while the log server is away."""
    proxy.cut()
    server.talk(DAY, MANY)
    sender.has_read(server)
    sender.stop()
    proxy.open()
    sender.start()
    del wait


def killed_while_away(server, sender, proxy, wait):
    """The sender is killed while the log server is away."""
    proxy.cut()
    server.talk(DAY, MANY)
    sender.has_read(server)
    sender.kill()
    proxy.open()
    sender.start()
    del wait


ALL = (appears, restart, killed, away, stopped_while_away, killed_while_away)


def run(scenario, server, sender, proxy, receiver):
    """(lost, doubled, how many there were) of the records before the last few."""
    def wait(count):
        receiver.objects(count, 60)

    server.open_day(DAY)
    server.talk(DAY, 5)
    sender.start()
    wait(server.records)
    scenario(server, sender, proxy, wait)
    before = server.count
    server.talk(NEXT_DAY, 3)

    def seen():
        return Counter((fields["log"], fields["connection"]) for fields in receiver.objects(0))

    def settled():
        """Nothing more has come for a while, for which the sender is given longer while some is missing."""
        nonlocal found, since
        now = seen()
        if now != found:
            found, since = now, time.monotonic()
        missing = len(found) < server.records
        return time.monotonic() - since > (MISSING_SECONDS if missing else QUIET_SECONDS) * patience()

    # The last have come when all before them have, if the sender keeps the order of files, which some do not.
    receiver.daemon.wait_until(lambda: len({log for log, number in seen() if number > before}) == 2, "the last", 60)
    found, since = Counter(), time.monotonic()
    receiver.daemon.wait_until(settled, "rest", 120)
    sender.stop()
    found = Counter({key: count for key, count in seen().items() if key[1] <= before})
    return 2 * before - len(found), sum(found.values()) - len(found), 2 * before
