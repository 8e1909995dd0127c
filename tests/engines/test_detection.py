# SPDX-License-Identifier: Apache-2.0
"""The detection rules and the search bodies on a made-up month of three servers: each rule finds its attack and nothing
else, hostile rows included; the answer to each search body is what the servers did.

The builds of the engines that are to be had have neither scripts nor alerting, so thresholds are applied here, to the
buckets of the answers, as the shipped files say them.
"""
import collections
import datetime
import importlib.machinery
import importlib.util
import ipaddress
import json
import os
import re
import subprocess
import sys

import pytest

import examples
import incidents
import mailboxes
import month
from watched_month import WatchedMonth, seconds

pytestmark = pytest.mark.search

GENERATOR = os.path.join(examples.EXAMPLES, "..", "scripts", "detection-rules")
DETECTION = examples.path("detection")
# What each rule that counts has to find, and nothing else.
FOUND = {
    "brute_force_by_client": {month.THIEF, month.SPRAYER, mailboxes.GUESSER, mailboxes.SPRAYER},
    "brute_force_by_account": {month.GUESSED_USER, month.TARGET, mailboxes.TRIED},
    "account_from_many_addresses": {month.TARGET, mailboxes.TRIED},
    "account_in_many_networks": {month.STOLEN, mailboxes.STOLEN},
    "client_tries_many_accounts": {month.SPRAYER, mailboxes.SPRAYER},
    "mass_sending_after_login": {month.STOLEN},
    "logging_stopped": {incidents.SILENT_HOST},
}
# Account, client, failures before the login.
GUESSED = {(month.GUESSED_USER, month.THIEF, month.GUESSES_BEFORE_SUCCESS),
           (mailboxes.GUESSED, mailboxes.GUESSER, mailboxes.GUESSES)}
SINGLE = {"open_relay", "relay_by_local_sender", "guess_that_succeeded", "unreadable_rows"}


@pytest.fixture(scope="module", name="watched")
def fixture_watched(engine, tmp_path_factory):
    """The month, stored."""
    return WatchedMonth(str(tmp_path_factory.mktemp("month")), engine)


@pytest.fixture(scope="module", name="generator")
def fixture_generator():
    """scripts/detection-rules; it needs pySigma."""
    loader = importlib.machinery.SourceFileLoader("detection_rules", GENERATOR)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("detection_rules", loader))
    loader.exec_module(module)
    return module


def elastic_rules():
    """{rule of Sigma: rule of Elastic}"""
    by_id = {rule["rule_id"]: rule for rule in map(json.loads, examples.read(DETECTION, "elastic.ndjson").splitlines())}
    names = {re.search(r"^id: (.*)$", examples.read(DETECTION, "sigma", name), re.M).group(1): name[:-4]
             for name in os.listdir(os.path.join(DETECTION, "sigma"))}
    return {names[identity]: rule for identity, rule in by_id.items()}


def monitors():
    """{rule of Sigma: monitor of OpenSearch}"""
    folder = os.path.join(DETECTION, "opensearch")
    return {name[:-5]: examples.read_json(folder, name) for name in os.listdir(folder)}


def milliseconds(when):
    """A naive time in UTC as the engines give it."""
    return int(when.replace(tzinfo=datetime.timezone.utc).timestamp() * 1000)


# --- rules ------------------------------------------------------------------------------------------------------------


def test_the_rules_are_what_sigma_says(generator):
    for name, text in generator.texts().items():
        assert examples.read(DETECTION, name) == text, "run make update-detection"
    assert set(monitors()) == SINGLE | set(FOUND)
    assert set(elastic_rules()) == (SINGLE | set(FOUND)) - {"logging_stopped"}


def test_the_command_of_sigma_converts_them(tmp_path):
    """As README.md says it."""
    for name in SINGLE:
        done = subprocess.run([sys.executable, os.path.join(os.environ["ME_SIGMA"], "bin", "sigma"), "convert", "-t",
                               "lucene", "--without-pipeline", os.path.join(DETECTION, "sigma", name + ".yml")],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=str(tmp_path), timeout=120,
                              check=True)
        assert done.stdout.decode().strip() == elastic_rules()[name]["query"]


