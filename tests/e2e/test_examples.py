# SPDX-License-Identifier: Apache-2.0
"""Every file in conf-examples is read by a test, and the set-up for a log server does what it says: each fragment on
private ports and paths, every pair of them accepted, and all at once.

An example is plain configuration with plain values. Here each value is replaced by its exact text, so an example that
changes without its test fails.
"""
import itertools
import json
import os
import re
import stat

import pytest

from harness import examples, frames, inputs, samples, site, whole
from harness.rsyslogd import Rsyslogd, release, verify, without_advice
from harness.samples import DENIED, frame

EXAMPLES = examples.ROOT

PLAIN = frame("NXLog to_syslog_bsd with SourceName")
HEADERLESS = frame("raw line")
FRAGMENTS = site.fragments()
# As README.md there says: `elasticsearch` has a parameter that came with 8.2204.
ACCEPTED = [name for name in FRAGMENTS if name != "elasticsearch" or release() >= (8, 2204)]


# Every rule of these folders goes through the same test.
RULES = {"detection/{}/{}".format(folder, name): ("engines/test_detection.py", '"{}"'.format(folder))
         for folder in ("sigma", "opensearch") for name in os.listdir(os.path.join(EXAMPLES, "detection", folder))}
# Which test reads each file, and the words by which it does. README.md beside a file is a document: test_documents.py.
READ_BY = {
    **RULES,
    "alert/alert.py": ("bans/test_alert.py", "alert.py"),
    "blocklist/allow.txt": ("bans/test_offenders.py", '"allow.txt"'),
    "blocklist/blocklist.py": ("bans/test_blocklist.py", '"blocklist.py"'),
    "blocklist/offenders.py": ("bans/test_offenders.py", "offenders"),
    "crowdsec/acquis.d/mailenable.yaml": ("bans/test_crowdsec.py", '"acquis.d"'),
    "crowdsec/parsers/s01-parse/mailenable.yaml": ("bans/test_crowdsec.py", '"parsers"'),
    "crowdsec/parsers/s02-enrich/mailenable-allow.yaml": ("bans/test_crowdsec.py", '"mailenable-allow.yaml"'),
    "crowdsec/scenarios/mailenable.yaml": ("bans/test_crowdsec.py", '"scenarios"'),
    "detection/elastic.ndjson": ("engines/test_detection.py", '"elastic.ndjson"'),
    "elasticsearch/backfill.py": ("engines/test_backfill.py", '"backfill.py"'),
    "elasticsearch/ilm-policy.json": ("engines/test_lifecycle.py", '"ilm-policy.json"'),
    "elasticsearch/index-template.json": ("engines/test_search_example.py", '"index-template.json"'),
    "elasticsearch/ingest-pipeline-opensearch.json": ("engines/test_places.py", '"ingest-pipeline-opensearch.json"'),
    "elasticsearch/ingest-pipeline.json": ("engines/test_places.py", '"ingest-pipeline.json"'),
    "elasticsearch/queries/failed-logins-by-country.json": ("engines/test_places.py", "failed-logins-by-country.json"),
    "elasticsearch/ism-policy.json": ("engines/test_lifecycle.py", '"ism-policy.json"'),
    "elasticsearch/queries/attempts-per-hour.json": ("engines/test_search_example.py", "attempts-per-hour"),
    "elasticsearch/queries/denied-by-reason-and-client.json": (
        "engines/test_search_example.py", "denied-by-reason-and-client"),
    "elasticsearch/queries/granted-by-local-sender.json": ("engines/test_search_example.py", "granted-by-local-sender"),
    "elasticsearch/queries/open-relay-ever-seen.json": ("engines/test_search_example.py", "open-relay-ever-seen"),
    "elasticsearch/queries/tried-accounts.json": ("engines/test_search_example.py", "tried-accounts"),
    **{"elasticsearch/queries/{}.json".format(name): ("engines/test_detection.py", name + ".json") for name in (
        "accounts-by-addresses", "accounts-in-many-networks", "bounces-by-sender", "guess-that-succeeded",
        "logins-after-failures", "refused-by-cause", "sent-after-login", "silent-servers", "users-of-an-open-relay")},
    "elasticsearch/role-opensearch.json": ("engines/searchengines.py", '"role-opensearch.json"'),
    "elasticsearch/role.json": ("engines/searchengines.py", '"role.json"'),
    "elasticsearch/setup.sh": ("engines/storing.py", '"setup.sh"'),
    "fail2ban/filter.d/mailenable.conf": ("bans/test_fail2ban.py", '"filter.d"'),
    "fail2ban/jail.d/mailenable.conf": ("bans/test_fail2ban.py", '"jail.d"'),
    "kafka/consumer.conf": ("engines/test_kafka_example.py", '"consumer.conf"'),
    "kafka/trim-queues.sh": ("e2e/test_trim_queues.py", "trim-queues.sh"),
    "nftables/mailenable.nft": ("bans/test_nftables.py", '"mailenable.nft"'),
    "nftables/nft_bans.py": ("bans/test_nftables.py", '"nft_bans.py"'),
    "mailenable-deny/merge-deny": ("report/test_list.py", '"merge-deny"'),
    "metrics/mailenable.rules.test.yml": ("metrics/test_metrics.py", "mailenable.rules.test.yml"),
    "metrics/mailenable.rules.yml": ("metrics/test_metrics.py", "mailenable.rules"),
    "metrics/metrics.py": ("metrics/test_metrics.py", "metrics.py"),
    **{"parquet/{}.sql".format(name): ("engines/test_parquet.py", name) for name in (
        "bounced-by-recipient", "failed-logins-by-client", "logins-by-account", "refused-by-day", "relaying-by-reason",
        "to-parquet")},
    "senders/certificates.sh": ("senders/conftest.py", '"certificates.sh"'),
    "senders/filebeat/filebeat.yml": ("senders/test_filebeat.py", '"filebeat/filebeat.yml"'),
    "senders/filebeat/logstash.conf": ("senders/framing.py", '"filebeat/logstash.conf"'),
    "senders/filebeat/rsyslog.conf": ("senders/test_filebeat.py", '"filebeat/rsyslog.conf"'),
    "senders/fluent-bit/fluent-bit.conf": ("senders/framing.py", '"fluent-bit/fluent-bit.conf"'),
    "senders/nxlog/nxlog.conf": ("senders/framing.py", '"nxlog/nxlog.conf"'),
    "senders/otel-collector/otel-collector.yaml": ("senders/test_otel.py", '"otel-collector/otel-collector.yaml"'),
    "senders/rsyslog-agent/settings.md": ("senders/test_files.py", '"rsyslog-agent/settings.md"'),
    "senders/rsyslog/forward.conf": ("senders/test_rsyslog.py", '"rsyslog/forward.conf"'),
    "senders/share.conf": ("senders/test_listeners.py", '"share.conf"'),
    "senders/snare/settings.md": ("senders/test_files.py", '"snare/settings.md"'),
    "senders/syslog-ng-agent/settings.md": ("senders/framing.py", '"syslog-ng-agent/settings.md"'),
    "senders/syslog-ng/syslog-ng.conf": ("senders/test_syslog_ng.py", '"syslog-ng/syslog-ng.conf"'),
    "senders/vector/vector.yaml": ("senders/framing.py", '"vector/vector.yaml"'),
    "site/00-global.conf": ("e2e/harness/site.py", '"00-global.conf"'),
    "site/00-modules.conf": ("e2e/harness/site.py", '"00-modules.conf"'),
    "site/accounts.conf": ("e2e/test_examples.py", '"accounts"'),
    "site/accounts.rule": ("e2e/test_examples.py", '"accounts"'),
    "site/alert.conf": ("bans/test_alert.py", 'run_fragment("alert"'),
    "site/alert.rule": ("bans/test_alert.py", 'run_fragment("alert"'),
    "site/archive.conf": ("e2e/test_examples.py", '"archive"'),
    "site/archive.rule": ("e2e/test_examples.py", '"archive"'),
    "site/blocklist.conf": ("bans/test_blocklist.py", '"blocklist"'),
    "site/blocklist.rule": ("bans/test_blocklist.py", '"blocklist"'),
    "site/counters.conf": ("e2e/test_examples.py", '"counters"'),
    "site/denied.conf": ("e2e/test_examples.py", '"denied"'),
    "site/denied.rule": ("e2e/test_examples.py", '"denied"'),
    "site/elasticsearch.conf": ("engines/storing.py", '"elasticsearch"'),
    "site/elasticsearch.rule": ("engines/storing.py", '"elasticsearch"'),
    "site/failed-logins.conf": ("e2e/test_examples.py", '"failed-logins"'),
    "site/failed-logins.rule": ("e2e/test_examples.py", '"failed-logins"'),
    "site/kafka.conf": ("engines/test_kafka_example.py", '"kafka"'),
    "site/kafka.rule": ("engines/test_kafka_example.py", '"kafka"'),
    "site/listeners.conf": ("e2e/harness/site.py", '"listeners.conf"'),
    "site/mailenable.conf": ("e2e/harness/site.py", '"mailenable.conf"'),
    "site/nftables.conf": ("bans/test_nftables.py", '"nftables"'),
    "site/nftables.rule": ("bans/test_nftables.py", '"nftables"'),
    "site/offenders.conf": ("bans/test_fail2ban.py", '"offenders"'),
    "site/offenders.rule": ("bans/test_fail2ban.py", '"offenders"'),
    "site/tls.conf.example": ("senders/receiver.py", '"tls.conf.example"'),
    "site/watch-blocklist.conf": ("bans/test_watch.py", '"watch-blocklist"'),
    "site/watch-blocklist.rule": ("bans/test_watch.py", '"watch-blocklist"'),
    "site/watch-nftables.conf": ("bans/test_watch.py", '"watch-nftables"'),
    "site/watch-nftables.rule": ("bans/test_watch.py", '"watch-nftables"'),
    "site/watch.conf": ("e2e/test_examples.py", '"watch"'),
    "site/watch.rule": ("e2e/test_examples.py", '"watch"'),
    "watch/filter.d/mailenable-watch.conf": ("bans/test_fail2ban.py", '"mailenable-watch.conf"'),
    "watch/jail.d/mailenable-watch.conf": ("bans/test_fail2ban.py", '"mailenable-watch.conf"'),
}


