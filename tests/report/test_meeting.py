# SPDX-License-Identifier: Apache-2.0
"""Debug records and rows about the same refusal are one attempt; what cannot be told apart is not guessed."""
import datetime
import itertools
import json

import pytest

DENIED = "503 This mail server requires authentication when attempting to send to a non-local e-mail address."
LOCAL = "Relay Denied: Failed to meet all relay criteria."
OFF = "Relay Denied: Server is configured not to allow relaying"


def row(second, client, recipient="x@example.org", connection=1000, reply=DENIED, message="A"):
    return "11/22/26 07:00:%02d\tSMTP-IN\t%s.MAI\t%d\t%s\tRCPT\tRCPT TO:<%s>\t%s\t10\t20\t\t" % (
        second, (message * 32)[:32], connection, client, recipient, reply)


def w3c(second, client, recipient="x@example.org", connection=1000, reply=DENIED):
    return "2026-11-22 07:00:%02d %s SMTP-IN - 192.0.2.25 %d RCPT RCPT+TO:<%s> %s MAIL 10 20 - " % (
        second, client, connection, recipient, reply.replace(" ", "+"))


def debug(second, code="ME-I0111", text=LOCAL, ids=""):
    return "11/22/26 07:00:%02d\t%s: %s%s" % (second, code, ids, text)


def attempts(report, lines):
    found = json.loads(report("--format", "json", stdin=("\r\n".join(lines) + "\r\n").encode()))
    return {
        (g.get("client", ""), w.get("reason", ""), w["attempts"]) for g in found["groups"] for w in g["what"]
    }


def test_one_refusal_in_three_logs_is_one_attempt_in_any_order(report):
    lines = [row(1, "203.0.113.1"), w3c(1, "203.0.113.1"), debug(1)]
    for order in itertools.permutations(lines):
        assert attempts(report, order) == {("203.0.113.1", "no-criteria-met", 1)}


@pytest.mark.parametrize("second, met", [(1, True), (3, True), (4, False)])
def test_the_window_without_an_id(report, second, met):
    found = attempts(report, [row(1, "203.0.113.1"), debug(second)])
    if met:
        assert found == {("203.0.113.1", "no-criteria-met", 1)}
    else:
        assert sum(count for _, _, count in found) == 2


def test_as_many_attempts_as_refusals(report):
    """Five in a second, of two clients: which record is whose does not matter, since all say the same."""
    lines = [row(1, "203.0.113.%d" % (i % 2 + 1), "v%d@example.org" % i, 1000 + i % 2) for i in range(5)]
    lines += [debug(1) for _ in range(5)]
    assert attempts(report, lines) == {("203.0.113.1", "no-criteria-met", 3), ("203.0.113.2", "no-criteria-met", 2)}


def test_reasons_that_differ_are_not_guessed(report):
    lines = [debug(1), debug(1, "ME-I0112", OFF), row(1, "203.0.113.1"), row(1, "203.0.113.2", connection=1004)]
    found = attempts(report, lines)
    assert sum(count for _, _, count in found) == 2
    assert {client for client, _, _ in found} == {"203.0.113.1", "203.0.113.2"}
    by_client = {client: reason for client, reason, _ in found}
    assert by_client["203.0.113.1"] == "authentication-required"


def test_ids_keep_them_apart(report):
    lines = [
        debug(1, "ME-I0112", OFF, "[1004] "), debug(1, ids="[1000] "),
        row(1, "203.0.113.1", connection=1000), row(1, "203.0.113.2", connection=1004, message="B"),
    ]
    assert attempts(report, lines) == {
        ("203.0.113.1", "no-criteria-met", 1), ("203.0.113.2", "relaying-disabled", 1),
    }


def test_two_servers_never_meet(report, tmp_path):
    for name, line in (("mail01", row(1, "203.0.113.1")), ("mail02", debug(1))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "log").write_text(line + "\n")
    found = json.loads(report("--format", "json", "--by", "host", tmp_path))
    assert {(g["host"], g["attempts"]) for g in found["groups"]} == {("mail01", 1), ("mail02", 1)}


