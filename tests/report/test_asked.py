# SPDX-License-Identifier: Apache-2.0
"""A report says what was asked for, because it is read later and by others than who asked."""
import json
import re

import pytest

import schema

DEFAULTS = {"by": "client", "only": ["failed"], "sort": "worst", "top": 0, "max_groups": 10000}
DAY = ["--since", "2026-11-17", "--until", "2026-11-17"]
HOUR = ["--since", "2026-11-17 07:00", "--until", "2026-11-17 07:59"]


@pytest.mark.parametrize(
    "options, asked, words",
    [
        ([], {}, None),
        (["--by", "user", "--top", "5"], {"by": "user", "top": 5}, None),
        (["--by", "hour"], {"by": "hour", "sort": "name"}, None),
        (["--sort", "last", "--max-groups", "50"], {"sort": "last", "max_groups": 50}, None),
        (["--only", "denied,auth-failure", "--only", "open-relay"], {"only": ["denied", "auth-failure", "open-relay"]},
         "denied, auth-failure, open-relay"),
        (["--only", "all"], {"only": ["all"]}, "all"),
        (["--client", "203.0.113.7"], {"client": ["203.0.113.7"]}, "client 203.0.113.7"),
        (["--client", "203.0.113.0/24"], {"client": ["203.0.113.0/24"]}, "clients in 203.0.113.0/24"),
        (["--client", "2001:DB8::/32"], {"client": ["2001:db8::/32"]}, "clients in 2001:db8::/32"),
        (["--user", "Bob <b@example.com>"], {"user": ["Bob <b@example.com>"]}, "user Bob <b@example.com>"),
        (["--client", "203.0.113.7", "--client", "192.0.2.0/24", "--user", "bob", "--user", "eve"],
         {"client": ["203.0.113.7", "192.0.2.0/24"], "user": ["bob", "eve"]},
         "clients in 203.0.113.7 or 192.0.2.0/24; user bob or eve"),
        (DAY, {"since": "2026-11-17T00:00:00", "until": "2026-11-18T00:00:00"},
         "from 2026-11-17 00:00 on; before 2026-11-18 00:00"),
        (HOUR, {"since": "2026-11-17T07:00:00", "until": "2026-11-17T08:00:00"},
         "from 2026-11-17 07:00 on; before 2026-11-17 08:00"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_was_asked_for(report, samples, options, asked, words):
    found = json.loads(report("--format", "json", *options, *samples))
    schema.check(found)
    assert found["asked"] == {**DEFAULTS, **asked}
    assert found["version"].encode() in report("--version")
    table = report(*options, *samples).decode()
    page = report("--format", "html", *options, *samples).decode()
    assert "of 3 files" in page and "in 3 files" in table and found["summary"]["files"] == 3
    assert "mailenable-report " + found["version"] in page
    if words is None:
        assert "Asked for" not in table and "Asked for" not in page
    else:
        assert re.search(r"^Asked for +" + re.escape(words).replace(r"\ ", r"\s+") + "$", table, re.M)
        assert "<p>Asked for: %s</p>" % words.replace("<", "&lt;").replace(">", "&gt;") in page


@pytest.mark.parametrize("option, by, values", [
    ("--client", "client", ["198.51.100.77", "203.0.113.66", "2001:db8:bad::/48"]),
    ("--user", "user", ["ADMIN", "info", "bob@example.com"]),
])
def test_filters_that_are_repeated_add_up(report, month_logs, option, by, values):
    def rows(*options):
        found = json.loads(report("--format", "json", "--by", by, *options, month_logs[0]))
        return {g[by]: g["attempts"] for g in found["groups"]}

    single = [rows(option, value) for value in values]
    assert all(len(found) == 1 for found in single)
    together = [word for value in values for word in (option, value)]
    assert rows(*together) == {name: count for found in single for name, count in found.items()}


@pytest.mark.parametrize("option, value", [("--client", "192.0.2.1"), ("--user", "bob")])
def test_filters_at_their_limit(report, option, value):
    for times in (63, 64, 65):
        report(*[option, value] * times, "debug.log", status=2 if times > 64 else 0, stderr=None)
    assert report.stderr == "mailenable-report: %s cannot be given more than 64 times.\n" % option


def test_of_other_options_the_last_one_counts(report, samples):
    asked = ["--by", "user", "--by", "hour", "--sort", "last", "--sort", "first", "--since", "2027-01-01", "--since",
             "2018-01-01", "--top", "1", "--top", "2"]
    assert report(*asked, *samples) == report("--by", "hour", "--sort", "first", "--since", "2018-01-01", "--top", "2",
                                              *samples)


@pytest.mark.parametrize("options", [["--since", "2027-01-01"], ["--until", "2017-01-01"], ["--user", "nobody"],
                                     ["--client", "203.0.113.255"], ["--only", "delivery-failed"]], ids=" ".join)
def test_who_finds_nothing_sees_what_time_the_logs_are_about(report, samples, options):
    """A date of the wrong year is the usual mistake."""
    samples = [name for name in samples if name != "debug.log"]  # it has a record without a date
    sentence = "Nothing of what was asked for happened. The logs are about 2018-09-05 00:00 to 2025-05-04 10:07."
    table = report(*options, *samples).decode()
    assert " ".join(table.split("\n\n")[0].split()) == sentence
    assert sentence in report("--format", "html", *options, *samples).decode()
    found = json.loads(report("--format", "json", *options, *samples))
    schema.check(found)
    assert found["summary"]["logs_first"].startswith("2018-09-05T00:00:")
    assert found["summary"]["logs_last"].startswith("2025-05-04T10:07:") and not found["groups"]


def test_every_word_of_only_is_shown_as_it_was_given(report, samples):
    report("--only", "?", status=2, stderr=None)
    words = re.findall(r"[a-z0-9-]+", report.stderr.split("one or more of", 1)[1])
    assert len(words) > 40
    for word in words:
        assert json.loads(report("--format", "json", "--only", word, "debug.log"))["asked"]["only"] == [word]
