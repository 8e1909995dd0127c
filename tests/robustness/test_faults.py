# SPDX-License-Identifier: Apache-2.0
"""Faults that a log server meets, with and without the module in the same run: what was sent, received, lost, doubled.
The module must not make it worse. ME_FAULT_MESSAGES sets how many messages each test sends.

The disk that fills up is a file system of the daemon's own, which needs root or user namespaces.
"""
import os
import signal

import pytest

import contestants
from contestants import BOTH, SECRET, WITH, WITHOUT, Receiver, Tally
from harness import inputs, wait
from harness.rsyslogd import quoted

pytestmark = pytest.mark.faults
MESSAGES = int(os.environ.get("ME_FAULT_MESSAGES") or 20000)
BATCH = 128  # a killed daemon may hand this many of a disk queue over again, or lose as many in its hands
FORWARD = ('action(type="omfwd" target="127.0.0.1" port="{}" protocol="tcp" template="number" '
           'action.resumeInterval="1" action.resumeRetryCount="-1")')
PATIENT = 'queue.timeoutEnqueue="600000" queue.timeoutShutdown="600000" '
DISK_QUEUE = PATIENT + ('queue.type="Disk" queue.filename="waiting" queue.maxFileSize="1m" '
                        'queue.checkpointInterval="10" queue.dequeueBatchSize="{}"').format(BATCH)
FOUR_WORKERS = PATIENT + ('queue.type="FixedArray" queue.size="20000" queue.workerThreads="4" '
                          'queue.workerThreadMinimumMessages="2000"')


def judge(table, what, tallies, tolerated_lost=0, tolerated_doubled=0):
    """One row for each; fails when the module's is worse than the other by more than is tolerated."""
    without, with_module = tallies[WITHOUT], tallies[WITH]
    good = (with_module.lost <= without.lost + tolerated_lost and
            with_module.doubled <= without.doubled + tolerated_doubled)
    table.add(what, WITHOUT, "-", **without.figures())
    table.add(what, WITH, "PASS" if good else "worse", **with_module.figures())
    assert good


def expect_complaints(daemon, *parts):
    """The fault itself makes rsyslogd complain; anything else is a failure."""
    daemon.expected_complaints += parts
    daemon.assert_quiet()


def wait_for(receiver, count, daemon, seconds=120.0):
    daemon.wait_until(lambda: receiver.tally.received >= count,
                      lambda: "{} messages received: {}".format(count, receiver.tally.figures()), seconds)


SUSPENSION = ("suspended", "resumed", "cannot connect", "omfwd", "error -2027", "remote server at")


def test_kill_with_a_full_disk_queue(table, tmp_path):
    """Every message lies in the queue on disk when the daemon is killed; a new one sends them."""
    tallies = {}
    for who in BOTH:
        directory, receiver = contestants.fresh(tmp_path, who), Receiver(MESSAGES)
        connection = contestants.tcp()
        output = FORWARD.format(receiver.port)
        text = contestants.config(directory, who, output, DISK_QUEUE, connection)
        daemon = contestants.start(directory, text, connection)
        contestants.give(connection, MESSAGES)
        contestants.wait_until_taken(daemon, MESSAGES)
        contestants.kill(daemon)
        connection.close()
        receiver.open()
        connection = contestants.tcp()
        daemon = contestants.start(directory, contestants.config(directory, who, output, DISK_QUEUE, connection),
                                   connection)
        wait_for(receiver, MESSAGES, daemon)
        connection.close()
        daemon.stop()
        expect_complaints(daemon, *SUSPENSION)
        receiver.close()
        tallies[who] = receiver.tally
    judge(table, "kill -9, all in the disk queue", tallies, tolerated_doubled=BATCH)


