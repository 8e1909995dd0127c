# SPDX-License-Identifier: Apache-2.0
"""Records as documents for a search engine, with ids that stay: what a log was stored under, it is stored under
again."""
import collections
import gzip
import json
import re

import pytest

from conftest import SAMPLES

ROW = (b"11/22/26 07:00:%02d\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t77\t192.0.2.7\tAUTH\t%s\t"
       b"535 Invalid Username or Password\t34\t20\tbob@example.com\t\r\n")
DENIED = b"%s\tME-I0111: Relay Denied: Failed to meet all relay criteria.\r\n"


def pairs(output):
    """(action, document) of each record."""
    lines = output.decode().splitlines()
    assert len(lines) % 2 == 0
    return [(json.loads(action)["create"], json.loads(document))
            for action, document in zip(lines[0::2], lines[1::2])]


def ids(output):
    return [action["_id"] for action, _ in pairs(output)]


@pytest.fixture
def bulk(report):
    return lambda *args, zone="utc", **more: report("--format", "bulk", "--timezone", zone, *args, **more)


def test_a_document_holds_the_object_of_jsonl(report, bulk, samples):
    found = pairs(bulk(*samples, stderr=None))
    wanted = [json.loads(line) for line in report("--format", "jsonl", "--timezone", "utc", *samples).splitlines()]
    assert len(found) > 100 and len({action["_id"] for action, _ in found}) == len(found)
    for (action, document), native in zip(found, [native for native in wanted if "time" in native]):
        assert native.pop("host", None) == document["host"]["name"]
        assert document["mailenable"] == native
        assert document["@timestamp"] == native["time"] and native["time"].endswith("Z")
        assert action["_index"] == "logs-{dataset}-{namespace}".format(**document["data_stream"])
        assert action["_id"].startswith(re.sub(r"\D", "", native["time"]) + "-")


def test_no_password_comes_out_and_the_rest_of_the_line_does(bulk, tmp_path):
    (tmp_path / "a.log").write_bytes(ROW % (1, b"c2VjcmV0MTIz"))
    document = pairs(bulk(tmp_path / "a.log"))[0][1]
    assert document["message"].encode() == (ROW % (1, b"{blank}")).rstrip(b"\r\n")
    secrets = re.findall(rb"AUTH\t(\w{8,})\t", (SAMPLES / "activity-rows.log").read_bytes())
    assert len(secrets) > 3
    output = bulk("activity-rows.log")
    assert not [secret for secret in secrets if secret in output]


def test_more_passwords_than_a_line_can_have(bulk):
    """Behind a line that lost its end: each row in it has one."""
    line = b"\r".join((ROW % (n, b"c2VjcmV0%02d" % n)).rstrip() for n in range(50))
    output = bulk("-", stdin=line + b"\n")
    assert b"c2VjcmV0" not in output and output.count(b"{blank}") >= 50


def test_equal_lines_of_one_second_are_all_kept(bulk, tmp_path):
    lines = DENIED % b"11/22/26 07:00:01" * 5 + DENIED % b"11/22/26 07:00:02" + DENIED % b"11/22/26 07:00:01"
    (tmp_path / "SMTP-Debug-261122.log").write_bytes(lines)
    assert len(set(ids(bulk(tmp_path)))) == 7


def test_a_log_keeps_its_ids_wherever_it_lies(bulk, tmp_path):
    lines = DENIED % b"11/22/26 07:00:01" * 3 + ROW % (2, b"{blank}")
    (tmp_path / "now").mkdir()
    (tmp_path / "old").mkdir()
    (tmp_path / "now" / "a.log").write_bytes(lines)
    first = bulk("--host", "mail01", tmp_path / "now")
    (tmp_path / "old" / "b.gz").write_bytes(gzip.compress(lines.replace(b"\r\n", b"\n")))
    assert bulk("--host", "mail01", tmp_path / "old") == first
    assert not set(ids(bulk("--host", "mail02", tmp_path / "old"))) & set(ids(first))
    # The beginning of the log, and a copy of its end, read together with it: no id that is new.
    (tmp_path / "old" / "begin.log").write_bytes(lines[:len(DENIED) * 2])
    (tmp_path / "old" / "end.log").write_bytes(ROW % (2, b"{blank}"))
    assert set(ids(bulk("--host", "mail01", tmp_path / "old", tmp_path / "now"))) == set(ids(first))


def test_ids_never_change(bulk):
    """What is stored already was stored under these."""
    line = DENIED % b"11/22/26 07:00:01"
    assert ids(bulk("--host", "mail01", "-", stdin=line * 2)) == [
        "20261122070001-0b13f89c401cb506c157888ba944ee43", "20261122070001-a18c6c39899890a3f762ed5093f56d26"]


