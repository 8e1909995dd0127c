# SPDX-License-Identifier: Apache-2.0
"""The harness itself: inputs deliver, escapings are what their names say, complaints and deaths are seen.

Without these a broken harness could pass for a working module. Nothing here runs the module's action.
"""
import json
import os
import subprocess
import sys

import pytest

from harness import escapings, frames, inputs, wait
from harness.rsyslogd import DaemonError, ERRORS_OCCURRED, is_running, verify

LINE = b"<13>Jul 24 15:40:50 MAIL01 tag: a\tb\n"


@pytest.mark.parametrize("escaping", escapings.ALL, ids=lambda escaping: escaping[0])
@pytest.mark.parametrize("kind", inputs.ALL, ids=lambda kind: kind.name)
def test_every_input_delivers_under_every_escaping(rsyslogd, kind, escaping):
    _, settings, tab = escaping
    daemon = rsyslogd("", kinds=(kind,), settings=settings)
    daemon.send([LINE, LINE])
    records = daemon.after(2)
    assert records == daemon.before(2)
    wanted = LINE.decode().rstrip("\n") if kind is inputs.File else " a" + tab + "b"
    assert [record["msg"] for record in records] == [wanted] * 2


def test_hup_is_waited_for(rsyslogd):
    daemon = rsyslogd("")
    daemon.send([LINE])
    daemon.after(1)
    daemon.hup()
    daemon.send([LINE])
    assert len(daemon.after(2)) == 2


def test_a_complaint_fails_the_test_unless_expected(rsyslogd):
    daemon = rsyslogd('action(type="omfile")')
    with pytest.raises(DaemonError, match="complained"):
        daemon.assert_quiet()
    daemon.expected_complaints += ["omfile", "parameter 'file'", ERRORS_OCCURRED]
    daemon.assert_quiet()


def test_a_dead_daemon_ends_the_wait(rsyslogd):
    daemon = rsyslogd("")
    daemon.process.terminate()
    with pytest.raises(DaemonError, match="ended with status"):
        daemon.after(1)


def test_a_condition_that_never_holds_is_a_failure():
    with pytest.raises(wait.Timeout, match="no miracle within"):
        wait.until(lambda: False, "miracle", 0.05)


def test_stopping_leaves_nothing(rsyslogd):
    daemon = rsyslogd("")
    pid = daemon.process.pid
    assert is_running(pid)
    daemon.stop()
    assert not is_running(pid)
    assert not os.path.exists(daemon.path("pid"))


def test_a_killed_run_takes_its_daemon_with_it(tmp_path):
    script = ("import sys; sys.path[:0] = sys.argv[1:2]; from harness.rsyslogd import Rsyslogd\n"
              "daemon = Rsyslogd(sys.argv[2], ''); print(daemon.process.pid, flush=True); sys.stdin.read()")
    run = subprocess.Popen([sys.executable, "-c", script, os.path.dirname(os.path.abspath(__file__)), str(tmp_path)],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pid = int(run.stdout.readline())
    run.kill()
    run.communicate()
    wait.until(lambda: not is_running(pid), "end of the orphan")


def test_verify_reports_status_and_words(tmp_path):
    status, words = verify('module(load="mmutf8fix")\naction(type="mmutf8fix")\n', tmp_path)
    assert status == 0, words
    status, words = verify('module(load="mmutf8fix")\naction(type="mmutf8fix" nonsense="1")\n', tmp_path)
    assert status != 0
    assert "nonsense" in words


@pytest.mark.parametrize("line, wanted", [
    (rb"a\tb\r\n", b"a\tb\r\n"),
    (rb"\xEF\xBB\xBFa", b"\xef\xbb\xbfa"),
    (rb"C:\\Program\\n", rb"C:\Program\n"),
])
def test_frames_are_decoded(line, wanted):
    assert frames.decode(line) == wanted


def test_an_unknown_escape_is_an_error():
    with pytest.raises(KeyError):
        frames.decode(rb"\q")


def test_golden_files_have_one_value_per_input_line():
    for name in ("debug",):
        assert len(frames.load_golden(name + ".jsonl")) == len(frames.load_lines(name + ".log"))
        assert all(value is None or json.dumps(value) for value in frames.load_golden(name + ".jsonl"))