def test_every_file_is_read_by_a_test():
    files = {os.path.relpath(os.path.join(where, name), EXAMPLES).replace(os.sep, "/")
             for where, folders, names in os.walk(EXAMPLES) if "__pycache__" not in where
             for name in names if name != "README.md"}
    assert files == set(READ_BY), files ^ set(READ_BY)


@pytest.mark.parametrize("name", READ_BY)
def test_the_test_that_reads_a_file_says_so(name):
    path, words = READ_BY[name]
    with open(os.path.join(EXAMPLES, "..", "tests", *path.split("/")), encoding="utf-8") as file:
        assert words in file.read(), path


def accepted(directory, chosen):
    """What rsyslogd -N1 has against a site with these fragments; nothing when it is content."""
    authority = directory / "es-ca.pem"
    authority.touch()
    paths = [("/etc/ssl/certs/es-ca.pem", str(authority))] if "elasticsearch" in chosen else []
    udp, tcp = inputs.Udp(), inputs.Tcp()
    try:
        status, words = verify(site.build(directory, chosen, paths, site.listeners(directory, udp, tcp)), directory)
    finally:
        udp.close()
    words = without_advice(words)
    return words if status or "error" in words.lower() or "warning" in words.lower() else ""


@pytest.mark.parametrize("count", [0, 1, 2, len(ACCEPTED)])
def test_any_combination_is_accepted(tmp_path, count):
    for number, chosen in enumerate(itertools.combinations(ACCEPTED, count)):
        directory = tmp_path / str(number)
        directory.mkdir()
        assert accepted(directory, chosen) == "", chosen


