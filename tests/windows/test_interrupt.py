# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C in a console: wine makes one of a terminal, and an event of the key."""
import fcntl
import os
import pty
import subprocess
import termios
import time

import pytest

from conftest import drive, lender

OLD = "the report of yesterday\n"


@pytest.fixture
def console():
    """(keyboard, console): what is written to the first is typed in the second."""
    try:
        ends = pty.openpty()
    except OSError as problem:
        pytest.skip("this place has no terminals: %s" % problem)
    yield ends
    for end in ends:
        os.close(end)


def press_until_it_ends(process, keyboard):
    """Ctrl-C, again each second: a console that is not there yet takes no key."""
    until = time.monotonic() + lender.SECONDS
    while time.monotonic() < until:
        os.write(keyboard, b"\x03")
        try:
            return process.wait(1)
        except subprocess.TimeoutExpired:
            pass
    raise AssertionError("Ctrl-C does not end it")


def test_ctrl_c_leaves_nothing_behind(windows, console, tmp_path):
    """The program has made its temporary file, and waits for lines from the keyboard."""
    keyboard, slave = console
    target = tmp_path / "report"
    target.write_text(OLD)
    process = subprocess.Popen([windows.program, "-O", drive(target), "-"], stdin=slave, stdout=slave,
                               stderr=subprocess.PIPE, start_new_session=True,
                               preexec_fn=lambda: fcntl.ioctl(slave, termios.TIOCSCTTY, 0))
    try:
        until = time.monotonic() + lender.SECONDS
        while len(os.listdir(tmp_path)) == 1:
            assert process.poll() is None and time.monotonic() < until
        press_until_it_ends(process, keyboard)
    finally:
        process.kill()
    assert process.communicate()[1] == b""
    assert os.listdir(tmp_path) == ["report"] and target.read_text() == OLD
