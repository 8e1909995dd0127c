# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the report's tests: the program under test, the samples, and golden files.

`ME_REPORT` names the program; `ME_REPORT_UPDATE=1` writes the golden files anew, to be read before they are committed.
"""
import difflib
import os
import pathlib
import pty
import subprocess

import pytest

HERE = pathlib.Path(__file__).parent
SAMPLES = HERE.parent / "data"
GOLDEN = SAMPLES / "report"
SECONDS = 60


class Report:
    """Runs the program with a fixed environment."""

    def __init__(self, program):
        self.program = program

    def __call__(self, *args, status=0, stdin=b"", cwd=SAMPLES, env=None, stderr=b""):
        """Standard output of the program. It must end with `status`, and say what `stderr` says (None: anything)."""
        done = subprocess.run(
            [self.program, *map(str, args)],
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
    """(master, slave) of a new terminal. A bare chroot has none to give: the test is skipped, and says so."""
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
def samples():
    names = ["activity-rows.log", "debug.log", "w3c.log"]
    for name in names:
        assert (SAMPLES / name).stat().st_size > 0
    return names


@pytest.fixture
def golden():
    """golden(name, output): the output is what the golden file of that name says."""

    def compare(name, output):
        path = GOLDEN / name
        if os.environ.get("ME_REPORT_UPDATE"):
            path.write_bytes(output)
        wanted = path.read_bytes()
        if output != wanted:
            lines = difflib.unified_diff(
                wanted.decode("utf-8", "replace").splitlines(),
                output.decode("utf-8", "replace").splitlines(),
                str(path),
                "now",
                lineterm="",
            )
            pytest.fail("\n".join(lines))

    return compare
