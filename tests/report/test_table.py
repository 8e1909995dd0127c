# SPDX-License-Identifier: Apache-2.0
"""The table on the samples, where its figures can be counted by hand."""
import subprocess

from conftest import SAMPLES


def test_an_input_that_is_missing_is_said_and_the_rest_reported(report, samples):
    output = report("missing.log", "debug.log", status=1, stderr=None)
    assert b"Open relay" in output
    assert "missing.log: No such file" in report.stderr


def test_full_disk_and_closed_pipe(report, samples):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([report.program, "--help"], stdout=full, stderr=subprocess.PIPE, timeout=20)
    assert done.returncode == 1 and b"No space left" in done.stderr
    script = '"$0" --format jsonl "$@" | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}"'
    files = [str(SAMPLES / "activity-rows.log")] * 1
    done = subprocess.run(
        ["bash", "-c", script, report.program, *files], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=20
    )
    assert done.stdout == b"0\n" and done.stderr == b""
