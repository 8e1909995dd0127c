# SPDX-License-Identifier: Apache-2.0
"""`--since` and `--until` with a clock that stands still: which of the records on both sides of a limit are counted.

The logs have a record for every minute on the mail server's wall; faketime stops this machine's clock.
"""
import datetime
import json
import os
import shutil

import pytest

from conftest import Report

# Spelled out, so that no table of zones is needed: +1, and +2 from the last Sunday of March to that of October.
BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"
STARTS = [datetime.datetime(2026, month, day) for month, day in ((3, 28), (10, 24), (11, 20))]
MINUTE, MINUTES = datetime.timedelta(minutes=1), range(3 * 1440)
TEXT = "ME-I0111: Relay Denied: Failed to meet all relay criteria."


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("times") / "SMTP-Debug.log"
    times = (start + i * MINUTE for start in STARTS for i in MINUTES)
    path.write_text("".join("%s\t%s\n" % (when.strftime("%m/%d/%y %H:%M:%S"), TEXT) for when in times))
    return path


def counted(report, log, now, zone, *options):
    """The first and the last minute that are counted when it is `now`, in UTC; that every one between is counted."""
    program = shutil.which("faketime")
    assert program, "faketime is missing: scripts/setup --tests installs it"
    seconds = datetime.datetime.fromisoformat(now + "+00:00").timestamp()
    env = {"FAKETIME_FMT": "%s", "TZ": zone,
           # faketime has to be loaded first, which this sanitizer wants to be.
           "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}
    frozen = Report(report.program, [program, "-f", "%d" % seconds])
    found = json.loads(frozen("--format", "json", "--by", "hour", *options, log, env=env))
    first, last = (datetime.datetime.fromisoformat(found["summary"][field]) for field in ("first", "last"))
    assert found["summary"]["failed"] == sum(first <= start + i * MINUTE <= last for start in STARTS for i in MINUTES)
    return first.strftime("%m-%d %H:%M"), last.strftime("%m-%d %H:%M")


@pytest.mark.parametrize("now, zone, options, first, last", [
    ("2026-11-22T12:00:00", "UTC0", ["--since", "2h"], "11-22 10:00", "11-22 23:59"),
    ("2026-11-22T12:00:01", "UTC0", ["--since", "2h"], "11-22 10:01", "11-22 23:59"),
    ("2026-11-22T12:00:00", "UTC0", ["--since", "90m", "--until", "30m"], "11-22 10:30", "11-22 11:29"),
    ("2026-11-22T12:00:00", "UTC0", ["--since", "yesterday"], "11-21 00:00", "11-22 23:59"),
    ("2026-11-22T12:00:00", "UTC0", ["--since", "yesterday", "--until", "yesterday"], "11-21 00:00", "11-21 23:59"),
    ("2026-11-22T12:00:00", "UTC0", ["--since", "today"], "11-22 00:00", "11-22 23:59"),
    ("2026-11-22T12:00:00", "UTC0", ["--since", "2d", "--until", "1d"], "11-20 12:00", "11-21 11:59"),
    ("2026-11-22T12:00:00", "UTC0", ["--since", "1w"], "11-20 00:00", "11-22 23:59"),
    ("2026-11-22T12:00:00", "UTC0", ["--since", "2026-11-21"], "11-21 00:00", "11-22 23:59"),
    ("2026-11-22T12:00:00", "UTC0", ["--until", "2026-03-29"], "03-28 00:00", "03-29 23:59"),
    ("2026-11-22T12:00:00", "UTC0", ["--since", "2026-11-21T07:05:01", "--until", "2026-11-21 07:10"],
     "11-21 07:06", "11-21 07:10"),
    ("2026-11-22T12:00:00", "UTC0", ["--since", "2026-11-21 07:05", "--until", "2026-11-21T07:10:00"],
     "11-21 07:05", "11-21 07:10"),
    # It is tomorrow already in the east, and still yesterday in the west.
    ("2026-11-21T10:00:00", "XXX-14", ["--since", "today"], "11-22 00:00", "11-22 23:59"),
    ("2026-11-22T11:00:00", "XXX12", ["--since", "today", "--until", "today"], "11-21 00:00", "11-21 23:59"),
    # Spring: 02:00 became 03:00 at 01:00 UTC. It is 03:30, and the last hour began at 01:30.
    ("2026-03-29T01:30:00", BERLIN, ["--since", "1h", "--until", "2026-03-29"], "03-29 01:30", "03-29 23:59"),
    # Autumn: 03:00 became 02:00 at 01:00 UTC. It is 02:30 for the second time; an hour ago it was for the first.
    ("2026-10-25T01:30:00", BERLIN, ["--since", "1h", "--until", "2026-10-25"], "10-25 02:30", "10-25 23:59"),
    ("2026-10-25T01:30:00", BERLIN, ["--since", "2h", "--until", "2026-10-25"], "10-25 01:30", "10-25 23:59"),
    ("2026-10-25T23:30:00", BERLIN, ["--since", "yesterday", "--until", "yesterday"], "10-25 00:00", "10-25 23:59"),
])
def test_from_when_and_up_to_when(report, log, now, zone, options, first, last):
    assert counted(report, log, now, zone, *options) == (first, last)


def test_the_clock_stands_still(report, log):
    """Otherwise the tests above prove nothing: the same words on another day mean another time."""
    assert counted(report, log, "2026-03-30T12:00:00", "UTC0", "--since", "today", "--until", "today") == (
        "03-30 00:00", "03-30 23:59")
