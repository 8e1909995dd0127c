# SPDX-License-Identifier: Apache-2.0
"""conf-examples/kafka/trim-queues.sh: a queue on disk whose files hold more than its .qi file knows, as kills leave it.

The kill itself comes when nothing is written, and what it would have left is put there afterwards: a daemon cannot be
killed between two of its system calls on purpose.
"""
import os
import socket
import subprocess

import pytest

from harness import inputs
from harness.rsyslogd import Rsyslogd, quoted

TRIM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "conf-examples", "kafka", "trim-queues.sh")
QUEUE = 'queue.type="Disk" queue.filename="consumed" queue.checkpointInterval="1" queue.timeoutShutdown="1"'
STUCK = 'action(type="omfwd" target="127.0.0.1" protocol="tcp" port="{}" action.resumeRetryCount="-1")'
STORE = 'action(type="omfile" file={} template="text")'
FIRST, SECOND = ["first-{}".format(n) for n in range(5)], ["second-{}-{}".format(n, "x" * n * 40) for n in range(5)]
STORED = "stored"


def trim(*states):
    """Run the script. Returns (exit status, everything it printed)."""
    done = subprocess.run([TRIM] + [str(state) for state in states], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60, check=False)
    return done.returncode, done.stdout.decode()


def start(directory, action):
    """A daemon with a queue on disk in front of `action`, and a connection to it."""
    connection = inputs.Ptcp()
    daemon = Rsyslogd(directory, 'module(load="imptcp")\ntemplate(name="text" type="string" string="%msg%\\n")\n'
                      'ruleset(name="tested" {}) {{ {} }}\n'.format(QUEUE, action) +
                      connection.config(directory, "tested"))
    connection.connect(daemon)
    return daemon, connection


def give(connection, texts):
    """Send messages."""
    connection.send("".join("<13>Nov 22 07:00:00 MAIL01 tag:{}\n".format(text) for text in texts).encode())


@pytest.fixture(name="killed")
def fixture_killed(tmp_path):
    """Directory of a daemon that was killed with FIRST in its queue."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        daemon, connection = start(tmp_path, STUCK.format(nobody.getsockname()[1]))
        give(connection, FIRST)
        daemon.wait_until(lambda: "+iQueueSize:2:1:{}:".format(len(FIRST)) in daemon.read("consumed.qi"), "queue")
        daemon.kill()
        connection.close()
    for name in ("pid", "own-messages.log", connection.name + ".port"):
        os.remove(daemon.path(name))
    return tmp_path


def test_nothing_is_lost_behind_a_message_that_the_queue_does_not_know(killed):
    messages = killed / "consumed.00000001"
    known = messages.read_bytes()
    unknown = known[known.rindex(b"<Obj:1:msg:"):]
    messages.write_bytes(known + unknown)
    status, words = trim(killed / "consumed.qi")
    assert (status, messages.read_bytes()) == (0, known)
    assert words == "{}: cut off {} octets after the {} that {} knows\n".format(
        messages, len(unknown), len(known), killed / "consumed.qi")

    daemon, connection = start(killed, STORE.format(quoted(killed / STORED)))
    try:
        daemon.wait_for_lines(STORED, len(FIRST))
        for number, text in enumerate(SECOND):
            give(connection, [text])
            daemon.wait_for_lines(STORED, len(FIRST) + number + 1)
    finally:
        daemon.stop()
        connection.close()
    assert daemon.lines(STORED) == FIRST + SECOND
    daemon.assert_quiet()


def test_a_file_that_the_queue_does_not_know_goes(killed):
    (killed / "consumed.00000002").write_bytes(b"<Obj:1:msg:1:\n")
    assert trim(killed / "consumed.qi") == (0, "")
    assert sorted(path.name for path in killed.glob("consumed.*")) == ["consumed.00000001", "consumed.qi"]


def test_a_whole_queue_stays_as_it_is(killed):
    known = (killed / "consumed.00000001").read_bytes()
    assert trim(killed / "consumed.qi", killed / "answered.qi") == (0, "")
    assert (killed / "consumed.00000001").read_bytes() == known


def test_what_is_no_state_is_named_and_the_others_are_done(killed):
    (killed / "broken.qi").write_bytes(b"")
    messages = killed / "consumed.00000001"
    known = messages.read_bytes()
    messages.write_bytes(known + b"<Obj")
    status, words = trim(killed / "broken.qi", killed / "consumed.qi")
    assert status == 1 and words.startswith("{}: not the state of a queue on disk\n".format(killed / "broken.qi"))
    assert messages.read_bytes() == known


def test_without_a_queue_it_says_what_it_wants():
    assert trim() == (1, "usage: {} QUEUE.qi...\n".format(TRIM))
