# SPDX-License-Identifier: Apache-2.0
"""The number of threads does not show: to the byte, in every format, whatever is read."""
import gzip
import json
import os
import select
import shutil
import subprocess

import pytest

import hostile
import month

HOUR_TWICE = "%s\tSMTP-IN\t%032X.MAI\t%d\t192.0.2.%d\tAUTH\tAUTH LOGIN\t535 no\t0\t0\tuser%d\t\r\n"
FORMATS = ["table", "csv", "json", "jsonl", "html", "list", "mailenable-deny"]
HERE = os.path.dirname(__file__)


def shuffled():
    """Lines of every kind that a batch may end within: longer than a block, without an end, of no log, with a host."""
    row = HOUR_TWICE % ("11/22/26 07:00:01", 1, 1, 1, 1)
    parts = ["x" * 70000 + "\n", row * 700, "y" * 200000 + row, "\n" * 3000, row[:-2] + "z" * 90000 + "\n", row * 300,
             "Nov 22 07:00:01 mail09 app: " + row, "ME-X" * 20000 + "\r\n", "SMTP-IN\n" * 9000, row.strip()]
    return "".join(parts).encode()


def autumn():
    """An hour that comes twice, in two logs of one server, and rows without a time between."""
    stamps = ["10/25/26 0%d:%02d:%02d" % (hour, i // 2, i % 2 * 30) for hour in (1, 2, 2, 3) for i in range(120)]
    return "".join(HOUR_TWICE % (stamp, i, i, i % 200, i % 9) + "ME-I0112: Relay Denied: no time\r\n" * (i % 50 == 0)
                   for i, stamp in enumerate(stamps)).encode()


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    directory = tmp_path_factory.mktemp("jobs")
    for name in ("month", "hostile", "shapes", "autumn", "utf16", "broken"):
        (directory / name).mkdir()
    month.make(scale=3, days=9)[1].write(directory / "month")
    log = hostile.log()
    (directory / "hostile" / "SMTP-Activity-261122.log").write_bytes(log)
    (directory / "shapes" / "a.log").write_bytes(shuffled())
    (directory / "shapes" / "b.log.gz").write_bytes(gzip.compress(shuffled()[70000:] * 2))
    (directory / "autumn" / "SMTP-Activity-261025.log").write_bytes(autumn())
    (directory / "autumn" / "ex261025.log").write_bytes(autumn()[3000:-5000])
    (directory / "utf16" / "SMTP-Activity-261025.log").write_bytes(autumn().decode().encode("utf-16"))
    for i, path in enumerate(sorted((directory / "month").rglob("*.log"))):
        target = directory / "broken" / (path.name + ".gz")
        packed = gzip.compress(path.read_bytes())
        target.write_bytes(packed[:len(packed) // 2] if i % 4 == 1 else packed)
    shutil.copytree(os.path.join(os.path.dirname(HERE), "data"), directory / "samples")
    return directory


@pytest.mark.parametrize("place", ["month", "hostile", "shapes", "autumn", "utf16", "samples"])
def test_the_number_of_threads_does_not_show(report, places, place):
    for more in [["--format", form] for form in FORMATS] + [
            ["--unrecognized"], ["--format", "bulk", "--timezone", "Europe/Madrid"],
            ["--format", "json", "--by", "recipient", "--only", "all", "--top", "0"],
            ["--format", "json", "--max-groups", "3"], ["--by", "user", "--since", "2026-10-25 02:10"]]:
        wanted = report("--jobs", "1", *more, places / place, stderr=None)
        assert wanted or more[1] in ("list", "mailenable-deny")
        for jobs in ("2", "3", "8"):
            assert report("--jobs", jobs, *more, places / place, stderr=None) == wanted, more


def test_nor_does_it_when_files_break_off(report, places):
    """What is complained of comes in the order of the files, too, although they are opened before their turn."""
    def said(jobs):
        return report("--jobs", jobs, "--format", "json", places / "broken", status=1, stderr=None), report.stderr
    wanted = said("1")
    assert wanted[1].count("\n") > 3
    for jobs in ("2", "3", "8"):
        assert said(jobs) == wanted


@pytest.mark.parametrize("jobs", ["1", "2", "8"])
def test_a_pipe_that_brings_nothing_keeps_nobody_waiting(report, tmp_path, jobs):
    """Lines of one pipe leave as they come, as long as they are older than what the other one has brought."""
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        os.mkfifo(path)
    # Opened for both ways nobody waits for the other end.
    a, b = (os.fdopen(os.open(path, os.O_RDWR), "w", buffering=1, closefd=True) for path in paths)
    process = subprocess.Popen([*report.before, report.program, "--format", "jsonl", "--jobs", jobs, *paths],
                               stdout=subprocess.PIPE)
    b.write(HOUR_TWICE % ("11/22/26 08:00:00", 0, 1, 1, 1))
    for i in range(20):
        a.write(HOUR_TWICE % ("11/22/26 07:00:%02d" % i, i, 1, 1, 1))
        ready, _, _ = select.select([process.stdout], [], [], 30)
        assert ready and json.loads(process.stdout.readline())["time"] == "2026-11-22T07:00:%02d" % i
    a.close()
    b.close()
    assert process.stdout.read().count(b"\n") == 1
    assert process.wait(30) == 0
