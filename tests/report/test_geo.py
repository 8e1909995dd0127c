# SPDX-License-Identifier: Apache-2.0
"""Countries and network operators of clients, out of files made here from documentation addresses, in the layouts of
two makers.
"""
import collections
import csv
import io
import json

import pytest

import month
import schema
from mmdb import Word, write

COUNTRY = {"198.51.100.0/24": "DE", "203.0.113.0/24": "FR", "2001:db8:bad::/48": "NL"}
OPERATOR = {"198.51.100.0/24": (Word(64500), "Example Net"), "2001:db8:bad::/48": (4200000000, "B\u00fcro \x1b[2J <b>")}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    place = tmp_path_factory.mktemp("geo")
    return [write(place / "country.mmdb", {n: {"country": {"iso_code": c}} for n, c in COUNTRY.items()}),
            write(place / "asn.mmdb", {n: {"autonomous_system_number": number, "autonomous_system_organization": name}
                                       for n, (number, name) in OPERATOR.items()})]


def options(files):
    return [word for path in files for word in ("--geo", path)]


def test_clients_have_country_and_operator(report, month_logs, files):
    found = json.loads(report("--format", "json", *options(files), month_logs[0]))
    schema.check(found)
    places = {g["client"]: (g.get("country"), g.get("asn")) for g in found["groups"]}
    assert places[month.GUESSER] == ("DE", "AS64500 Example Net")
    assert places[month.RELAYER] == ("FR", None)
    assert places[month.PROBER] == ("NL", "AS4200000000 B\u00fcro \x1b[2J <b>")
    assert places["198.18.0.5"] == (None, None)
    table = report(*options(files), month_logs[0])
    assert b"  DE, AS64500 Example Net; users admin" in table and b"\x1b" not in table
    page = report("--format", "html", *options(files), month_logs[0]).decode()
    assert "DE, AS64500 Example Net" in page and 'id="by-country"' in page and "<b>" not in page.split("</style>")[1]
    rows = csv.DictReader(io.StringIO(report("--format", "csv", *options(files), month_logs[0]).decode(), newline=""))
    assert {row["client"]: row["client_country"] for row in rows}[month.GUESSER] == "DE"


@pytest.mark.parametrize("by, names", [("country", {"198.51.100.": "DE", "203.0.113.": "FR", "2001:db8:bad:": "NL"}),
                                       ("asn", {"198.51.100.": "AS64500 Example Net",
                                                "2001:db8:bad:": "AS4200000000 B\u00fcro \x1b[2J <b>"})])
def test_groups_are_the_truth(report, month_logs, files, by, names):
    def key(attempt):
        return next((name for start, name in names.items() if attempt.client.startswith(start)), "")

    truth = collections.Counter(key(a) for server in month_logs[1] for a in server.truth)
    logins = collections.Counter(key(a) for server in month_logs[1] for a in server.logins)
    found = json.loads(report("--format", "json", "--by", by, *options(files), month_logs[0]))
    schema.check(found)
    assert {g.get(by, ""): g["attempts"] for g in found["groups"]} == truth
    assert {g.get(by, ""): g["logins"] for g in found["groups"]} == {name: logins[name] for name in truth}


def test_the_layout_of_another_maker(report, tmp_path):
    path = write(tmp_path / "one.mmdb", {"192.0.2.0/24": {"country_code": "IT", "asn": "AS64501", "as_name": "One"}})
    row = "11/22/26 07:00:01\tSMTP-IN\t%032X.MAI\t1\t192.0.2.7\t\t\t530 denied access\t0\t0\t\t\r\n" % 1
    group = json.loads(report("--format", "json", "--geo", path, stdin=row.encode()))["groups"][0]
    assert (group["country"], group["asn"]) == ("IT", "AS64501 One")


def test_what_is_wrong_is_said(report, tmp_path):
    (tmp_path / "broken.mmdb").write_bytes(b"not such a file")
    for path in (tmp_path / "broken.mmdb", tmp_path / "none.mmdb"):
        report("--geo", path, "debug.log", status=2, stderr=None)
        assert "--geo cannot be" in report.stderr and report.stderr.count("\n") == 1
    for by in ("country", "asn"):
        report("--by", by, "debug.log", status=2, stderr=None)
        assert "need --geo" in report.stderr