def test_a_rule_without_its_ruleset_is_refused(tmp_path):
    text = site.build(tmp_path, ["archive"])
    os.remove(tmp_path / "etc" / "archive.conf")
    assert verify(text, tmp_path)[0] != 0


def test_a_module_without_listener_is_refused(tmp_path):
    status, words = verify(site.build(tmp_path, ["archive"], (), inputs.Tcp().config(tmp_path, "mailenable")), tmp_path)
    assert status != 0
    assert "imudp: module loaded, but no listeners defined" in words


def test_the_page_has_every_fragment():
    page = site.read("README.md")
    assert [name for name in FRAGMENTS if "\n| `{}` |".format(name) not in page] == []


@pytest.fixture
def run(tmp_path):
    """run(fragments, replacements=()) starts a site and gives (daemon, udp, tcp); stopped and asked for complaints at
    the end."""
    directory = tmp_path / "daemon"
    directory.mkdir()
    opened = []

    def start(chosen, replacements=()):
        kinds = inputs.Udp(), inputs.Tcp()
        daemon = Rsyslogd(directory, site.build(directory, chosen, replacements, site.listeners(directory, *kinds)))
        opened.append((daemon, kinds))
        for kind in kinds:
            kind.connect(daemon)
        return (daemon, *kinds)

    yield start
    for daemon, kinds in opened:
        for kind in kinds:
            kind.close()
        daemon.stop()
        daemon.assert_quiet()


