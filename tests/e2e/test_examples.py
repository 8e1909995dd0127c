# SPDX-License-Identifier: Apache-2.0
"""Every file in conf-examples: loaded as it stands, then run on private ports and paths.

An example is plain configuration with plain values. Here each value is replaced by its exact text, so an example that
changes without its test fails.
"""
import json
import os
import stat

import pytest

from harness import examples, frames, inputs, samples
from harness.rsyslogd import Rsyslogd, module_under_test, quoted, verify
from harness.samples import DENIED, frame

EXAMPLES = examples.ROOT
ABUSED = os.path.join("abused-account", "mailenable.conf")
BRUTE_FORCE = os.path.join("brute-force-auth", "mailenable.conf")
CENTRAL = os.path.join("central", "mailenable.conf")
DENIED_RELAYING = os.path.join("denied-relaying", "mailenable.conf")
MINIMAL = os.path.join("minimal", "mailenable.conf")

PLAIN = frame("NXLog to_syslog_bsd with SourceName")
HEADERLESS = frame("raw line")


def text_of(name, directory, *replacements):
    """Text of an example behind site/00-global.conf, with the module's own path, its log directory moved, and each
    (old, new) pair replaced."""
    with open(os.path.join(EXAMPLES, name), encoding="utf-8") as file:
        text = file.read()
    for old, new in (('module(load="mmmailenable")', "module(load={})".format(quoted(module_under_test()))),
                     *replacements):
        assert text.count(old) == 1, (name, old)
        text = text.replace(old, new)
    return examples.site_global() + text.replace("/var/log/", str(directory) + "/")


# Run by tests/engines, for they need one; senders by tests/senders, for they need certificates.
WITH_AN_ENGINE = ("elasticsearch", "kafka", "senders")
# Run by tests/bans; here only loaded. Below them are also files of other programs.
BAN_LISTS = ("alert", "blocklist", "fail2ban", "nftables")


def all_examples():
    """Path of every configuration below conf-examples that needs nothing but rsyslogd."""
    found = sorted(os.path.relpath(os.path.join(where, name), EXAMPLES)
                   for where, _, names in os.walk(EXAMPLES) for name in names if name.endswith(".conf"))
    return [name for name in found
            if name.split(os.sep)[0] not in (*WITH_AN_ENGINE, "site") and name.count(os.sep) == 1]


def test_every_example_is_run_by_a_test_of_this_file():
    here = [name for name in all_examples() if name.split(os.sep)[0] not in BAN_LISTS]
    assert here == [ABUSED, BRUTE_FORCE, CENTRAL, DENIED_RELAYING, MINIMAL]


