# SPDX-License-Identifier: Apache-2.0
"""Many messages, several queue workers: every message comes out once, and right. The short run under valgrind looks
for leaks and bad accesses with the module's code in their stack."""
import re
import shutil
import time

import pytest

from harness import counters, inputs, wait
from harness.rsyslogd import quoted

LEAN = ('template(name="lean" type="string" '
        'string="%rawmsg%|%parsesuccess%|%$!mailenable!code%|%$!mailenable!address%\\n")')
# A short queue, so that it soon holds enough for all four, but longer than the 1024 messages that imptcp hands over at
# once: in a shorter one rsyslog waits for workers it has not started. A full one makes the sender wait, loses nothing.
FOUR_WORKERS = ('queue.type="FixedArray" queue.size="4000" queue.workerThreads="4" '
                'queue.workerThreadMinimumMessages="400" queue.dequeueBatchSize="64" queue.timeoutEnqueue="60000"')
HALF_A_MINUTE = 30
OURS = ("<13>Jul 24 15:40:50 MAIL01 mailenable: 07/24/14 15:40:49 "
        "ME-I0106: Relay Granted: [SMTP:n{}@example.com] is in local address map.")
FOREIGN = "<38>Jul 24 15:40:50 web01 app[{}]: somebody wrote about ME-I0106: Relay Granted: [SMTP:n{}@example.com]"


def messages(count):
    """`count` numbered messages as (frame without LF, what the lean record must be), every other one foreign."""
    for number in range(count):
        if number % 2:
            text = FOREIGN.format(number, number)
            yield text, text + "|FAIL||"
        else:
            text = OURS.format(number)
            yield text, text + "|OK|ME-I0106|n{}@example.com".format(number)


def run(rsyslogd, directory, count, seconds):
    """Send `count` messages through four workers, compare every one; returns messages per second."""
    daemon = rsyslogd('action(type="mmmailenable")\naction(type="omfile" file={} template="lean" ioBufferSize="64k" '
                      'flushOnTXEnd="on")'.format(quoted(directory / "lean.txt")), kinds=(inputs.Ptcp,), record=False,
                      prelude=LEAN + "\n" + counters.prelude(directory), queue=FOUR_WORKERS)
    sent, wanted = zip(*messages(count))
    started = time.monotonic()
    for first in range(0, count, 1000):
        daemon.send([("\n".join(sent[first:first + 1000]) + "\n").encode()])
    values = counters.wait_for(daemon, count, seconds)
    elapsed = time.monotonic() - started
    daemon.close()  # everything is written once the daemon has ended
    found = daemon.lines("lean.txt")
    assert len(found) == count
    assert sorted(found) == sorted(wanted)
    half = (count + 1) // 2
    assert {name: value for name, value in values.items() if value} == {
        "messages.examined": count, "messages.recognized": half, "log.debug": half, "relay.granted": half,
        "service.smtp": half}
    return count / elapsed


def test_200000_messages_through_four_workers(rsyslogd, tmp_path):
    print("{:.0f} messages per second".format(run(rsyslogd, tmp_path / "daemon0", 200000, HALF_A_MINUTE)))


def valgrind_findings(report):
    """Blocks of a valgrind report whose stack goes through the module."""
    blocks = re.split(r"(?m)^==\d+== ?\n", report)
    return [block for block in blocks
            if re.search(r"mmmailenable|\bme_[a-z]", block) and re.search(r"(?m)^==\d+==    (?:at|by) 0x", block)]


@pytest.mark.slow
def test_no_leak_under_valgrind(rsyslogd, tmp_path, monkeypatch):
    assert shutil.which("valgrind"), "valgrind is not installed"
    monkeypatch.setenv("ME_E2E_WRAPPER", "valgrind --quiet --leak-check=full --keep-debuginfo=yes --num-callers=30 "
                       "--show-leak-kinds=definite,indirect,possible --log-file={}".format(tmp_path / "valgrind.log"))
    assert wait.patience() >= 10
    run(rsyslogd, tmp_path / "daemon0", 4000, HALF_A_MINUTE)
    report = (tmp_path / "valgrind.log").read_text(errors="replace")
    assert valgrind_findings(report) == []


def test_a_leak_in_the_module_would_be_found():
    report = ("==7== 80 bytes in 1 blocks are definitely lost in loss record 1 of 2\n"
              "==7==    at 0x484: malloc (vg_replace_malloc.c:381)\n==7==    by 0x6B1: {}\n==7== \n")
    assert valgrind_findings(report.format("me_fields_native (fields.c:1)")) != []
    assert valgrind_findings(report.format("doAction (in /x/.libs/mmmailenable.so)")) != []
    assert valgrind_findings(report.format("imptcp_run (imptcp.c:1)")) == []
