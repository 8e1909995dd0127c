# SPDX-License-Identifier: Apache-2.0
"""Records as the module's native objects, one a line, at once."""
import json
import os
import subprocess

from conftest import SAMPLES


def objects(output):
    return [json.loads(line) for line in output.splitlines()]


def test_every_debug_record_is_its_golden_object(report, samples):
    """Each line alone, so that no conversation adds to it."""
    lines = (SAMPLES / "debug.log").read_bytes().splitlines(keepends=True)
    wanted = (SAMPLES / "golden" / "debug.jsonl").read_text().splitlines()
    assert len(lines) == len(wanted)
    for line, want in zip(lines, wanted):
        found = objects(report("--format", "jsonl", "-", stdin=line))
        assert found == ([json.loads(want)] if want != "null" else [])


def test_the_host_stands_first_where_it_is_known(report):
    line = b"11/22/26 07:00:01\tME-I0111: Relay Denied: Failed to meet all relay criteria.\n"
    found = objects(report("--format", "jsonl", "-", stdin=line + b"<13>Nov 22 07:00:01 MAIL\xff01 x: " + line))
    assert [list(each)[0] for each in found] == ["log", "host"]
    assert found[1].pop("host") == "MAIL\ufffd01"
    assert found[0] == found[1]


def test_records_of_all_logs_come_out(report, samples):
    logs = {o["log"] for o in objects(report("--format", "jsonl", *samples))}
    assert logs == {"debug", "activity", "w3c"}


def test_no_password_comes_out(report, samples):
    output = report("--format", "jsonl", "activity-rows.log")
    assert b"Z3Vlc3" not in output
    assert b"{blank}" in output


def test_only_chooses_records(report, samples):
    found = objects(report("--format", "jsonl", "--only", "auth-failure", *samples))
    assert found and {o["event"] for o in found} == {"auth-failure"}


def test_each_object_leaves_before_the_next_line_comes(report):
    lines = [
        "11/22/26 07:00:0%d\tME-I0111: Relay Denied: Failed to meet all relay criteria.\r\n" % i for i in range(5)
    ]
    with subprocess.Popen(
        [report.program, "--format", "jsonl", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        for i, line in enumerate(lines):
            os.write(process.stdin.fileno(), line.encode())
            assert json.loads(process.stdout.readline())["time"] == "2026-11-22T07:00:0%d" % i
        process.stdin.close()
        assert process.stdout.read() == b""
    assert process.returncode == 0