def test_sigma_refuses_what_is_no_rule(generator, tmp_path):
    (tmp_path / "a.yml").write_text("title: a\nlogsource: {}\ndetection: {selection: {a: b}}\n")
    with pytest.raises(Exception):
        generator.load(str(tmp_path))


def found_by(watched, name):
    """Documents that both files' queries find."""
    query = elastic_rules()[name]["query"]
    search = monitors()[name]["inputs"][0]["search"]["query"]["query"]["bool"]["filter"]
    assert search[1] == {"query_string": {"query": query}}
    return watched.hits(query)


def test_open_relay(watched):
    found = collections.Counter(document["host"]["name"] for document in found_by(watched, "open_relay"))
    assert found == {server.name: server.granted["open-relay"] for server in watched.truth.servers
                     if server.granted["open-relay"]}


def test_relay_by_local_sender(watched):
    found, = found_by(watched, "relay_by_local_sender")
    assert found["mailenable"]["address"] == "alice@example.com" and found["host"]["name"] == "mail01"


def test_guess_that_succeeded(watched):
    found = [(one["user"]["name"], one["source"]["ip"], one["mailenable"]["after_failures"])
             for one in found_by(watched, "guess_that_succeeded")]
    assert len(found) == len(GUESSED) and set(found) == GUESSED


def test_unreadable_rows(watched):
    found = found_by(watched, "unreadable_rows")
    assert len(found) == watched.truth.hiding
    assert {document["source"]["ip"] for document in found} == {incidents.HOSTILE}
    assert "control-character" in {document["mailenable"].get("reason") for document in found}


def fired(answers, monitor):
    """Groups of answers for which the trigger's condition holds."""
    trigger = monitor["triggers"][0]["bucket_level_trigger"]["condition"]
    comparison, number = re.fullmatch(r"params\.number (>=|<) (\d+)", trigger["script"]["source"]).groups()
    path = trigger["buckets_path"]["number"].replace(">_count", "")
    group, = monitor["inputs"][0]["search"]["query"]["aggregations"]["groups"]["composite"]["sources"][0]
    groups = set()
    for answer in answers:
        for bucket in answer["aggregations"]["groups"]["buckets"]:
            inner = bucket if path == "_count" else bucket[path]
            value = inner.get("value", inner.get("doc_count"))
            if value >= int(number) if comparison == ">=" else value < int(number):
                groups.add(bucket["key"][group])
    return groups


