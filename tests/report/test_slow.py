# SPDX-License-Identifier: Apache-2.0
"""What takes minutes: every cut of a file, and the whole program under valgrind."""
import json
import subprocess

import pytest

import hostile
import month
from conftest import SAMPLES

pytestmark = pytest.mark.slow


def test_every_byte_that_a_file_may_end_at(report, samples):
    data = (SAMPLES / "debug.log").read_bytes() + (SAMPLES / "w3c.log").read_bytes()
    for cut in range(len(data) + 1):
        summary = json.loads(report("--format", "json", stdin=data[:cut]))["summary"]
        whole = data[:cut].count(b"\n")
        assert whole <= summary["lines"] <= whole + 1


@pytest.mark.parametrize("options", [
    ["--jobs", "1"], ["--jobs", "3"], ["--format", "csv", "--by", "user"], ["--format", "json", "--max-groups", "3"],
    ["--format", "jsonl"], ["--format", "html"], ["--unrecognized"], ["--only", "?"],
], ids=" ".join)
def test_valgrind_finds_nothing(report, tmp_path, options):
    for server in month.make(days=2):
        server.write(tmp_path)
    (tmp_path / "wild.log").write_bytes(hostile.log())
    done = subprocess.run(
        ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--show-leak-kinds=definite,indirect,possible",
         "--track-fds=no", report.program, *options, str(tmp_path), str(SAMPLES)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=300)
    assert done.returncode == (2 if "?" in options else 0), done.stderr.decode()
    assert "?" in options or done.stderr == b""