def test_more_than_may_be_read_together(report, tmp_path):
    """Forty servers with two logs each, all of the same second."""
    for i in range(40):
        place = tmp_path / ("mail%02d" % i)
        place.mkdir()
        (place / "a.log").write_text(row(1, "203.0.113.%d" % i) + "\n")
        (place / "b.log").write_text(debug(1) + "\n")
    found = json.loads(report("--format", "json", tmp_path))
    assert len(found["groups"]) == 40
    assert all(g["what"][0]["reason"] == "no-criteria-met" and g["attempts"] == 1 for g in found["groups"])


def test_outbound_refusals_are_not_failures_of_clients(report):
    line = row(1, "203.0.113.1", reply="550 no such user").replace("SMTP-IN", "SMTP-OU")
    assert attempts(report, [line]) == set()


def test_a_failed_login_keeps_its_name_and_no_recipient(report):
    lines = [
        row(1, "203.0.113.1", reply="250 Requested mail action okay, completed"),
        "11/22/26 07:00:02\tSMTP-IN\t%s.MAI\t1000\t203.0.113.1\tAUTH\tc2VjcmV0\t535 Invalid Username or Password\t34"
        "\t18\tbob\t" % ("A" * 32),
    ]
    output = report("--format", "json", stdin="\n".join(lines).encode())
    group = json.loads(output)["groups"][0]
    assert group["users"]["names"][0]["name"] == "bob" and "recipients" not in group
    assert b"c2VjcmV0" not in output


def autumn(with_ids):
    """The rows and Debug records of a night in which clocks go from 02:59:59 back to 02:00:00, in the order in which
    the server writes them: {file: lines}. A refusal about every minute."""
    files = {"SMTP-Activity-261025.log": [], "ex261025.log": [], "SMTP-Debug-261025.log": []}
    start = datetime.datetime(2026, 10, 25, 1, 0)
    for i in range(4 * 60):
        elapsed = start + datetime.timedelta(seconds=i * 60 + i % 7)
        wall = elapsed if elapsed.hour < 3 else elapsed - datetime.timedelta(hours=1)
        client, recipient, handle = "203.0.113.%d" % (1 + i % 9), "v%d@example.org" % i, 1000 + i % 50
        files["SMTP-Activity-261025.log"].append(
            "%s\tSMTP-IN\t%032X.MAI\t%d\t%s\tRCPT\tRCPT TO:<%s>\t%s\t10\t20\t\t"
            % (wall.strftime("%m/%d/%y %H:%M:%S"), i + 1, handle, client, recipient, DENIED))
        files["ex261025.log"].append("%s %s SMTP-IN - 192.0.2.25 %d RCPT RCPT+TO:<%s> %s MAIL 10 20 - " % (
            wall.strftime("%Y-%m-%d %H:%M:%S"), client, handle, recipient, DENIED.replace(" ", "+")))
        files["SMTP-Debug-261025.log"].append("%s\tME-I0111: %s%s" % (
            wall.strftime("%m/%d/%y %H:%M:%S"), "[%d] " % handle if with_ids else "", LOCAL))
    return files


@pytest.mark.parametrize("with_ids", [False, True], ids=["without ids", "with ids"])
@pytest.mark.parametrize("beside", [["ex261025.log"], ["SMTP-Debug-261025.log"],
                                    ["ex261025.log", "SMTP-Debug-261025.log"]], ids=" ".join)
def test_the_hour_that_comes_twice_counts_what_activity_alone_counts(report, tmp_path, with_ids, beside):
    files = autumn(with_ids)
    for name in ["SMTP-Activity-261025.log", *beside]:
        (tmp_path / name).write_bytes("".join(line + "\r\n" for line in files[name]).encode())
    both = json.loads(report("--format", "json", tmp_path))
    alone = json.loads(report("--format", "json", tmp_path / "SMTP-Activity-261025.log"))
    assert {g["client"]: g["attempts"] for g in both["groups"]} == {g["client"]: g["attempts"] for g in alone["groups"]}
    assert both["summary"]["failed"] == alone["summary"]["failed"] == 240
