# SPDX-License-Identifier: Apache-2.0
"""A made-up month of three servers: the figures of every report are those of the truth."""
import collections
import csv
import io
import ipaddress
import json

import pytest

import mailboxes
import month
import schema

def domain(attempt):
    address = next((a for a in (attempt.user, attempt.recipient, attempt.sender) if "@" in a), "@")
    return address.rpartition("@")[2].lower()


BY = {
    "client": lambda a: a.client,
    "network": lambda a: str(ipaddress.ip_network(a.client + ("/64" if ":" in a.client else "/24"), strict=False)),
    "user": lambda a: a.user,
    "sender": lambda a: a.sender,
    "recipient": lambda a: a.recipient,
    "reason": lambda a: a.event + ("/" + a.reason if a.reason else ""),
    "hour": lambda a: a.when.strftime("%Y-%m-%d %H:00"),
    "day": lambda a: a.when.strftime("%Y-%m-%d"),
    "service": lambda a: a.service,
    "domain": domain,
    "host": lambda a: a.host,
}
HAVE_LOGINS = {"client", "network", "user", "hour", "day", "service", "domain", "host"}
NAMES = {"client": "clients", "user": "users", "sender": "senders", "recipient": "recipients"}


@pytest.fixture(scope="module")
def truth(month_logs):
    return [attempt for server in month_logs[1] for attempt in server.truth]


@pytest.fixture(scope="module")
def logins(month_logs):
    return [attempt for server in month_logs[1] for attempt in server.logins]


def expected(attempts, key):
    groups = collections.defaultdict(list)
    for attempt in attempts:
        groups[key(attempt)].append(attempt)
    return groups


def check(group, attempts, by):
    assert group["attempts"] == len(attempts)
    assert group["first"] == min(a.when for a in attempts).isoformat()
    assert group["last"] == max(a.when for a in attempts).isoformat()
    what = {(w["event"], w.get("reason", "")): w["attempts"] for w in group["what"]}
    assert what == collections.Counter((a.event, a.reason) for a in attempts)
    for field, plural in NAMES.items():
        if field == by:
            continue
        counts = collections.Counter(getattr(a, field) for a in attempts if getattr(a, field))
        found = group.get(plural, {"distinct": 0, "names": []})
        assert found["distinct"] == len(counts), (plural, counts)
        for name in found["names"]:
            assert name["attempts"] == counts[name["name"]]


@pytest.mark.parametrize("by", BY)
def test_groups_are_the_truth(report, month_logs, truth, logins, by):
    found = json.loads(report("--format", "json", "--by", by, month_logs[0]))
    schema.check(found)
    wanted = expected(truth, BY[by])
    groups = {group.get(by, ""): group for group in found["groups"]}
    assert set(groups) == set(wanted)
    accepted = collections.Counter(map(BY[by], logins))
    for key, attempts in wanted.items():
        check(groups[key], attempts, by)
        assert groups[key].get("logins") == (accepted[key] if by in HAVE_LOGINS else None)


@pytest.mark.parametrize("service", ["smtp", "imap", "pop"])
def test_each_service_has_its_own_figures(report, month_logs, truth, logins, service):
    """What is asked of one service, by client: no attempt and no login of another one."""
    found = json.loads(report("--format", "json", "--service", service, month_logs[0]))
    wanted = expected([a for a in truth if a.service == service], BY["client"])
    accepted = collections.Counter(a.client for a in logins if a.service == service)
    assert {group["client"] for group in found["groups"]} == set(wanted)
    for group in found["groups"]:
        check(group, wanted[group["client"]], "client")
        assert group["logins"] == accepted[group["client"]]


def test_sums_are_the_truth(report, month_logs, truth):
    found = json.loads(report("--format", "json", month_logs[0]))["summary"]
    rows = [row for server in month_logs[1] for row in server.rows]
    logs = collections.Counter(row[2] for row in rows)
    granted = sum((server.granted for server in month_logs[1]), collections.Counter())
    assert found["failed"] == found["selected"] == len(truth)
    assert found["lines"] == found["records"] == len(rows)
    assert {log: found["records_" + log] for log in logs} == logs
    assert {w["reason"]: w["attempts"] for w in found["granted"]["what"]} == granted
    assert found["logins_accepted"] == sum(len(server.logins) for server in month_logs[1])
    assert found["logins_failed"] == sum(a.event == "auth-failure" for a in truth)
    assert found["denied"]["records"] == sum(a.event in ("relay-denied", "recipient-denied") for a in truth)


def about(warning):
    """Whom a warning is about, and the figures in it."""
    return {key: value for key, value in warning.items() if key not in ("text", "advice", "severity", "critical")}


