# SPDX-License-Identifier: Apache-2.0
"""Who attacks and who does not, in small logs: families 14 and 15 of what strangers may write, the owner with a typing
error, limits at their edges, and memory that ends.
"""
import datetime
import json

import pytest

START = datetime.datetime(2026, 11, 22, 7)
BOB, HOME, THIEF = "bob@example.com", "192.0.2.10", "203.0.113.5"


def logins(*plan):
    """Rows of AUTH: (client, user, how often it fails or None for one that is accepted, seconds between)."""
    when, rows = START, []
    for client, user, failures, *step in plan:
        for _ in range(failures or 1):
            when += datetime.timedelta(seconds=step[0] if step else 5)
            reply = "235 Authenticated" if failures is None else "535 Invalid Username or Password"
            rows.append("%s\tSMTP-IN\t%032X.MAI\t%d\t%s\tAUTH\t{blank}\t%s\t9\t9\t%s\t" % (
                when.strftime("%m/%d/%y %H:%M:%S"), len(rows) + 1, len(rows) % 5000, client, reply, user))
    return ("\r\n".join(rows) + "\r\n").encode()


def warned(report, *plan, options=()):
    found = json.loads(report("--format", "json", *options, stdin=logins(*plan)))
    return [(w["id"], w.get("user"), w.get("client"), w["count"]) for w in found["warnings"]]


def test_a_guess_is_five_failures_and_a_login_from_the_same_place(report):
    for failures in range(8):
        plan = [(THIEF, BOB, failures)] if failures else []
        found = warned(report, *plan, (THIEF, BOB, None))
        assert found == ([("guessed-account", BOB, THIEF, failures)] if failures >= 5 else []), failures


def test_a_network_is_one_place_and_its_neighbour_another(report):
    guess = [("guessed-account", BOB, "203.0.113.9", 6)]
    assert warned(report, (THIEF, BOB, 6), ("203.0.113.9", BOB, None)) == guess
    assert warned(report, (THIEF, BOB, 6), ("203.0.114.9", BOB, None)) == []
    v6 = [("guessed-account", BOB, "2001:db8::2", 6)]
    assert warned(report, ("2001:db8::1", BOB, 6), ("2001:db8::2", BOB, None)) == v6
    assert warned(report, ("2001:db8::1", BOB, 6), ("2001:db8:0:1::2", BOB, None)) == []


def test_eleven_failures_of_a_stranger_do_not_accuse_the_owner(report):
    """Family 15, first half."""
    assert warned(report, (HOME, BOB, None), (THIEF, BOB, 11), (HOME, BOB, None)) == []
    assert warned(report, (THIEF, BOB, 11), (HOME, BOB, None)) == []


def test_logins_of_the_owner_do_not_hide_a_thief(report):
    """Family 15, second half: two hundred failures of one address with the owner's logins in between."""
    plan = [(client, BOB, failures) for _ in range(20) for client, failures in ((THIEF, 10), (HOME, None))]
    assert warned(report, *plan, (THIEF, BOB, None)) == [("guessed-account", BOB, THIEF, 200)]


def test_an_owner_types_wrongly_where_he_always_logs_in(report):
    assert warned(report, (HOME, BOB, None), (HOME, BOB, 300), (HOME, BOB, None)) == []


def test_a_thief_is_never_an_owner(report):
    """Who guessed once and is thrown out guesses again."""
    plan = [(THIEF, BOB, 6), (THIEF, BOB, None), (THIEF, BOB, None), (THIEF, BOB, 90), (THIEF, BOB, None)]
    assert warned(report, *plan) == [("guessed-account", BOB, THIEF, 90)]


def test_letter_case_makes_no_other_account(report):
    assert warned(report, (THIEF, "BOB@example.com", 3), (THIEF, "bob@Example.COM", 3), (THIEF, BOB, None)) == [
        ("guessed-account", BOB, THIEF, 6)]
    found = json.loads(report("--format", "json", "--by", "user", stdin=logins((THIEF, "Bob", 1), (HOME, "BOB", 2))))
    assert [(g["user"], g["attempts"]) for g in found["groups"]] == [("bob", 3)]


def test_made_up_names_do_not_switch_a_warning_off(report):
    """Family 14: 10,000 names, then 30 failures of bob and a login by the same client."""
    names = [(THIEF, "made-up-%d" % i, 1, 0) for i in range(10000)]
    found = warned(report, *names, (THIEF, BOB, 30), (THIEF, BOB, None))
    assert found == [("guessed-account", BOB, THIEF, 30), ("client-tries-many-accounts", None, THIEF, 10001)]


@pytest.mark.slow
def test_when_memory_ends_the_watch_it_is_said_and_bob_is_still_watched(report):
    """More names than there is memory for, while bob's password is guessed and before."""
    names = [(THIEF, "made-up-%d" % i, 1, 0) for i in range(70000)]
    found = warned(report, (THIEF, BOB, 30), *names, (THIEF, BOB, None))
    assert ("guessed-account", BOB, THIEF, 30) in found
    forgotten = [count for what, _, _, count in found if what == "watch-ended"]
    assert forgotten == [70000 + 1 - 32768]