def test_archive_and_counters(run):
    daemon, udp, tcp = run(["archive", "counters"], [('interval="60"', 'interval="1"')])
    lines = [line + b"\n" for line in frames.load_lines("debug.log")]
    golden = frames.load_golden("debug.jsonl")
    for line in lines:
        tcp.send(line)
    for sent in (PLAIN, HEADERLESS, *samples.FOREIGN):
        udp.send(sent)
    wanted = [fields for fields in golden if fields] + [DENIED, DENIED]
    strangers = [line.rstrip(b"\n") for line, fields in zip(lines, golden) if fields is None]
    strangers += [each.rstrip(b"\n") for each in samples.FOREIGN]

    def records(name, count):
        return [json.loads(line) for line in daemon.wait_for_lines("mailenable/" + name, count)]

    def objects(found):
        without = [dict(record["mailenable"]) for record in found if "mailenable" in record]
        for fields in without:
            explained = fields.pop("explanation", None)
            assert explained or "outcome" not in fields  # every relay decision has one
        return sorted(without, key=str)

    archive = records("archive.json", len(wanted) + len(strangers))
    assert len(archive) == len(wanted) + len(strangers)
    assert objects(archive) == sorted(wanted, key=str)
    others = [record["message"] for record in archive if "mailenable" not in record]
    assert sorted(others) == sorted(each.decode().replace("\r", "#015") for each in strangers)
    assert stat.S_IMODE(os.stat(daemon.path("mailenable/archive.json")).st_mode) == 0o640
    examined = '"messages.examined": {}'.format(len(wanted) + len(strangers))
    daemon.wait_until(lambda: examined in daemon.read("mailenable/impstats.json"), "the module's counters")


HEADER = b"<13>Jul 24 15:40:50 MAIL01 mailenable: "
ROW = "09/05/18 10:00:{:02}\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.7\t{}\t43\t33\t{}\t"
OKAY = "\t250 Requested mail action okay, completed"


def play(run, chosen, rows, *replacements):
    """Start a site with these fragments, and send the sample Activity log and then `rows`, all from MAIL01."""
    daemon, _, tcp = run(chosen, replacements)
    lines = [line.rstrip(b"\r") for line in frames.load_lines("activity-rows.log")] + [row.encode() for row in rows]
    for line in lines:
        tcp.send(HEADER + line + b"\n")
    return daemon


def objects(daemon, name, count):
    """The objects in a file of a fragment; exactly `count`."""
    lines = daemon.wait_for_lines("mailenable/" + name, count)
    assert len(lines) == count
    return [json.loads(line) for line in lines]