@pytest.mark.parametrize("name", FOUND)
def test_monitors_of_opensearch(watched, name):
    """At every moment of the month, half a timespan from one to the next."""
    monitor = monitors()[name]
    search = monitor["inputs"][0]["search"]["query"]
    window = search["query"]["bool"]["filter"][0]["range"]["@timestamp"]["gt"].split("||-")[1]
    step = seconds("1d" if window == "7d" else window) // 2
    moments = [milliseconds(incidents.START) + n * step * 1000 for n in range(2, incidents.DAYS * 86400 // step + 1)]
    assert fired(watched.at_many_moments(search, moments), monitor) == FOUND[name]


@pytest.mark.parametrize("name", sorted(set(FOUND) - {"logging_stopped"}))
@pytest.mark.parametrize("shift", [0, 0.5])
def test_threshold_rules_of_elastic(watched, name, shift):
    """Each period of the month: groups and numbers as the rule says them, in one aggregation."""
    rule = elastic_rules()[name]
    span = seconds(rule["from"].replace("now-", ""))
    group, = rule["threshold"]["field"]
    counted = rule["threshold"]["cardinality"]
    body = {"size": 0, "query": {"query_string": {"query": rule["query"]}}, "aggs": {"groups": {
        "composite": {"size": 5000, "sources": [
            {"period": {"date_histogram": {"field": "@timestamp", "fixed_interval": "{}s".format(span),
                                           "offset": "{}s".format(int(span * shift))}}},
            {"group": {"terms": {"field": group}}}]},
        "aggs": {"n": {"cardinality": {"field": one["field"]}} for one in counted}}}}
    groups = {bucket["key"]["group"] for bucket in watched.buckets(body, "groups")
              if bucket["doc_count"] >= rule["threshold"]["value"]
              and all(bucket["n"]["value"] >= one["value"] for one in counted)}
    assert groups == FOUND[name]


# --- search bodies ----------------------------------------------------------------------------------------------------


def numbers(aggregation):
    """{key: documents}"""
    return {bucket["key"]: bucket["doc_count"] for bucket in aggregation["buckets"]}


def test_query_accounts_by_addresses(watched):
    # AUTHENTICATE names no account.
    failures = [attempt for attempt in watched.truth.attempts("auth-failure") if attempt.user]
    answer = watched.query("accounts-by-addresses.json")
    by_account, by_client = collections.defaultdict(set), collections.defaultdict(set)
    for attempt in failures:
        by_account[attempt.user].add(attempt.client)
        by_client[attempt.client].add(attempt.user)
    found = {bucket["key"]: bucket["addresses"]["value"] for bucket in answer["accounts"]["buckets"]}
    assert found == {user: len(clients) for user, clients in by_account.items()}
    assert numbers(answer["accounts"]) == collections.Counter(attempt.user for attempt in failures)
    assert answer["accounts"]["buckets"][0]["key"] == month.TARGET
    first = answer["clients"]["buckets"][0]
    assert (first["key"], first["accounts"]["value"]) == (month.SPRAYER, len(by_client[month.SPRAYER]))


def network(client):
    """The /24 or /64 of an address."""
    return ipaddress.ip_network("%s/%d" % (client, 64 if ":" in client else 24), strict=False)


def test_query_accounts_in_many_networks(watched):
    hours = watched.query("accounts-in-many-networks.json")["hours"]["buckets"]
    wanted = collections.defaultdict(set)
    for login in (one for one in watched.truth.logins() if one.user):
        hour = login.when.replace(minute=0, second=0)
        wanted[milliseconds(hour), login.user].add(network(login.client))
    found = {}
    for hour in hours:
        for account in hour["accounts"]["buckets"]:
            clients = [bucket["key"] for bucket in account["clients"]["buckets"]]
            assert account["addresses"]["value"] == len(clients)
            found[hour["key"], account["key"]] = len({network(client) for client in clients})
    assert {key: count for key, count in found.items() if count >= 6} == {
        key: len(networks) for key, networks in wanted.items() if len(networks) >= 6}
    assert {user for (_, user), count in found.items() if count >= 6} == {month.STOLEN, mailboxes.STOLEN}
    assert all(count == len(wanted[key]) for key, count in found.items())


def test_query_guess_that_succeeded(watched):
    accounts = watched.query("guess-that-succeeded.json")["accounts"]["buckets"]
    assert {(account["key"], client["key"], client["failures"]["value"])
            for account in accounts for client in account["clients"]["buckets"]} == GUESSED
    first = {client["key"]: client["first"]["value"]
             for account in accounts for client in account["clients"]["buckets"]}
    assert first == {login.client: milliseconds(login.when) for login in watched.truth.logins()
                     if login.client in (month.THIEF, mailboxes.GUESSER)}


def test_query_logins_after_failures(watched):
    """For documents without the watch's counts."""
    body = examples.read_json("elasticsearch", "queries", "logins-after-failures.json")
    wanted = collections.defaultdict(lambda: [0, 0])
    for which, attempts in enumerate((watched.truth.attempts("auth-failure"), watched.truth.logins())):
        for attempt in (one for one in attempts if one.user):
            day = attempt.when.replace(hour=0, minute=0, second=0)
            wanted[milliseconds(day), attempt.user, attempt.client][which] += 1
    found = {tuple(bucket["key"][name] for name in ("day", "account", "client")): bucket
             for bucket in watched.buckets(body, "days")}
    assert {key: [bucket["failures"]["doc_count"], bucket["logins"]["doc_count"]] for key, bucket in found.items()} \
        == wanted
    guessed = {key[1:] for key, bucket in found.items()
               if bucket["failures"]["doc_count"] >= 5 and bucket["logins"]["doc_count"] > 0
               and bucket["failures"]["first"]["value"] < bucket["logins"]["last"]["value"]}
    assert guessed == {(account, client) for account, client, _ in GUESSED}


def test_query_sent_after_login(watched):
    accounts = watched.query("sent-after-login.json")["accounts"]["buckets"]
    assert (accounts[0]["key"], accounts[0]["doc_count"]) == (month.STOLEN, incidents.SENT_TO)
    assert accounts[0]["recipients"]["value"] == incidents.SENT_TO
    assert numbers(accounts[0]["clients"]) == {incidents.SPAMMER: incidents.SENT_TO}
    # Everybody else of the month sends one mail to one recipient after each login, on the servers with Debug logs.
    wanted = collections.Counter(login.user for login in watched.truth.logins()
                                 if re.fullmatch(r"user\d+@example\.com", login.user))
    assert {bucket["key"]: bucket["doc_count"] for bucket in accounts[1:]} == wanted


def test_query_bounces_by_sender(watched):
    answer = watched.query("bounces-by-sender.json")
    bounces = watched.truth.bounces()
    assert answer["sender_unknown"]["doc_count"] == 0
    senders = {bucket["key"]: bucket for bucket in answer["senders"]["buckets"]}
    assert set(senders) == {"news@example.com", "offers@example.com"}
    for sender, is_offer in (("news@example.com", False), ("offers@example.com", True)):
        mine = {key: count for key, count in bounces.items() if key[0].startswith("none") == is_offer}
        wanted = collections.Counter()
        for (_, event), count in mine.items():
            wanted[event] += count
        assert numbers(senders[sender]["events"]) == wanted
        assert senders[sender]["recipients"]["value"] == len({recipient for recipient, _ in mine})
    assert numbers(senders["offers@example.com"]["replies"]) == {550: incidents.OFFERS}


def test_query_users_of_an_open_relay(watched):
    hosts = {bucket["key"]: bucket for bucket in watched.query("users-of-an-open-relay.json")["hosts"]["buckets"]}
    granted = {server.name: server.granted["open-relay"] for server in watched.truth.servers}
    assert {name: bucket["doc_count"] for name, bucket in hosts.items()} == {
        name: count for name, count in granted.items() if count}
    # mail02's records have the connection's number, and its rows tell whose it is; mail03's have no id.
    second, third = hosts["mail02"], hosts["mail03"]
    assert second["client_unknown"]["doc_count"] == 0 and third["client_unknown"]["doc_count"] == third["doc_count"]
    assert set(numbers(second["clients"])) == set(month.RELAYERS)
    for client in second["clients"]["buckets"]:
        assert client["recipients"]["value"] > 0 and numbers(client["senders"])


def test_query_refused_by_cause(watched):
    causes = watched.query("refused-by-cause.json")["causes"]["buckets"]
    wanted = {
        "relaying": ("relay-denied", "no-criteria-met"), "dns_blacklist": ("recipient-rejected", "dns-blacklist"),
        "greylisting": ("recipient-deferred", "greylisting"),
        "unknown_recipient": ("recipient-denied", "recipient-undefined"),
        "server_closed": ("connection-denied", "access-denied")}
    for cause, (event, reason) in wanted.items():
        attempts = [a for a in watched.truth.attempts(event) if a.reason == reason]
        assert causes[cause]["doc_count"] == len(attempts) > 0, cause
        assert numbers(causes[cause]["hosts"]) == collections.Counter(a.host for a in attempts), cause
        clients = collections.Counter(a.client for a in attempts)
        assert len(clients) <= 100 and numbers(causes[cause]["clients"]) == clients, cause


def test_query_silent_servers(watched):
    """Asked of the month up to the last day of the silence."""
    body = examples.read_json("elasticsearch", "queries", "silent-servers.json")
    moment = milliseconds(incidents.SILENT[1]) - 1000
    body["query"]["bool"]["filter"].append({"range": {"@timestamp": {"lte": moment, "format": "epoch_millis"}}})
    hosts = {bucket["key"]: bucket["last"]["value"]
             for bucket in watched.search(body)["aggregations"]["hosts"]["buckets"]}
    assert set(hosts) == {"mail01", "mail02", "mail03"}
    assert {host for host, last in hosts.items() if last < moment - 86400000} == {incidents.SILENT_HOST}
    last = max(when for when, *_ in watched.truth.servers[0].rows if when < incidents.SILENT[0])
    assert hosts[incidents.SILENT_HOST] == milliseconds(last)