def of_mail03(truth, keep):
    return [a for a in truth if a.host == "mail03" and a.event == "auth-failure" and keep(a)]


def test_warnings_are_the_truth(report, month_logs, truth, logins):
    """Every one that is due, and no other: not the owners who log in while their account is attacked, not the office
    where many type wrongly, not the names that nobody has."""
    warnings = json.loads(report("--format", "json", month_logs[0]))["warnings"]
    strangers = of_mail03(truth, lambda a: a.user == month.TARGET and a.client not in month.TARGET_PLACES)
    thief = next(a for a in logins if a.client == month.BOTNET_THIEF)
    near_thief = [a for a in strangers if BY["network"](a) == BY["network"](thief) and a.when < thief.when]
    sprayed = of_mail03(truth, lambda a: a.client == month.SPRAYER)
    stolen = [a for a in logins if a.user == month.STOLEN and a.host == "mail03"]
    guessed = next(a for a in logins if a.client == month.THIEF)
    smtp, imap, pop = ({"service": service} for service in ("smtp", "imap", "pop"))
    by_imap = next(a for a in logins if a.client == mailboxes.GUESSER)
    used = [a for a in logins if a.user == mailboxes.STOLEN]
    tried = of_mail03(truth, lambda a: a.user == mailboxes.TRIED)
    by_pop = of_mail03(truth, lambda a: a.client == mailboxes.SPRAYER)
    relays = {host: max(when for when, *_, text in server.rows if "ME-I0110" in text)
              for server in month_logs[1] for host in [server.name] if server.granted["open-relay"]}
    assert [about(w) for w in warnings] == [
        *({"id": "open-relay", "host": host, "time": relays[host].isoformat(), **smtp, "count": count}
          for host, count in (("mail02", month_logs[1][1].granted["open-relay"]), ("mail03", month.OPEN_RELAY_03[1]))),
        {"id": "guessed-account", "host": "mail01", "user": month.GUESSED_USER, "client": month.THIEF, **smtp,
         "time": guessed.when.isoformat(), "count": month.GUESSES_BEFORE_SUCCESS},
        {"id": "guessed-account", "host": "mail03", "user": mailboxes.GUESSED, "client": mailboxes.GUESSER, **imap,
         "time": by_imap.when.isoformat(), "count": mailboxes.GUESSES},
        {"id": "guessed-account", "host": "mail03", "user": month.TARGET, "client": month.BOTNET_THIEF, **smtp,
         "time": thief.when.isoformat(), "count": len(near_thief)},
        {"id": "account-in-many-networks", "host": "mail03", "user": month.STOLEN, **smtp,
         "time": max(a.when for a in stolen).isoformat(), "count": month.STOLEN_NETWORKS},
        {"id": "account-in-many-networks", "host": "mail03", "user": mailboxes.STOLEN, **imap,
         "time": max(a.when for a in used).isoformat(), "count": mailboxes.STOLEN_NETWORKS},
        {"id": "account-tried-from-many", "host": "mail03", "user": month.TARGET, **smtp,
         "time": max(a.when for a in strangers).isoformat(), "count": len({a.client for a in strangers})},
        {"id": "account-tried-from-many", "host": "mail03", "user": mailboxes.TRIED, **pop,
         "time": max(a.when for a in tried).isoformat(), "count": len(mailboxes.TRIED_FROM)},
        {"id": "client-tries-many-accounts", "host": "mail03", "client": month.SPRAYER, **smtp,
         "time": max(a.when for a in sprayed).isoformat(), "count": len({a.user for a in sprayed})},
        {"id": "client-tries-many-accounts", "host": "mail03", "client": mailboxes.SPRAYER, **pop,
         "time": max(a.when for a in by_pop).isoformat(), "count": len(mailboxes.SPRAYED)},
        {"id": "sender-local", "host": "mail01", "time": "2026-11-22T08:20:00", **smtp, "count": 1},
        {"id": "unknown-codes", "host": "mail01", "time": "2026-11-22T08:20:01", "count": 1},
    ]
    assert len({a.client for a in strangers}) == len(month.BOTNET) + 1  # the sprayer tried it, too
    critical = {"open-relay", "guessed-account", "account-in-many-networks"}
    for w in warnings:
        assert w["severity"] == ("critical" if w["id"] in critical else "warning")
        assert w.get("critical", False) == (w["severity"] == "critical")
        assert w["advice"].endswith(".") and all(w.get(key, "") in w["text"] for key in ("host", "user", "client"))
    assert "from 2026-11-17 02:" in warnings[0]["text"] and "ME-W0999 (1)" in warnings[-1]["text"]