def test_kill_while_the_disk_queue_drains(table, tmp_path):
    tallies = {}
    for who in BOTH:
        directory, receiver = contestants.fresh(tmp_path, who), Receiver(MESSAGES)
        connection = contestants.tcp()
        output = FORWARD.format(receiver.port)
        daemon = contestants.start(directory, contestants.config(directory, who, output, DISK_QUEUE, connection),
                                   connection)
        contestants.give(connection, MESSAGES)
        contestants.wait_until_taken(daemon, MESSAGES)
        receiver.open()
        for part in (1, 2, 3):
            wait_for(receiver, MESSAGES * part // 5, daemon)
            contestants.kill(daemon)
            connection.close()
            connection = contestants.tcp()
            daemon = contestants.start(directory, contestants.config(directory, who, output, DISK_QUEUE, connection),
                                       connection)
        wait_for(receiver, MESSAGES - 3 * BATCH, daemon)
        daemon.wait_until(lambda: '"size": 0,' in last_of_queue(daemon), "an empty queue", 60)
        connection.close()
        daemon.stop()
        expect_complaints(daemon, *SUSPENSION)
        receiver.close()
        tallies[who] = receiver.tally
    judge(table, "kill -9, three times while the disk queue drains", tallies, 3 * BATCH, 3 * BATCH)


def last_of_queue(daemon):
    """What impstats said last of the queue of the tested ruleset."""
    for line in reversed(daemon.read("impstats.log").splitlines()):
        if '"name": "tested"' in line:
            return line
    return ""


def test_hup_storm(table, tmp_path):
    """A HUP after every lot of 200 messages, four workers."""
    tallies = {}
    for who in BOTH:
        directory, connection = contestants.fresh(tmp_path, who), contestants.tcp()
        output = 'action(type="omfile" file={} template="number")'.format(quoted(directory / "numbers"))
        daemon = contestants.start(directory, contestants.config(directory, who, output, FOUR_WORKERS, connection),
                                   connection)
        contestants.give(connection, MESSAGES, 200, lambda _, daemon=daemon: daemon.process.send_signal(1))
        contestants.wait_until_taken(daemon, MESSAGES)
        connection.close()
        daemon.stop()
        daemon.assert_quiet()
        tallies[who] = Tally.of_file(MESSAGES, directory / "numbers")
    judge(table, "HUP, {} times".format(MESSAGES // 200), tallies)


def test_new_configurations(table, tmp_path):
    """rsyslogd reads a configuration when it starts: stopped and started with another one, while a file grows."""
    tallies = {}
    for who in BOTH:
        directory, watched = contestants.fresh(tmp_path, who), inputs.File()
        output = 'action(type="omfile" file={} template="number")'.format(quoted(directory / "numbers"))
        queue = ('queue.type="LinkedList" queue.filename="waiting" queue.saveOnShutdown="on" queue.workerThreads="4" '
                 'queue.timeoutShutdown="10" queue.timeoutActionCompletion="10000" queue.size="100000"')
        # A watched file has no syslog header; the number is in the text here.
        output = output.replace('"number"', '"text"')
        rounds = 5
        for number in range(rounds):
            text = contestants.config(directory, who, output, queue, watched,
                                      'correlate="{}" ecs="{}"'.format(*(("id", "on"), ("off", "off"))[number % 2]))
            text = 'template(name="text" type="string" string="%msg:R,ERE,0,DFLT:n[0-9]+:--end%\\n")\n' + text
            daemon = contestants.start(directory, text, watched)
            first = MESSAGES * number // rounds
            watched.send(b"".join(line.partition(b"MAIL01 ")[2] + b"\n" for line in contestants.messages(
                first, MESSAGES * (number + 1) // rounds - first).splitlines()))
            daemon.wait_until(lambda: os.path.exists(directory / "numbers") and
                              os.path.getsize(directory / "numbers") > 7 * first, "some of the lines", 60)
            if number == rounds - 1:
                daemon.wait_until(lambda: Tally.of_file(MESSAGES, directory / "numbers").received >= MESSAGES,
                                  lambda: str(Tally.of_file(MESSAGES, directory / "numbers").figures()), 60)
            watched.close()
            daemon.stop()
            daemon.assert_quiet()
        tallies[who] = Tally.of_file(MESSAGES, directory / "numbers")
    judge(table, "stopped and started with another configuration, {} times".format(rounds), tallies)


def test_full_queue(table, tmp_path):
    """Nobody takes what comes, and the queue may throw away what does not fit: what fits must come out later."""
    tallies, size = {}, 5000
    for who in BOTH:
        directory, receiver = contestants.fresh(tmp_path, who), Receiver(MESSAGES)
        connection = contestants.tcp()
        queue = ('queue.type="FixedArray" queue.size="{}" queue.discardMark="{}" queue.discardSeverity="0" '
                 'queue.lightDelayMark="0" queue.fullDelayMark="0" queue.timeoutShutdown="60000" '
                 'queue.dequeueBatchSize="{}"').format(2 * size, size, BATCH)
        daemon = contestants.start(directory, contestants.config(directory, who, FORWARD.format(receiver.port), queue,
                                                                 connection), connection)
        contestants.give(connection, MESSAGES)
        contestants.wait_until_taken(daemon, MESSAGES)
        receiver.open()
        wait_for(receiver, size - BATCH, daemon)
        daemon.wait_until(lambda: '"size": 0,' in last_of_queue(daemon), "an empty queue", 60)
        connection.close()
        daemon.stop()
        expect_complaints(daemon, *SUSPENSION, "queue is full", "discard", "error -2105", "QUEUE_FULL", "-2350")
        receiver.close()
        tallies[who] = receiver.tally
    judge(table, "queue of {} full, the rest thrown away".format(size), tallies, tolerated_lost=BATCH)


def test_output_suspended_and_back(table, tmp_path):
    """The receiver goes away and comes back three times; while it is away, a tenth of the messages is sent."""
    tallies = {}
    for who in BOTH:
        directory, receiver = contestants.fresh(tmp_path, who), Receiver(MESSAGES)
        connection = contestants.tcp()
        queue = PATIENT + 'queue.type="LinkedList" queue.size="100000"'
        daemon = contestants.start(directory, contestants.config(directory, who, FORWARD.format(receiver.port), queue,
                                                                 connection), connection)
        state = {"open": False}

        def between(number):
            if number * 10 // MESSAGES % 3 == 0 and not state["open"]:
                receiver.open()
                state["open"] = True
            elif number * 10 // MESSAGES % 3 == 2 and state["open"]:
                contestants.wait_until_taken(daemon, number)
                wait_for(receiver, number - 1000, daemon)
                daemon.wait_until(lambda: '"size": 0,' in last_of_queue(daemon), "an empty queue", 60)
                receiver.close()
                state["open"] = False

        contestants.give(connection, MESSAGES, between=between)
        contestants.wait_until_taken(daemon, MESSAGES)
        if not state["open"]:
            receiver.open()
        wait_for(receiver, MESSAGES - 4000, daemon)
        daemon.wait_until(lambda: '"size": 0,' in last_of_queue(daemon), "an empty queue", 60)
        connection.close()
        daemon.stop()
        expect_complaints(daemon, *SUSPENSION)
        receiver.close()
        tallies[who] = receiver.tally
    # What is in the sockets when the receiver goes is lost: plain TCP has no receipts.
    judge(table, "output suspended and back", tallies, tolerated_lost=1000, tolerated_doubled=BATCH)


def test_disk_full(table, tmp_path, monkeypatch):
    """The output's file system has no room left while the first half is sent. omfile then throws away what does not
    fit, and that is the same without the module."""
    tallies = {}
    for who in BOTH:
        directory, connection = contestants.fresh(tmp_path, who), contestants.tcp()
        disk = directory / "disk"
        disk.mkdir()
        script = "mount -t tmpfs -o size={}k tmpfs {} && exec \"$@\"".format(MESSAGES * 40 // 1024, disk)
        monkeypatch.setenv("ME_E2E_WRAPPER", "unshare --user --map-root-user --mount sh -c '{}' sh".format(script))
        monkeypatch.setenv("ME_E2E_PATIENCE", "1")
        queue = PATIENT + 'queue.type="LinkedList" queue.size="200000"'
        # The same bytes for both: how many fit must not depend on what the module adds.
        output = ('action(type="omfile" file={} template="tag" flushOnTXEnd="on" action.resumeInterval="1" '
                  'action.resumeRetryCount="-1")').format(quoted(disk / "numbers"))
        daemon = contestants.start(directory, contestants.config(directory, who, output, queue, connection), connection)
        inside = "/proc/{}/root{}".format(daemon.process.pid, disk)
        with open(inside + "/ballast", "wb") as ballast:
            try:
                ballast.write(b"x" * (MESSAGES * 40 - 64 * 1024))
            except OSError:
                pass
        contestants.give(connection, MESSAGES // 2)
        contestants.wait_until_taken(daemon, MESSAGES // 2)
        daemon.wait_until(lambda: '"size": 0,' in last_of_queue(daemon), "an empty queue", 60)
        assert os.statvfs(inside).f_bfree == 0
        os.remove(inside + "/ballast")
        for first in range(MESSAGES // 2, MESSAGES, 1000):
            connection.send(contestants.messages(first, min(1000, MESSAGES - first)))
        contestants.wait_until_taken(daemon, MESSAGES)
        daemon.wait_until(lambda: '"size": 0,' in last_of_queue(daemon), "an empty queue", 60)
        connection.close()
        with open(inside + "/numbers", "rb") as numbers:
            daemon.process.send_signal(15)
            wait.until(lambda: daemon.process.poll() is not None, "the end of rsyslogd", 60)
            tally = Tally(MESSAGES)
            tally.add(numbers.read())
        daemon.stop()
        expect_complaints(daemon, "No space left", "message lost", "suspended", "resumed",
                          "numbers")
        tallies[who] = tally
    judge(table, "disk full on the output", tallies, tolerated_lost=BATCH, tolerated_doubled=BATCH)


@pytest.mark.parametrize("parameters", ('correlate="off"', 'ecs="on" explain="on"'))
def test_no_memory_for_the_module(table, tmp_path, parameters):
    """Each allocation of the module fails in its turn; rsyslogd goes on, no message is lost, no credential shown."""
    failing = os.environ.get("ME_FAILING_MEMORY")
    assert failing and os.path.isfile(failing), "ME_FAILING_MEMORY does not name failing_memory.so"
    tallies, failures = {}, {}
    for who in BOTH:
        directory, connection = contestants.fresh(tmp_path, who), contestants.tcp()
        log = directory / "failures"
        output = 'action(type="omfile" file={} template="all")'.format(quoted(directory / "all"))
        daemon = contestants.start(
            directory, contestants.config(directory, who, output, PATIENT + 'queue.type="LinkedList"', connection,
                                          parameters),
            connection, {"LD_PRELOAD": failing, "ME_FAIL_LOG": str(log)})
        daemon.process.send_signal(signal.SIGRTMIN + 5)
        contestants.give(connection, MESSAGES)
        contestants.wait_until_taken(daemon, MESSAGES)
        connection.close()
        daemon.stop()
        daemon.assert_quiet()
        tallies[who] = Tally.of_file(MESSAGES, directory / "all")
        failures[who] = int(log.read_text())
        if who == WITH:
            text = (directory / "all").read_bytes()
            assert SECRET.encode() not in text
            assert text.count(b'"event":') > MESSAGES // 4
    assert failures[WITHOUT] == 0 and failures[WITH] > MESSAGES // 100
    judge(table, "{} allocations of the module failed ({})".format(failures[WITH], parameters), tallies)
