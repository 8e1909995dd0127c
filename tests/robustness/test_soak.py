# SPDX-License-Identifier: Apache-2.0
"""Millions of messages through four workers, with and without the module: all arrive once, and memory stays where it
is. ME_SOAK_MESSAGES sets how many; ME_SOAK_STEPS how often memory is looked at.
"""
import os
import re
import time

import pytest

import contestants
from contestants import BOTH, WITH, Tally
from harness.rsyslogd import quoted

pytestmark = pytest.mark.soak
MESSAGES = int(os.environ.get("ME_SOAK_MESSAGES") or 10000000)
STEPS = int(os.environ.get("ME_SOAK_STEPS") or 20)
GROWTH_KIB = 4096  # of the last half, all conversations being in use by then: half an octet a message
FOUR_WORKERS = ('queue.type="FixedArray" queue.size="20000" queue.workerThreads="4" '
                'queue.workerThreadMinimumMessages="2000" queue.dequeueBatchSize="256" queue.timeoutEnqueue="600000" '
                'queue.timeoutShutdown="600000"')


def resident_kib(daemon):
    return int(re.search(r"VmRSS:\s+(\d+) kB", daemon.read("/proc/{}/status".format(daemon.process.pid))).group(1))


def run(directory, who):
    """Returns the tally, the KiB at each step and the seconds."""
    connection = contestants.tcp()
    output = 'action(type="omfile" file={} template="number" ioBufferSize="256k" flushOnTXEnd="off")'.format(
        quoted(directory / "numbers"))
    daemon = contestants.start(directory, contestants.config(
        directory, who, output, FOUR_WORKERS, connection,
        'ecs="on" correlate="time" correlate.maxConversations="4096"'), connection)
    sizes, began = [], time.monotonic()

    def look(number):
        if number % max(1000, MESSAGES // STEPS // 1000 * 1000) == 0:
            sizes.append(resident_kib(daemon))
            print(".. {}: {} messages, {} KiB, {:.0f} s".format(who, number, sizes[-1], time.monotonic() - began),
                  flush=True)

    try:
        contestants.give(connection, MESSAGES, between=look)
        contestants.wait_until_taken(daemon, MESSAGES)
        connection.close()
    finally:
        daemon.stop()
    seconds = time.monotonic() - began
    daemon.assert_quiet()
    tally = Tally.of_file(MESSAGES, directory / "numbers")
    os.remove(directory / "numbers")
    return tally, sizes, seconds


def test_soak(table, tmp_path):
    short = []
    for who in BOTH:
        tally, sizes, seconds = run(contestants.fresh(tmp_path, who), who)
        growth = max(sizes[len(sizes) // 2:]) - sizes[len(sizes) // 2]
        good = tally.lost == 0 and tally.doubled == 0 and growth < GROWTH_KIB
        table.add("soak", who, "PASS" if good else "short", **tally.figures(), seconds=round(seconds),
                  KiB_early=sizes[len(sizes) // 10], KiB_half=sizes[len(sizes) // 2], KiB_end=sizes[-1])
        if not good and who == WITH:
            short.append(who)
    assert not short