def counted(daemon, name):
    """What impstats says of a bucket, once it holds anything."""
    def latest():
        values = [json.loads(line[line.index("{"):]) for line in daemon.lines("mailenable/impstats.json")]
        found = [each["values"] for each in values if each.get("name") == name and each["values"]]
        return found and found[0]
    return daemon.wait_until(latest, "counts of " + name)


def sample(event):
    """Golden objects of the sample Activity log with that event."""
    return [fields for fields in frames.load_golden("activity-rows.jsonl") if fields and fields["event"] == event]


def test_denied_relaying(run):
    rows = [ROW.format(0, "EHLO\tEHLO client.example.net\t250-x", ""),
            ROW.format(1, "MAIL\tMAIL FROM:<a@example.net>" + OKAY, ""),
            ROW.format(1, 'RCPT\tRCPT TO:<"b\\"x"@example.org>\t' + samples.REFUSED_RECIPIENT["reply"], ""),
            "09/05/18 10:00:01\t[F97C625D979F4C59B928F5A02B4B99E9.MAI] ME-I0111: " + DENIED["text"],
            "09/05/18 10:00:02\tME-I0112: Relay Denied: Server is configured not to allow relaying"]
    daemon = play(run, ["denied"], rows)
    found = objects(daemon, "denied-relaying.json", 3)
    row, verdict, alone = sorted(found, key=lambda each: (each["time"], each["log"]))
    assert (alone["log"], alone["client_ip"]) == ("activity", sample("relay-denied")[0]["client_ip"])
    client = {"host": "MAIL01", "time": "2018-09-05T10:00:01", "client_ip": "198.51.100.7",
              "helo": "client.example.net", "sender": "a@example.net", "recipient": '"b\\"x"@example.org',
              "correlated_by": "id"}
    assert row == dict(client, log="activity", reason="authentication-required")
    assert verdict == dict(client, log="debug", reason="no-criteria-met", code="ME-I0111")
    assert objects(daemon, "denied-relaying-unknown.json", 1) == [
        {"host": "MAIL01", "log": "debug", "reason": "relaying-disabled", "time": "2018-09-05T10:00:02",
         "code": "ME-I0112"}]


def login(reply, client, user):
    return ("09/05/18 10:00:00\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t{}\tAUTH\t{{blank}}\t"
            "{}\t43\t33\t{}\t".format(client, reply, user))


def test_watch(run):
    """Ten failures of a client, fifty of a network, a guess that succeeds, an account that twenty addresses try."""
    failed, succeeded = "535 no", "235 yes"
    rows = [login(failed, "198.51.100.10", "a{}@example.com".format(n)) for n in range(10)]
    rows += [login(failed, "192.0.2.{}".format(n), "b{}@example.com".format(n)) for n in range(50)]
    rows += [login(failed, "203.0.113.1", "Carol@example.com")] * 5
    rows += [login(succeeded, "203.0.113.2", "carol@example.com")]
    rows += [login(failed, "10.0.{}.1".format(n), "dave@example.com") for n in range(20)]
    rows += [login(failed, "203.0.113.200", "erin@example.com"), login(succeeded, "203.0.113.200", "erin@example.com")]
    daemon = play(run, ["watch", "counters"], rows, ('interval="60"', 'interval="1"'))
    alerts = objects(daemon, "watch-alerts.json", 2)
    assert alerts == [
        {"alert": "a guess that succeeded", "host": "MAIL01", "time": "2018-09-05T10:00:00",
         "user": "carol@example.com", "client_ip": "203.0.113.2", "account_failures": 5, "account_clients": 1,
         "after_failures": 5},
        {"alert": "an account that many addresses try", "host": "MAIL01", "time": "2018-09-05T10:00:00",
         "user": "dave@example.com", "client_ip": "10.0.19.1", "account_failures": 20, "account_clients": 20}]
    bans = daemon.wait_for_lines("mailenable/watch-bans.log", 2)
    assert [line.split(" ", 1)[1] for line in bans] == ["client=198.51.100.10 reason=watched",
                                                        "client=192.0.2.49 reason=watched"]
    networks = counted(daemon, "logins_by_account_and_network")
    assert {"carol@example.com 203.0.113.": 1, "erin@example.com 203.0.113.": 1}.items() <= networks.items()


