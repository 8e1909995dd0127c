# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the report's tests: the program under test, which `ME_REPORT` names, the samples, a made-up month with
its page, and a browser.
"""
import os
import pathlib
import pty
import subprocess

import pytest

import month
from browser import Browser

HERE = pathlib.Path(__file__).parent
SAMPLES = HERE.parent / "data"
SECONDS = int(os.environ.get("ME_REPORT_SECONDS", 120))  # for what takes a few of them where nothing else runs


class Report:
    """Runs the program with a fixed environment; `before` is a command that runs it."""

    def __init__(self, program, before=()):
        self.program, self.before = program, before

    def __call__(self, *args, status=0, stdin=b"", cwd=SAMPLES, env=None, stderr=b""):
        """Standard output of the program. It must end with `status`, and say what `stderr` says (None: anything)."""
        done = subprocess.run(
            [*self.before, self.program, *map(str, args)],
            input=stdin,
            cwd=cwd,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", **sanitizer_options(), **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
        )
        assert done.returncode == status, done.stderr.decode("utf-8", "replace")
        if stderr is not None:
            assert done.stderr == stderr
        self.stderr = done.stderr.decode("utf-8", "replace")
        return done.stdout


def open_terminal():
    """(master, slave) of a new terminal. A bare chroot has none to give, and wine draws on it by itself: the test is
    skipped, and says so."""
    if os.environ.get("ME_REPORT_TERMINAL") == "no":
        pytest.skip("what runs the program draws on terminals by itself")
    try:
        return pty.openpty()
    except OSError as problem:
        pytest.skip("this place has no terminals: %s" % problem)


def sanitizer_options():
    return {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}


@pytest.fixture(scope="session")
def report():
    program = os.environ.get("ME_REPORT")
    assert program and os.access(program, os.X_OK), "ME_REPORT must name the program: run `make check-report`"
    return Report(program)


@pytest.fixture(scope="session")
def measure():
    program = os.environ.get("ME_MEASURE")
    assert program and os.access(program, os.X_OK), "ME_MEASURE must name tests/report/measure: run `make check-report`"
    return program


@pytest.fixture(scope="session")
def samples():
    names = ["activity-rows.log", "debug.log", "w3c.log"]
    for name in names:
        assert (SAMPLES / name).stat().st_size > 0
    return names


@pytest.fixture(scope="session")
def month_logs(tmp_path_factory):
    """The directory with the logs of the made-up month, and the servers that know the truth about it."""
    made = month.make(with_attacks=True)
    directory = tmp_path_factory.mktemp("month")
    for server in made:
        server.write(directory)
    return directory, made


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if not os.path.exists("/proc/self"):
        pytest.skip("Chromium does not run without /proc")
    started = Browser(tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


@pytest.fixture(scope="module")
def page(report, month_logs, tmp_path_factory):
    """The HTML page of the made-up month."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_bytes(report("--format", "html", month_logs[0]))
    return path
