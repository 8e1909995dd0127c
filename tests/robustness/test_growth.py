# SPDX-License-Identifier: Apache-2.0
"""The module's work on a message grows with its length and no faster, whatever a stranger puts into it: instructions
for each byte of a message of 64 KiB and of 1 MiB, counted by callgrind, so that no clock and no load matters.
"""
import os
import re
import subprocess

import pytest

import contestants
from contestants import WITH, Tally
from harness.rsyslogd import quoted

pytestmark = pytest.mark.growth
SMALL, LARGE = 1 << 16, 1 << 20
LIMIT = 1.2  # times as many instructions for a byte of the large one
CALLGRIND = "valgrind --tool=callgrind --callgrind-out-file={} --toggle-collect={}"
PATTERNS = 29
HOSTILE = ("[", "ME-", "11/22/26 07:00:01 ", "12:34:56 ", "#011", "SMTP-IN\t", " ME-I0111: ", "\\",
           "SMTP-IN\tx\t1\t192.0.2.1\tAUTH\t", "11/22/26 07:00:01\tME-I01", "Accepted publickey ")


def program(*arguments):
    return subprocess.run([os.environ["ME_GROWTH"], *map(str, arguments)], stdout=subprocess.PIPE, check=True,
                          timeout=60).stdout.decode().strip()


def test_every_pattern_is_measured():
    assert int(program()) == PATTERNS


@pytest.mark.parametrize("pattern", range(PATTERNS))
def test_module_alone(table, pattern):
    per_byte = []
    for size in (SMALL, LARGE):
        done = subprocess.run(CALLGRIND.format(os.devnull, "me_stub_run").split() +
                              [os.environ["ME_GROWTH"], str(pattern), str(size)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=True, timeout=600)
        per_byte.append(int(re.search(rb"Collected : (\d+)", done.stdout).group(1)) / size)
    good = per_byte[1] <= per_byte[0] * LIMIT
    table.add("instructions for a byte: " + program(pattern), "module alone", "PASS" if good else "grows",
              of_64_KiB="{:.2f}".format(per_byte[0]), of_1_MiB="{:.2f}".format(per_byte[1]))
    assert good


def test_in_rsyslogd(table, tmp_path, monkeypatch):
    """The same bytes as long messages and as sixteen times as many short ones, through a whole rsyslogd."""
    counts = []
    for size in (SMALL, LARGE):
        directory, connection = contestants.fresh(tmp_path, str(size)), contestants.tcp()
        found = directory / "callgrind.out"
        monkeypatch.setenv("ME_E2E_WRAPPER", CALLGRIND.format(found, "doAction") + " --log-file=" +
                           str(directory / "valgrind.log"))
        output = 'action(type="omfile" file={} template="tag")'.format(quoted(directory / "tags"))
        text = 'global(maxMessageSize="2m")\n' + contestants.config(
            directory, WITH, output, 'queue.type="LinkedList" queue.timeoutShutdown="600000"', connection, 'ecs="on"')
        daemon = contestants.start(directory, text, connection)
        sent = 0
        for pattern in HOSTILE:
            for _ in range(LARGE // size):
                head = "<13>Nov 22 07:00:01 MAIL01 n{}: ".format(sent)
                connection.send((head + (pattern * size)[:size - len(head) - 16] + "\n").encode())
                sent += 1
        contestants.wait_until_taken(daemon, sent)
        connection.close()
        daemon.stop()
        tally = Tally.of_file(sent, directory / "tags")
        assert (tally.lost, tally.doubled) == (0, 0)
        counts.append(int(re.search(r"(?m)^(?:summary|totals): (\d+)", found.read_text()).group(1)))
    good = counts[1] <= counts[0] * LIMIT
    table.add("instructions for a byte, {} hostile patterns in rsyslogd".format(len(HOSTILE)), "module",
              "PASS" if good else "grows", of_64_KiB="{:.2f}".format(counts[0] / LARGE / len(HOSTILE)),
              of_1_MiB="{:.2f}".format(counts[1] / LARGE / len(HOSTILE)))
    assert good
