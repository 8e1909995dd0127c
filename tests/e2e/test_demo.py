# SPDX-License-Identifier: Apache-2.0
"""The demo's work, without its set-up: what it shows, how wide, in which colours, and that it leaves nothing."""
import importlib
import io
import os
import signal
import subprocess
import sys

import pytest

from harness import wait
from harness.frames import DATA
from harness.rsyslogd import is_running, module_under_test

DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "demo.d", "demo.py")


def heed_signals():
    """Undoes what a shell does to what it starts in the background: such a program ignores SIGINT."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture
def demo(tmp_path):
    """Start the demo with all its temporary files below tmp_path; at the end none may be left."""
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    temporary = tmp_path / "tmp"
    temporary.mkdir()

    def start(*arguments, columns=80, **more):
        environment = dict(inherited, TMPDIR=str(temporary), COLUMNS=str(columns),
                           **{"TERM": "xterm", "ME_E2E_MODULE": module_under_test(), **more})
        return subprocess.Popen([sys.executable, DEMO, *map(str, arguments)], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
                                preexec_fn=heed_signals)

    yield start
    assert os.listdir(temporary) == []


def shown_by(process, status=0):
    """What a demo printed, after its end."""
    stdout, stderr = process.communicate(timeout=60 * wait.patience())
    assert (process.returncode, stderr.decode()) == (status, "")
    return stdout.decode()


@pytest.mark.parametrize("columns", [80, 140])
def test_the_bundled_lines(demo, columns):
    shown = shown_by(demo(columns=columns))
    for words in ("UDP: ", "TCP: ", "FILE: ", "DENIED relay-denied", "GRANTED relay-granted", "reason open-relay",
                  "risk critical", "not MailEnable's: left as it came",
                  "10 messages: 8 recognised, 2 not MailEnable's.", 'module(load="mmmailenable")'):
        assert words in shown
    assert max(map(len, shown.split("\n"))) <= columns
    assert "\x1b" not in shown


def test_a_file_of_the_user(demo):
    shown = shown_by(demo(os.path.join(DATA, "debug.log")))
    assert "30 messages: 28 recognised, 2 not MailEnable's." in shown


def test_an_odd_file(demo, tmp_path):
    odd = tmp_path / "odd name.log"
    odd.write_bytes(b"\n\n\x1b[31mred\x00\xff\n11/22/26 07:00:01\tME-I0111: Relay Denied: \xffx\n" * 100 + b"no end")
    shown = shown_by(demo(odd))
    assert "201 messages: 100 recognised, 101 not MailEnable's." in shown
    assert "... and 161 more lines." in shown
    assert "\x1b" not in shown and "\\x1B[31mred\\x00\\xFF" in shown


def test_an_empty_file(demo, tmp_path):
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    assert "0 messages" in shown_by(demo(empty))


class Terminal(io.StringIO):
    """A stream that says it is a terminal; a chroot may have no real one to give."""

    def isatty(self):
        return True


@pytest.mark.parametrize("stream, variables, coloured", [
    (Terminal, {"TERM": "xterm"}, True),
    (Terminal, {"TERM": "xterm", "NO_COLOR": "1"}, False),
    (Terminal, {"TERM": "dumb"}, False),
    (Terminal, {}, False),
    (io.StringIO, {"TERM": "xterm"}, False),
])
def test_colour_is_for_terminals_only(monkeypatch, stream, variables, coloured):
    for name in ("TERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.syspath_prepend(os.path.dirname(DEMO))
    shown = stream()
    importlib.import_module("layout").Page(shown).pair(b"a line\n", {"event": "relay-denied", "outcome": "denied"})
    assert ("\x1b[" in shown.getvalue()) == coloured


def daemon_of(temporary):
    """Process id of the demo's rsyslogd, 0 while there is none."""
    for path in temporary.glob("*/pid"):
        return int(path.read_text() or 0)
    return 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_demo_that_is_stopped_leaves_nothing(demo, tmp_path, number):
    # Enough lines to keep the demo busy until the signal comes.
    many = tmp_path / "many.log"
    many.write_bytes(b"11/22/26 07:00:01\tME-I0111: Relay Denied: Failed to meet all relay criteria.\n" * 200000)
    process = demo(many)
    daemon = wait.until(lambda: daemon_of(tmp_path / "tmp"), "rsyslogd of the demo")
    process.send_signal(number)
    process.communicate(timeout=60 * wait.patience())
    assert process.returncode != 0
    wait.until(lambda: not is_running(daemon), "end of the demo's rsyslogd")


def test_a_module_that_is_missing_is_named(demo):
    process = demo(ME_E2E_MODULE="/nonexistent/mmmailenable.so")
    stdout, stderr = process.communicate(timeout=60 * wait.patience())
    assert process.returncode == 1
    assert "/nonexistent/mmmailenable.so" in stderr.decode()
    assert stdout == b""