def test_bounces_are_the_truth(report, month_logs):
    wanted = month_logs[1][2].bounces
    found = json.loads(report("--format", "json", "--only", "bounced", "--by", "recipient", month_logs[0]))
    counts = {(g["recipient"], w["event"]): w["attempts"] for g in found["groups"] for w in g["what"]}
    assert counts == wanted and sum(wanted.values()) == month.BOUNCES == found["summary"]["selected"]


def test_who_used_the_open_relay(report, month_logs):
    """The Debug log has no id there: client and recipient come from the row of the same time."""
    found = json.loads(report("--format", "json", "--only", "open-relay", month_logs[0] / "mail03"))
    assert {g["client"]: g["attempts"] for g in found["groups"]} == {client: 1 for client in month.RELAYED}
    assert all([n["name"] for n in g["recipients"]["names"]] == ["victim@example.org"] for g in found["groups"])


@pytest.mark.parametrize(
    "options, keep",
    [
        (["--only", "auth-failure"], lambda a: a.event == "auth-failure"),
        (["--only", "denied"], lambda a: a.event in ("relay-denied", "recipient-denied")),
        (["--only", "dns-blacklist,greylisting"], lambda a: a.reason in ("dns-blacklist", "greylisting")),
        (["--only", "dns-blacklist", "--only", "greylisting"], lambda a: a.reason in ("dns-blacklist", "greylisting")),
        (["--client", "203.0.113.64/26"], lambda a: a.client in month.RELAYERS[:2]),
        (["--client", "203.0.113.66"], lambda a: a.client == month.RELAYER),
        (["--client", "2001:db8:bad::/48"], lambda a: a.client == month.PROBER),
        (["--user", "BOB@example.com"], lambda a: a.user == month.GUESSED_USER),
        (["--since", "2026-11-20"], lambda a: a.when.day >= 20),
        (["--until", "2026-11-20"], lambda a: a.when.day <= 20),
        (["--since", "2026-11-10T12:00", "--until", "2026-11-11 11:59"],
         lambda a: "2026-11-10T12" <= a.when.isoformat() < "2026-11-11T12"),
    ],
)
def test_questions_choose_what_they_say(report, month_logs, truth, options, keep):
    found = json.loads(report("--format", "json", *options, month_logs[0]))
    wanted = expected(filter(keep, truth), BY["client"])
    assert {group["client"]: group["attempts"] for group in found["groups"]} == {
        client: len(attempts) for client, attempts in wanted.items()
    }


def test_top_and_sort(report, month_logs, truth):
    counts = collections.Counter(a.client for a in truth)
    found = json.loads(report("--format", "json", "--sort", "attempts", "--top", "3", month_logs[0]))
    assert [g["attempts"] for g in found["groups"]] == [count for _, count in counts.most_common(3)]
    assert found["summary"]["groups"] == len(counts)
    found = json.loads(report("--format", "json", "--sort", "name", month_logs[0]))
    assert [g["client"] for g in found["groups"]] == sorted(counts)
    found = json.loads(report("--format", "json", "--sort", "last", month_logs[0]))
    last = [g["last"] for g in found["groups"]]
    assert last == sorted(last, reverse=True)
    found = json.loads(report("--format", "json", "--sort", "first", month_logs[0]))
    first = [g["first"] for g in found["groups"]]
    assert first == sorted(first)


def test_beyond_the_limit_the_rest_is_summed(report, month_logs, truth):
    found = json.loads(report("--format", "json", "--max-groups", "5", month_logs[0]))
    schema.check(found)
    assert len(found["groups"]) == 5
    assert sum(g["attempts"] for g in found["groups"]) + found["others"]["attempts"] == len(truth)
    assert "others" in {w["id"] for w in found["warnings"]}
    assert b"(others)" in report("--max-groups", "5", month_logs[0])
    exact = len(expected(truth, BY["client"]))
    assert "others" not in json.loads(report("--format", "json", "--max-groups", exact, month_logs[0]))
    assert "others" in json.loads(report("--format", "json", "--max-groups", exact - 1, month_logs[0]))


def test_csv_has_the_same_figures(report, month_logs, truth):
    rows = list(csv.DictReader(io.StringIO(report("--format", "csv", month_logs[0]).decode(), newline="")))
    wanted = expected(truth, BY["client"])
    assert {row["client"]: int(row["attempts"]) for row in rows} == {c: len(a) for c, a in wanted.items()}
    for row in rows:
        assert int(row["users"]) == len({a.user for a in wanted[row["client"]] if a.user})


def test_a_host_that_is_given(report, month_logs):
    assert b"elsewhere" in report("--by", "host", "--host", "elsewhere", month_logs[0])