def test_an_attack_from_many_places_and_the_thief_among_them(report):
    bots = [("198.18.%d.1" % i, BOB, 1) for i in range(19)]
    assert warned(report, *bots, (HOME, BOB, None)) == []
    thief = [*bots, (THIEF, BOB, 1), (THIEF, BOB, None)]
    assert warned(report, *thief) == [("guessed-account", BOB, THIEF, 1), ("account-tried-from-many", BOB, None, 20)]
    owner = [(HOME, BOB, None), *bots, ("198.18.200.1", BOB, 1), (HOME, BOB, 1), (HOME, BOB, None)]
    assert warned(report, *owner) == [("account-tried-from-many", BOB, None, 20)]


@pytest.mark.parametrize("networks, step, found", [(5, 5, 0), (6, 5, 6), (6, 719, 6), (6, 720, 0), (40, 89, 40),
                                                   (100, 5, 64)])
def test_an_account_in_many_networks_within_an_hour(report, networks, step, found):
    plan = [("198.18.%d.1" % i, BOB, None, step) for i in range(networks)]
    wanted = [("account-in-many-networks", BOB, None, found)] if found else []
    assert warned(report, *plan) == wanted


def test_a_client_that_tries_many_accounts_and_an_office_that_types_wrongly(report):
    tried = [(THIEF, "user%d" % i, 1) for i in range(10)]
    assert warned(report, *tried) == [("client-tries-many-accounts", None, THIEF, 10)]
    assert warned(report, *tried[:9]) == []
    office = [(HOME, "user%d" % i, failures) for i in range(20) for failures in (2, None)]
    assert warned(report, *office) == []


def test_accepted_logins_stand_beside_failed_ones(report):
    data = logins((HOME, "a", 2), (HOME, "a", None), (HOME, "b", None), (THIEF, "a", 1))
    found = json.loads(report("--format", "json", stdin=data))
    assert {g["client"]: (g["attempts"], g["logins"]) for g in found["groups"]} == {HOME: (2, 2), THIEF: (1, 0)}
    assert b"2 logins accepted; users a" in report(stdin=data)
    found = json.loads(report("--format", "json", "--by", "user", stdin=data))
    assert [(g["user"], g["attempts"], g["logins"]) for g in found["groups"]] == [("a", 3, 1)]


def test_time_and_client_that_are_asked_for_bound_the_warnings(report):
    """What lies before --since shows where the owner logs in, and is not judged."""
    plan = [(HOME, BOB, None), (HOME, BOB, 6, 600), (HOME, BOB, None), (THIEF, BOB, 6), (THIEF, BOB, None)]
    assert warned(report, *plan, options=["--since", "2026-11-22 07:30"]) == [("guessed-account", BOB, THIEF, 6)]
    assert warned(report, *plan, options=["--until", "2026-11-22 07:30"]) == []
    assert warned(report, *plan, options=["--client", HOME]) == []


def test_the_rest_is_a_sentence(report):
    plan = [entry for i in range(8) for entry in (("198.18.%d.1" % i, "user%d" % i, 6 + i), (
        "198.18.%d.1" % i, "user%d" % i, None))]
    found = json.loads(report("--format", "json", stdin=logins(*plan)))["warnings"]
    assert [w["count"] for w in found] == [13, 12, 11, 10, 9, 3]
    assert found[-1]["text"] == "Guessed passwords? The same is true of 3 more logins." and "user" not in found[-1]


def imap(client, user, good, number):
    """A login by LOGIN; the post office and the mailbox are known once it was accepted."""
    reply = "2 OK LOGIN completed" if good else "2 NO LOGIN Failed - Invalid username or password."
    return "11/22/26 08:00:%02d\tIMAP-IN\t\t%d\t%s\tLOGIN\tLOGIN %s \"***\"\t%s\t50\t40\t%s\t%s\r\n" % (
        number, 700 + number, client, user, reply, "example.com" if good else "", "bob" if good else "")


def test_one_account_over_two_services(report):
    """Three failures by SMTP, three by IMAP, and a login by IMAP."""
    data = logins((THIEF, BOB, 3)) + "".join(imap(THIEF, BOB, i == 3, i) for i in range(4)).encode()
    found = json.loads(report("--format", "json", stdin=data))["warnings"]
    assert [(w["id"], w["service"], w["user"], w["count"]) for w in found] == [("guessed-account", "imap", BOB, 6)]
    for service, count in ("smtp", 3), ("imap", 3), ("pop", 0):
        found = json.loads(report("--format", "json", "--service", service, stdin=data))
        assert found["summary"]["failed"] == count and found["asked"]["service"] == [service]
        assert found["warnings"] == []
    groups = json.loads(report("--format", "json", "--by", "service", stdin=data))["groups"]
    assert {g["service"]: (g["attempts"], g["logins"]) for g in groups} == {"smtp": (3, 0), "imap": (3, 1)}


@pytest.mark.parametrize("rows, found", [(29, 0), (30, 1)])
def test_a_client_whose_rows_have_no_end(report, rows, found):
    """Padded beyond the limit of a row, again and again."""
    data = b"".join(b"11/22/26 07:00:%02d\tSMTP-IN\t%032X.MAI\t1\t%s\tUNKN\t%s\r\n" % (
        i, i, THIEF.encode(), b"x" * 900) for i in range(rows))
    warnings = json.loads(report("--format", "json", stdin=data))["warnings"]
    assert [(w["id"], w["client"], w["count"]) for w in warnings] == [("truncated-rows", THIEF, rows)] * found
