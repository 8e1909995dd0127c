# SPDX-License-Identifier: Apache-2.0
"""Lists of clients for a ban, the merging into MailEnable's own list, statuses for monitoring, and reports that go to a
file.
"""
import datetime
import os
import pathlib
import subprocess

import pytest

import mailboxes
import month
from test_judgement import BOB, HOME, THIEF, logins

MERGE = pathlib.Path(__file__).parents[2] / "conf-examples" / "mailenable-deny" / "merge-deny"
WORST = [month.GUESSER, *month.RELAYERS, month.THIEF, month.SPRAYER, mailboxes.SPRAYER, mailboxes.GUESSER,
         mailboxes.NAMELESS]


def listed(report, *arguments, **options):
    return report("--format", "list", *arguments, **options).decode().splitlines()


def test_who_is_listed_of_the_month(report, month_logs):
    """Guessers, relayers and who tried every account, by whichever service; not the office that types wrongly more
    often than most of them, not the owner of the account under attack, not the bots of one try each."""
    assert listed(report, month_logs[0]) == WORST
    assert listed(report, "--min", "100", month_logs[0]) == WORST[:4]
    assert listed(report, "--min", "361", month_logs[0]) == []
    assert listed(report, "--top", "2", month_logs[0]) == WORST[:2]
    assert listed(report, "--only", "relay-denied", month_logs[0]) == list(month.RELAYERS)
    deny = report("--format", "mailenable-deny", month_logs[0])
    assert deny == b"".join(b"%s\t1\tCONNECT\tSYSTEM\r\n" % client.encode() for client in WORST)


def test_networks_that_are_never_listed(report, month_logs, tmp_path):
    allowed = tmp_path / "allowed"
    allowed.write_text("# ours\n\n203.0.113.64/27  # the relayers\r\n  198.51.100.77\n2001:db8::/32\n")
    assert listed(report, "--allow", allowed, month_logs[0]) == WORST[3:]
    allowed.write_text("203.0.113.0/24\nmail01\n")
    assert listed(report, "--allow", allowed, month_logs[0], status=2, stderr=None) == []
    assert "line 2" in report.stderr and "neither an address nor a network" in report.stderr
    assert listed(report, "--allow", tmp_path / "none", month_logs[0], status=2, stderr=None) == []
    assert "cannot be read" in report.stderr


def test_an_owner_is_not_listed_and_his_neighbour_is(report):
    neighbour = "192.0.2.99"
    plan = [(HOME, BOB, None), (HOME, BOB, 30), (neighbour, BOB, 20), (THIEF, BOB, 10), (THIEF, BOB, None)]
    assert listed(report, stdin=logins(*plan)) == [neighbour, THIEF]


@pytest.mark.parametrize("wrong", [["--min", "3"], ["--allow", "/dev/null"], ["--format", "list", "--by", "user"]])
def test_options_of_lists_belong_to_lists(report, wrong):
    assert report(*wrong, "debug.log", status=2, stderr=None) == b""


@pytest.mark.parametrize("plan, critical, warning", [
    ([(HOME, BOB, 1)], 0, 0),
    ([(THIEF, "user%d" % i, 1) for i in range(10)], 0, 3),
    ([(THIEF, BOB, 9), (THIEF, BOB, None)], 3, 3),
])
def test_a_status_for_monitoring(report, plan, critical, warning):
    data = logins(*plan)
    assert report(stdin=data)
    assert report("--fail-on", "critical", stdin=data, status=critical)
    for form in ("table", "csv", "json", "html"):
        assert report("--fail-on", "warning", "--format", form, stdin=data, status=warning)
    report("--fail-on", "warning", "missing.log", "-", stdin=data, status=1, stderr=None)


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl", "html", "list"])
def test_a_report_in_a_file(report, month_logs, tmp_path, form):
    """Also where the old one lies among the logs."""
    wanted = report("--format", form, "--client", month.GUESSER, month_logs[0] / "mail01")
    place = tmp_path / "mail01"
    (place / "logs").mkdir(parents=True)
    for path in (month_logs[0] / "mail01").rglob("*.log"):
        (place / "logs" / path.name).symlink_to(path)
    target = place / "report"
    target.write_text("11/22/26 07:00:01\tME-I0111: Relay Denied: an old report\n")
    assert report("--format", form, "--client", month.GUESSER, "-O", target, "--host", "mail01", place) == b""
    if form not in ("json", "html"):
        assert target.read_bytes() == wanted
    assert sorted(os.listdir(place)) == ["logs", "report"]


def test_a_file_that_cannot_be_written_stays_as_it_was(report, month_logs, tmp_path):
    report("-O", tmp_path / "none" / "report", "debug.log", status=1, stderr=None)
    assert "report: " in report.stderr and report.stderr.count("\n") == 1
    report("-O", "", "debug.log", status=2, stderr=None)


def merged(tmp_path, *rows, days="7"):
    (tmp_path / "new").write_bytes(b"".join(b"%s\t1\tCONNECT\tSYSTEM\r\n" % row.encode() for row in rows))
    subprocess.run(["sh", MERGE, "--days", days, tmp_path / "new", tmp_path / "SMTP-DENY.TAB"], check=True, timeout=60)
    return [row.split(b"\t")[0].decode() for row in (tmp_path / "SMTP-DENY.TAB").read_bytes().splitlines()]


def test_merging_into_the_servers_own_list(tmp_path):
    table, ours = tmp_path / "SMTP-DENY.TAB", tmp_path / "SMTP-DENY.TAB.ours"
    before = b"192.0.2.1\t1\tCONNECT\tSYSTEM\r\n192.0.2.0/25\t2\tCONNECT\tadmin\r\n"
    table.write_bytes(before)
    assert merged(tmp_path, "203.0.113.5", "192.0.2.1") == ["192.0.2.1", "192.0.2.0/25", "203.0.113.5"]
    assert table.read_bytes().startswith(before) and (tmp_path / "SMTP-DENY.TAB.before").read_bytes() == before
    today = datetime.date.today().isoformat()
    assert ours.read_text() == "203.0.113.5\t%s\n" % today
    # It comes no more: it stays for a week, and what stood there before stays for ever.
    for age, there in ((7, True), (8, False)):
        ours.write_text("203.0.113.5\t%s\n" % (datetime.date.today() - datetime.timedelta(days=age)).isoformat())
        assert merged(tmp_path) == ["192.0.2.1", "192.0.2.0/25"] + ["203.0.113.5"] * there
    assert ours.read_text() == "" and table.read_bytes() == before
    # Taken out by hand, it stays out until it comes again.
    merged(tmp_path, "203.0.113.5")
    table.write_bytes(before)
    assert merged(tmp_path) == ["192.0.2.1", "192.0.2.0/25"]
    assert merged(tmp_path, "203.0.113.5")[-1] == "203.0.113.5"
    assert sorted(os.listdir(tmp_path)) == ["SMTP-DENY.TAB", "SMTP-DENY.TAB.before", "SMTP-DENY.TAB.ours", "new"]


def test_merging_says_what_is_wrong(tmp_path):
    for arguments in ([], ["--days", "x", "a", "b"], ["a"]):
        assert subprocess.run(["sh", MERGE, *arguments], stderr=subprocess.PIPE, timeout=60).returncode == 2
    done = subprocess.run(["sh", MERGE, tmp_path / "none", tmp_path / "list"], stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1 and b"cannot be read" in done.stderr