def test_a_password_does_not_show_in_the_id(bulk):
    """Else whoever has the document could try passwords until the id fits."""
    found = [ids(bulk("-", stdin=ROW % (1, secret)))[0] for secret in (b"c2VjcmV0", b"{blank}", b"b3RoZXIx")]
    assert len(set(found)) == 1


@pytest.mark.native  # the program for Windows knows no zone by its name
@pytest.mark.parametrize("zone, time, want", [
    ("Europe/Madrid", b"07/22/26 07:00:01", "2026-07-22T07:00:01+02:00"),
    ("Europe/Madrid", b"11/22/26 07:00:01", "2026-11-22T07:00:01+01:00"),
    ("UTC", b"11/22/26 07:00:01", "2026-11-22T07:00:01Z"),
    ("-03:30", b"11/22/26 07:00:01", "2026-11-22T07:00:01-03:30"),
    # The hour that comes twice: the first of the two.
    ("Europe/Madrid", b"10/25/26 02:30:00", "2026-10-25T02:30:00+02:00"),
    ("Australia/Lord_Howe", b"04/05/26 01:45:00", "2026-04-05T01:45:00+11:00"),
])
def test_times_have_the_offset_of_the_zone(bulk, report, zone, time, want):
    line = DENIED % time
    document = pairs(bulk("-", zone=zone, stdin=line))[0][1]
    assert document["@timestamp"] == want
    native = json.loads(report("--format", "jsonl", "--timezone", zone, "-", stdin=line))
    assert native["time"] == document["mailenable"]["time"]
    assert ("timezone" in document["event"]) == (native["time"] == want)


FRAME = b"<13>1 %s MAIL01 mailenable - - - " + DENIED % b"11/22/26 07:00:01"


@pytest.mark.parametrize("stamp, offset", [(b"2026-11-22T07:00:02.5+01:00", "+01:00"), (b"2026-11-22T07:00:02Z", "Z")])
def test_the_sender_may_say_its_offset(bulk, report, stamp, offset):
    native, = (json.loads(line) for line in
               report("--format", "jsonl", "--timezone", "Sender", "-", stdin=FRAME % stamp).splitlines())
    assert native["time"] == "2026-11-22T07:00:01" + offset
    document = pairs(bulk("-", zone="sender", stdin=FRAME % stamp))[0][1]
    assert document["@timestamp"] == document["mailenable"]["time"] == native["time"]


def test_a_sender_that_says_none_has_no_offset(bulk, report):
    lines = DENIED % b"11/22/26 07:00:01" + FRAME % b"-" + FRAME % b"2026-11-22T07:00:02-00:00"
    lines += b"<13>Nov 22 07:00:02 MAIL01 x: " + DENIED % b"11/22/26 07:00:01"
    for line in report("--format", "jsonl", "--timezone", "sender", "-", stdin=lines).splitlines():
        assert json.loads(line)["time"] == "2026-11-22T07:00:01"
    assert bulk("-", zone="sender", stdin=lines, stderr=b"mailenable-report: 4 records have no date, or no offset in "
                b"their header, and were left out: nobody knows when they were\n") == b""


def test_records_without_a_date_are_counted(bulk):
    output = bulk("-", stdin=b"ME-I0111: Relay Denied: Failed to meet all relay criteria.\n" * 2 +
                  DENIED % b"11/22/26 07:00:01", stderr=b"mailenable-report: 2 records have no date and were left out: "
                  b"nobody knows when they were\n")
    assert len(ids(output)) == 1


def test_more_lines_than_are_remembered(bulk):
    lines = b"".join(ROW % (n % 60, b"NAME%d" % n) for n in range(60000))
    counts = collections.Counter(ids(bulk("-", stdin=lines)))
    assert len(counts) == 60000 and set(counts.values()) == {1}


@pytest.mark.parametrize("arguments, words", [
    (["--format", "bulk"], "--format bulk needs --timezone"),
    (["--timezone", "utc"], "--timezone is for --format jsonl and bulk"),
    (["--format", "bulk", "--timezone", "../../etc/passwd"], "--timezone cannot be"),
    (["--format", "bulk", "--timezone", "Europe/Nowhere"], "--timezone cannot be"),
    (["--format", "bulk", "--timezone", "+15:00"], "--timezone cannot be"),
])
def test_wrong_usage(report, arguments, words):
    assert report(*arguments, "debug.log", status=2, stderr=None) == b""
    assert words in report.stderr
