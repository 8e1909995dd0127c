# SPDX-License-Identifier: Apache-2.0
"""The memory of a whole rsyslogd under rows of ever new ids: once the table of conversations is full, it grows no more.
Figures are printed (pytest -s). Needs /proc."""
import re

import pytest

from harness import counters, inputs

CONVERSATIONS = 4096
AT_ONCE = 2000
FULL, ROWS, STEPS = 100000, 400000, 4
GROWTH_KIB = 2048  # of 400,000 rows; a leak of six octets a row would show
# Every row begins a connection of its own, with ids of its own.
ROW = ("<13>Nov 22 00:00:00 MAIL{host} mailenable: 11/22/26 {hour:02}:{minute:02}:{second:02}\t"
       "SMTP-IN\t{n:032X}.MAI\t{n}\t198.51.100.7\tMAIL\tMAIL FROM:<from{n}@example.net>\t"
       "250 Requested mail action okay, completed\t43\t33\t\t\n")


def row(n):
    """Row number `n`."""
    return ROW.format(n=n, host=n % 300, hour=n // 360000 % 24, minute=n // 6000 % 60, second=n // 100 % 60)


@pytest.mark.slow
def test_memory_under_ever_new_ids(rsyslogd, tmp_path):
    action = 'action(type="mmmailenable" correlate="time" correlate.maxConversations="{}")'
    daemon = rsyslogd(action.format(CONVERSATIONS),
                      kinds=(inputs.Ptcp,), record=False, prelude=counters.prelude(tmp_path / "daemon0"),
                      queue='queue.type="FixedArray" queue.size="5000" queue.workerThreads="4" '
                            'queue.workerThreadMinimumMessages="500" queue.timeoutEnqueue="60000"')

    def kib_after(count):
        nonlocal sent
        for first in range(sent, count, AT_ONCE):
            daemon.send(["".join(row(n) for n in range(first, first + AT_ONCE)).encode()])
        sent = count
        counters.wait_for(daemon, count, 120)
        status = daemon.read("/proc/{}/status".format(daemon.process.pid))
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))

    sent = 0
    sizes = [kib_after(FULL + ROWS // STEPS * step) for step in range(STEPS + 1)]
    print("KiB after {} rows and each {} more: {}".format(FULL, ROWS // STEPS, sizes))
    values = counters.latest(daemon)
    assert values["correlation.evicted"] > ROWS // 2 and values["conversations.active"] <= CONVERSATIONS
    assert sizes[-1] - sizes[0] < GROWTH_KIB, sizes
