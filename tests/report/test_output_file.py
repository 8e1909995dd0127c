# SPDX-License-Identifier: Apache-2.0
"""What `-O FILE` leaves behind when the report does not come to its end: the old file, and nothing else."""
import os
import resource
import signal
import subprocess
import time

import pytest

import conftest

ENDING = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM]
OLD = "the report of yesterday\n"
pytestmark = pytest.mark.native  # signals and limits are those of this system


@pytest.fixture
def waiting(report, tmp_path):
    """The program, once it has made its temporary file; it waits for logs that do not come."""
    target = tmp_path / "report"
    target.write_text(OLD)
    process = None

    def start(before=None):
        nonlocal process
        process = subprocess.Popen([report.program, "-O", target, "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=before, env={**os.environ, **conftest.sanitizer_options()})
        until = time.monotonic() + conftest.SECONDS
        while len(os.listdir(tmp_path)) == 1:
            assert process.poll() is None and time.monotonic() < until
        return process

    yield start
    if process.poll() is None:
        process.kill()
    process.communicate()


def heeding(number):
    def before():
        signal.signal(number, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # which SIGQUIT would write
    return before


@pytest.mark.parametrize("number", ENDING)
def test_an_interrupted_report_leaves_nothing_behind(waiting, tmp_path, number):
    process = waiting(heeding(number))
    process.send_signal(number)
    assert process.wait(conftest.SECONDS) == -number
    assert process.stderr.read() == b""
    assert os.listdir(tmp_path) == ["report"] and (tmp_path / "report").read_text() == OLD


def test_a_signal_that_is_ignored_stays_ignored(waiting, tmp_path):
    """As nohup(1) and the shell's background have it."""
    process = waiting(lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.send_signal(signal.SIGHUP)
    assert process.communicate(b"", conftest.SECONDS) == (None, b"")
    assert process.returncode == 0
    assert os.listdir(tmp_path) == ["report"] and (tmp_path / "report").read_text() != OLD


def limited():
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def test_a_file_that_may_not_grow(report, tmp_path):
    """A limit of the shell is a failure like a full disk."""
    target = tmp_path / "report"
    target.write_text(OLD)
    done = subprocess.run([report.program, "-O", target, conftest.SAMPLES / "debug.log"], preexec_fn=limited,
                          stderr=subprocess.PIPE, timeout=conftest.SECONDS)
    assert (done.returncode, done.stderr) == (1, b"mailenable-report: %s: File too large\n" % os.fsencode(target))
    assert os.listdir(tmp_path) == ["report"] and target.read_text() == OLD