def test_an_account_that_logs_in_from_many_networks(run):
    """The sixth network within the hour is told a minute later; five are not, nor many addresses of one network."""
    rows = [login("235 yes", "192.0.{}.7".format(n), "Stolen box@example.com") for n in range(3)]
    rows += [login("235 yes", "2001:db8:0:{:x}::1".format(n), "stolen BOX@example.com") for n in range(1, 4)]
    rows += [login("235 yes", "198.51.{}.7".format(n), "owner@example.com") for n in range(5)]
    rows += [login("235 yes", "203.0.113.{}".format(n), "office@example.com") for n in range(1, 31)]
    rows += [login("535 no", "198.18.{}.1".format(n), "tried@example.com") for n in range(15)]
    daemon = play(run, ["watch", "counters"], rows, ('interval="60"', 'interval="1"'))
    told = [json.loads(line) for line in daemon.wait_for_lines("mailenable/watch-networks.json", 2)]
    assert {(each["alert"], each["user"], each["networks"]) for each in told} == {
        ("an account that logs in from many networks", "stolen box@example.com", 6)}
    counts = [json.loads(line[line.index("{"):]) for line in daemon.lines("mailenable/impstats.json")]
    networks = [each for each in counts if each.get("name") == "networks_by_account"]
    users = ("stolen box@example.com", "owner@example.com", "office@example.com")
    assert dict(zip(users, (6, 5, 1))) in [{user: each["values"].get(user) for user in users} for each in networks]
    assert not any("tried@example.com" in each["values"] for each in networks)


def test_brute_force(run):
    outbound = ROW.format(0, "AUTH\t{blank}\t535 x", "us@example.com").replace("SMTP-IN", "SMTP-OU")
    daemon = play(run, ["failed-logins", "counters"], [outbound], ('interval="60"', 'interval="1"'))
    wanted = sample("auth-failure")
    found = objects(daemon, "auth-failure.json", len(wanted))
    assert sorted((each["time"], each["client_ip"], each.get("user", "")) for each in found) == sorted(
        (each["time"], each["client_ip"], each.get("user", "")) for each in wanted)
    assert set(counted(daemon, "auth_failures_by_client")) <= {each["client_ip"] for each in wanted}


def test_abused_account(run):
    rows = [ROW.format(0, "AUTH\t{blank}\t535 Invalid Username or Password", "Sam@example.com"),
            ROW.format(0, "RCPT\tRCPT TO:<early@example.org>" + OKAY, "Sam@example.com"),
            ROW.format(1, "AUTH\t{blank}\t235 Authenticated", "Sam@example.com"),
            *(ROW.format(2, "RCPT\tRCPT TO:<r{}@example.org>".format(number) + OKAY, "Sam@example.com")
              for number in range(3))]
    daemon = play(run, ["accounts", "counters"], rows, ('interval="60"', 'interval="1"'))
    logins = [each for event in ("auth-failure", "auth-success") for each in sample(event) if "user" in each]
    found = objects(daemon, "accounts.json", len(logins) + 5)
    sam = [each for each in found if each["user"] == "Sam@example.com"]
    assert sorted(each["event"] for each in sam) == ["auth-failure", "auth-success"] + ["recipient-accepted"] * 3
    assert sorted(each["recipient"] for each in sam if "recipient" in each) == [
        "r{}@example.org".format(number) for number in range(3)]
    assert counted(daemon, "recipients_by_account").keys() == {"sam@example.com"}
    assert counted(daemon, "failed_by_account")


def test_all_fragments_at_once(run, tmp_path):
    """But those for engines; `make check-site` has these, too."""
    daemon, _, tcp = run(whole.WITHOUT_ENGINES, whole.replacements(tmp_path))
    for frame in whole.frames():
        tcp.send(frame)
    whole.wait(daemon, tmp_path, 1)
    whole.check(daemon, tmp_path, 1)