# Which test reads each file, and the words by which it does. README.md beside a file is a document: test_documents.py.
READ_BY = {
    "abused-account/mailenable.conf": ("e2e/test_examples.py", '"abused-account"'),
    "alert/alert.py": ("bans/test_alert.py", "alert.py"),
    "alert/mailenable.conf": ("bans/test_alert.py", 'run_example("alert"'),
    "blocklist/allow.txt": ("bans/test_offenders.py", '"allow.txt"'),
    "blocklist/blocklist.py": ("bans/test_blocklist.py", '"blocklist.py"'),
    "blocklist/mailenable.conf": ("bans/test_blocklist.py", "run_example"),
    "blocklist/offenders.py": ("bans/test_offenders.py", "offenders"),
    "brute-force-auth/mailenable.conf": ("e2e/test_examples.py", '"brute-force-auth"'),
    "central/mailenable.conf": ("e2e/test_examples.py", '"central"'),
    "crowdsec/acquis.d/mailenable.yaml": ("bans/test_crowdsec.py", '"acquis.d"'),
    "crowdsec/parsers/s01-parse/mailenable.yaml": ("bans/test_crowdsec.py", '"parsers"'),
    "crowdsec/parsers/s02-enrich/mailenable-allow.yaml": ("bans/test_crowdsec.py", '"mailenable-allow.yaml"'),
    "crowdsec/scenarios/mailenable.yaml": ("bans/test_crowdsec.py", '"scenarios"'),
    "denied-relaying/mailenable.conf": ("e2e/test_examples.py", '"denied-relaying"'),
    "elasticsearch/ilm-policy.json": ("engines/test_lifecycle.py", '"ilm-policy.json"'),
    "elasticsearch/index-template.json": ("engines/test_search_example.py", '"index-template.json"'),
    "elasticsearch/ism-policy.json": ("engines/test_lifecycle.py", '"ism-policy.json"'),
    "elasticsearch/mailenable.conf": ("engines/storing.py", '"mailenable.conf"'),
    "elasticsearch/queries/attempts-per-hour.json": ("engines/test_search_example.py", "attempts-per-hour"),
    "elasticsearch/queries/denied-by-reason-and-client.json": (
        "engines/test_search_example.py", "denied-by-reason-and-client"),
    "elasticsearch/queries/granted-by-local-sender.json": ("engines/test_search_example.py", "granted-by-local-sender"),
    "elasticsearch/queries/open-relay-ever-seen.json": ("engines/test_search_example.py", "open-relay-ever-seen"),
    "elasticsearch/queries/tried-accounts.json": ("engines/test_search_example.py", "tried-accounts"),
    "elasticsearch/role-opensearch.json": ("engines/searchengines.py", '"role-opensearch.json"'),
    "elasticsearch/role.json": ("engines/searchengines.py", '"role.json"'),
    "elasticsearch/setup.sh": ("engines/storing.py", '"setup.sh"'),
    "fail2ban/filter.d/mailenable.conf": ("bans/test_fail2ban.py", '"filter.d"'),
    "fail2ban/jail.d/mailenable.conf": ("bans/test_fail2ban.py", '"jail.d"'),
    "fail2ban/mailenable.conf": ("bans/test_fail2ban.py", 'run_example("fail2ban"'),
    "kafka/collector.conf": ("engines/test_kafka_example.py", '"collector.conf"'),
    "kafka/consumer.conf": ("engines/test_kafka_example.py", '"consumer.conf"'),
    "kafka/trim-queues.sh": ("e2e/test_trim_queues.py", "trim-queues.sh"),
    "minimal/mailenable.conf": ("e2e/test_examples.py", '"minimal"'),
    "nftables/mailenable.conf": ("bans/test_nftables.py", "run_example"),
    "nftables/mailenable.nft": ("bans/test_nftables.py", '"mailenable.nft"'),
    "nftables/nft_bans.py": ("bans/test_nftables.py", '"nft_bans.py"'),
    "site/00-global.conf": ("e2e/harness/examples.py", '"00-global.conf"'),
    "senders/certificates.sh": ("senders/conftest.py", '"certificates.sh"'),
    "senders/filebeat/filebeat.yml": ("senders/test_filebeat.py", '"filebeat/filebeat.yml"'),
    "senders/filebeat/logstash.conf": ("senders/framing.py", '"filebeat/logstash.conf"'),
    "senders/filebeat/rsyslog.conf": ("senders/test_filebeat.py", '"filebeat/rsyslog.conf"'),
    "senders/fluent-bit/fluent-bit.conf": ("senders/framing.py", '"fluent-bit/fluent-bit.conf"'),
    "senders/mailenable.conf": ("senders/receiver.py", '"mailenable.conf"'),
    "senders/nxlog/nxlog.conf": ("senders/framing.py", '"nxlog/nxlog.conf"'),
    "senders/rsyslog-agent/settings.md": ("senders/test_files.py", '"rsyslog-agent/settings.md"'),
    "senders/rsyslog/forward.conf": ("senders/test_rsyslog.py", '"rsyslog/forward.conf"'),
    "senders/share.conf": ("senders/test_listeners.py", '"share.conf"'),
    "senders/snare/settings.md": ("senders/test_files.py", '"snare/settings.md"'),
    "senders/syslog-ng-agent/settings.md": ("senders/framing.py", '"syslog-ng-agent/settings.md"'),
    "senders/syslog-ng/syslog-ng.conf": ("senders/test_syslog_ng.py", '"syslog-ng/syslog-ng.conf"'),
    "senders/vector/vector.yaml": ("senders/framing.py", '"vector/vector.yaml"'),
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


@pytest.mark.parametrize("name", all_examples())
def test_every_example_is_accepted(tmp_path, name):
    status, words = verify(text_of(name, tmp_path), tmp_path)
    assert status == 0, words
    assert "error" not in words.lower() and "warning" not in words.lower(), words


def code_in_comment(text):
    """The configuration an example offers in a comment: lines behind `#` and three blanks."""
    return "\n".join(line[4:] for line in text.split("\n") if line.startswith("#   "))


@pytest.fixture
def run(tmp_path):
    """Start a daemon on a configuration and connect `kinds`; stopped and asked for complaints at the end."""
    directory = tmp_path / "daemon"
    directory.mkdir()
    opened = []

    def start(config, kinds):
        daemon = Rsyslogd(directory, config)
        opened.append(daemon)
        for kind in kinds:
            kind.connect(daemon)
        return daemon

    yield start, directory
    for daemon in opened:
        daemon.stop()
        daemon.assert_quiet()


def test_minimal(run):
    start, directory = run
    tcp = inputs.Tcp()
    text = text_of(MINIMAL, directory)
    daemon = start('module(load="imtcp")\n' + tcp.config(directory, "RSYSLOG_DefaultRuleset") + text
                   + code_in_comment(text), [tcp])
    for sent in (PLAIN, *samples.FOREIGN, PLAIN):
        tcp.send(sent)
    lines = daemon.wait_for_lines("mailenable.json", 2)
    assert [json.loads(line) for line in lines] == [DENIED, DENIED]
    tcp.close()


def test_central(run):
    start, directory = run
    udp, tcp = inputs.Udp(), inputs.Tcp()
    # Both listeners stay as they are but for address and port; imtcp tells its port in a file.
    udp_config, tcp_config = udp.config(directory, "mailenable"), tcp.config(directory, "mailenable")
    config = text_of(
        CENTRAL, directory,
        ('input(type="imudp" port="5514" ruleset="mailenable")', udp_config),
        ('input(type="imtcp" port="5514" ruleset="mailenable" supportOctetCountedFraming="off")', tcp_config),
        ('interval="60"', 'interval="1"'))
    daemon = start(config, [udp, tcp])
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

    def wanted_where(condition):
        return sorted((fields for fields in wanted if condition(fields)), key=str)

    denied = wanted_where(lambda fields: fields.get("outcome") == "denied")
    rest = wanted_where(lambda fields: fields.get("outcome") != "denied")
    assert objects(records("denied.json", len(denied))) == denied
    assert objects(records("alert.json", 1)) == wanted_where(lambda fields: fields.get("reason") == "open-relay")
    archive = records("archive.json", len(rest) + len(strangers))
    assert objects(archive) == rest
    assert len(archive) == len(rest) + len(strangers)
    others = [record["message"] for record in archive if "mailenable" not in record]
    assert sorted(others) == sorted(each.decode().replace("\r", "#015") for each in strangers)
    for name in ("archive.json", "alert.json", "denied.json"):
        assert stat.S_IMODE(os.stat(daemon.path("mailenable/" + name)).st_mode) == 0o640
    examined = len(wanted) + len(strangers)
    daemon.wait_until(lambda: '"messages.examined": {}'.format(examined) in daemon.read("mailenable/impstats.json"),
                      "the module's counters")
    udp.close()
    tcp.close()


LISTENER = 'input(type="imtcp" port="5514" ruleset="mailenable" supportOctetCountedFraming="off")'
HEADER = b"<13>Jul 24 15:40:50 MAIL01 mailenable: "
ROW = "09/05/18 10:00:{:02}\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.7\t{}\t43\t33\t{}\t"
OKAY = "\t250 Requested mail action okay, completed"


def play(run, name, rows, *replacements):
    """Start an example, and send the sample Activity log and then `rows`, all from MAIL01."""
    start, directory = run
    tcp = inputs.Tcp()
    daemon = start(text_of(name, directory, (LISTENER, tcp.config(directory, "mailenable")), *replacements), [tcp])
    lines = [line.rstrip(b"\r") for line in frames.load_lines("activity-rows.log")] + [row.encode() for row in rows]
    for line in lines:
        tcp.send(HEADER + line + b"\n")
    return daemon, tcp


def objects(daemon, name, count):
    """The objects in a file of an example; exactly `count`."""
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
    daemon, tcp = play(run, DENIED_RELAYING, rows)
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
    tcp.close()


def test_brute_force(run):
    outbound = ROW.format(0, "AUTH\t{blank}\t535 x", "us@example.com").replace("SMTP-IN", "SMTP-OU")
    daemon, tcp = play(run, BRUTE_FORCE, [outbound], ('interval="60"', 'interval="1"'))
    wanted = sample("auth-failure")
    found = objects(daemon, "auth-failure.json", len(wanted))
    assert sorted((each["time"], each["client_ip"], each.get("user", "")) for each in found) == sorted(
        (each["time"], each["client_ip"], each.get("user", "")) for each in wanted)
    assert set(counted(daemon, "auth_failures_by_client")) <= {each["client_ip"] for each in wanted}
    tcp.close()


def test_abused_account(run):
    rows = [ROW.format(0, "AUTH\t{blank}\t535 Invalid Username or Password", "Sam@example.com"),
            ROW.format(0, "RCPT\tRCPT TO:<early@example.org>" + OKAY, "Sam@example.com"),
            ROW.format(1, "AUTH\t{blank}\t235 Authenticated", "Sam@example.com"),
            *(ROW.format(2, "RCPT\tRCPT TO:<r{}@example.org>".format(number) + OKAY, "Sam@example.com")
              for number in range(3))]
    daemon, tcp = play(run, ABUSED, rows, ('interval="600"', 'interval="1"'))
    logins = [each for event in ("auth-failure", "auth-success") for each in sample(event) if "user" in each]
    found = objects(daemon, "accounts.json", len(logins) + 5)
    sam = [each for each in found if each["user"] == "Sam@example.com"]
    assert sorted(each["event"] for each in sam) == ["auth-failure", "auth-success"] + ["recipient-accepted"] * 3
    assert sorted(each["recipient"] for each in sam if "recipient" in each) == [
        "r{}@example.org".format(number) for number in range(3)]
    assert counted(daemon, "recipients_by_account").keys() == {"sam@example.com"}
    assert counted(daemon, "failed_by_account")
    tcp.close()
