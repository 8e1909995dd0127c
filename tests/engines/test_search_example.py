# SPDX-License-Identifier: Apache-2.0
"""conf-examples/elasticsearch on a real engine: setup.sh, the fragment, the template and the queries, as they are.

The engine is the one that ME_ENGINE names; make check-elasticsearch and check-opensearch run the same tests.
"""
import collections
import datetime
import json
import re

import pytest

import ecs
import examples
import lines
from process import until
from storing import DATASETS, ERRORS, STREAMS, Pipeline, run_setup

pytestmark = pytest.mark.search

LINES = 20000
HOSTS = 20


@pytest.fixture(name="pipeline")
def fixture_pipeline(engine, tmp_path):
    """Factory of pipelines: pipeline(namespace)."""
    started = []

    def start(namespace):
        directory = tmp_path / namespace
        directory.mkdir()
        started.append(Pipeline(str(directory), engine, namespace))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture(scope="module", name="stored")
def fixture_stored(engine, tmp_path_factory):
    """(lines sent, documents found, pipeline): 20,000 mixed lines through the example."""
    sent = made(1)
    pipeline = Pipeline(str(tmp_path_factory.mktemp("mixed")), engine, "default")
    try:
        pipeline.send([line.frame for line in sent])
        pipeline.wait_for(len(sent))
        yield sent, engine.documents(pipeline.index), pipeline
    finally:
        pipeline.close()


def made(seed):
    """Lines that ended a minute ago."""
    return list(lines.Maker(seed, HOSTS, LINES, datetime.datetime.utcnow()).lines())


def key_of(document):
    """Host and message: no two lines of a run have both."""
    return document["host"]["name"], document["message"].replace("#015", "").strip()


def assert_each_once(sent, documents):
    wanted = collections.Counter((line.host, lines.seen(line)) for line in sent)
    found = collections.Counter(key_of(source) for _, source in documents)
    assert not wanted - found, "missing: {}".format(list((wanted - found).items())[:5])
    assert not found - wanted, "too many: {}".format(list((found - wanted).items())[:5])


def test_every_line_is_a_document_and_none_is_refused(stored):
    sent, documents, pipeline = stored
    assert len(documents) == len(sent) == LINES
    assert_each_once(sent, documents)
    assert pipeline.rejected() == []
    assert pipeline.daemon.read(ERRORS) == ""


def test_documents_say_what_the_lines_mean(stored):
    sent, documents, _ = stored
    by_key = {key_of(source): source for _, source in documents}
    for line in sent:
        source = by_key[line.host, lines.seen(line)]
        native = source.get("mailenable", {})
        found = tuple(native.get(name) for name in ("log", "event", "outcome", "reason", "client_ip", "user"))
        assert found == (line.log, line.event, line.outcome, line.reason, line.client, line.user), (line.frame, source)
        assert source["event"].get("action") == line.event, (line.frame, source)
        when = datetime.datetime.fromisoformat(source["@timestamp"].replace("Z", "+00:00"))
        assert when == line.when.replace(tzinfo=datetime.timezone.utc), (line.frame, source)


def test_each_service_has_a_stream_of_its_own(engine, stored):
    sent, _, pipeline = stored
    namespace = pipeline.index.rsplit("-", 1)[1]
    foreign = sum(line.log is None for line in sent)
    counts = {dataset: engine.count("{}{}-{}".format(STREAMS, dataset, namespace)) for dataset in DATASETS}
    assert counts == {"smtp": len(sent) - foreign, "imap": 0, "pop": 0, "other": foreign}
    answer = engine.ask("POST", "/{}/_search".format(pipeline.index), {
        "size": 0, "query": {"term": {"data_stream.dataset": "mailenable.other"}}, "track_total_hits": True})
    assert answer["hits"]["total"]["value"] == foreign > 0


def test_no_password_reached_the_engine(stored):
    sent, documents, _ = stored
    text = json.dumps(documents)
    secrets = [word for line in sent for word in line.frame.decode().split("\t")
               if line.event == "auth-failure" and word.endswith("=")]
    assert len(secrets) > 50
    assert not [secret for secret in secrets if secret in text]


def test_every_native_shape_was_among_the_lines(stored):
    _, documents, _ = stored
    mapped = set(examples.read_json("elasticsearch", "index-template.json")
                 ["template"]["mappings"]["properties"]["mailenable"]["properties"])
    found = {name for _, source in documents for name in source.get("mailenable", {})}
    # Not asked for here: sentences, joined conversations, broken lines, counts of failures, logins of IMAP and POP.
    assert mapped - found <= {"explanation", "correlated_by", "anomalies", "client_failures", "network_failures",
                              "account_failures", "account_clients", "after_failures", "mailbox", "postoffice"}


def test_every_document_fits_the_schema(stored):
    _, documents, _ = stored
    fields = ecs.load()
    for identity, source in documents:
        assert ecs.problems(source, fields) == [], (identity, source)


def test_the_mapping_is_the_templates(engine, stored):
    assert_mapping_is_the_templates(engine, stored[2])


PLAIN = {"type": "keyword", "ignore_above": 1024}


def mapping_of(engine, dataset):
    """What setup.sh makes of the template for a dataset on this engine."""
    template = examples.read_json("elasticsearch", "index-template.json")["template"]["mappings"]
    stream = template["properties"]["data_stream"]["properties"]
    assert [stream[name]["type"] for name in ("type", "dataset", "namespace")] == ["constant_keyword"] * 3
    stream["dataset"]["value"] = "mailenable." + dataset
    if "--opensearch" in engine.setup_options:
        stream["namespace"] = PLAIN
    if "--keyword" in engine.setup_options:
        stream.update(type=PLAIN, dataset=PLAIN, namespace=PLAIN)
    return template


def assert_mapping_is_the_templates(engine, pipeline, datasets=("smtp", "other")):
    """Nothing that was sent has added a field, and each dataset has its own stream."""
    found = engine.ask("GET", "/{}/_mapping".format(pipeline.index))
    seen = set()
    for index, mapping in found.items():
        dataset, = (one for one in DATASETS if index.startswith(".ds-{}{}-".format(STREAMS, one)))
        template = mapping_of(engine, dataset)
        assert mapping["mappings"]["properties"] == template["properties"]
        assert mapping["mappings"]["dynamic"] == template["dynamic"]
        seen.add(dataset)
    assert seen == set(datasets)


def query(engine, name):
    """Answer to one of the example's queries."""
    body = examples.read_json("elasticsearch", "queries", name)
    return engine.ask("POST", "/{}*-default/_search".format(STREAMS), body)


def buckets(aggregation):
    """{key: documents} of a terms aggregation."""
    return {bucket["key"]: bucket["doc_count"] for bucket in aggregation["buckets"]}


def count_by(sent, key):
    """How many of the lines have which key."""
    return dict(collections.Counter(key(line) for line in sent))


def test_query_denied_by_reason_and_client(engine, stored):
    denied = [line for line in stored[0] if line.outcome == "denied"]
    answer = query(engine, "denied-by-reason-and-client.json")
    assert answer["hits"]["total"]["value"] == len(denied)
    reasons = answer["aggregations"]["reasons"]
    assert buckets(reasons) == count_by(denied, lambda line: line.reason)
    for bucket in reasons["buckets"]:
        same = [line for line in denied if line.reason == bucket["key"]]
        known = [line for line in same if line.client]
        wanted = count_by(known, lambda line: line.client)
        assert len(wanted) <= 120
        found = buckets(bucket["clients"])
        assert all(wanted[client] == count for client, count in found.items())
        assert len(found) == min(len(wanted), 100)
        assert bucket["client_unknown"]["doc_count"] == len(same) - len(known)


def test_query_tried_accounts(engine, stored):
    tried = [line for line in stored[0] if line.event == "auth-failure"]
    answer = query(engine, "tried-accounts.json")
    assert answer["hits"]["total"]["value"] == len(tried)
    accounts = answer["aggregations"]["accounts"]
    assert buckets(accounts) == count_by(tried, lambda line: line.user)
    for bucket in accounts["buckets"]:
        same = [line for line in tried if line.user == bucket["key"]]
        assert bucket["different_clients"]["value"] == len({line.client for line in same})
        assert bucket["first"]["value"] == milliseconds(min(line.when for line in same))
        assert bucket["last"]["value"] == milliseconds(max(line.when for line in same))


def milliseconds(when):
    """A naive time in UTC as the engines give it."""
    return int(when.replace(tzinfo=datetime.timezone.utc).timestamp() * 1000)


def test_query_open_relay_ever_seen(engine, stored):
    seen = [line for line in stored[0] if line.reason == "open-relay"]
    answer = query(engine, "open-relay-ever-seen.json")
    assert answer["hits"]["total"]["value"] == len(seen) > 0
    assert buckets(answer["aggregations"]["hosts"]) == count_by(seen, lambda line: line.host)
    assert answer["hits"]["hits"][0]["_source"]["mailenable"]["code"] == "ME-I0110"
    assert answer["hits"]["hits"][0]["sort"] == [milliseconds(min(line.when for line in seen))]


def test_query_granted_by_local_sender(engine, stored):
    granted = [line for line in stored[0] if line.reason == "sender-local"]
    answer = query(engine, "granted-by-local-sender.json")
    assert answer["hits"]["total"]["value"] == len(granted) > 0
    senders = answer["aggregations"]["senders"]
    assert buckets(senders) == count_by(granted, lambda line: line.address)
    for bucket in senders["buckets"]:
        same = [line for line in granted if line.address == bucket["key"]]
        assert buckets(bucket["hosts"]) == count_by(same, lambda line: line.host)


def test_query_attempts_per_hour(engine, stored):
    attempts = [line for line in stored[0]
                if line.event in ("relay-denied", "recipient-denied", "auth-failure", "connection-denied")]
    hours = query(engine, "attempts-per-hour.json")["aggregations"]["hours"]
    assert buckets(hours) == count_by(
        attempts, lambda line: milliseconds(line.when.replace(minute=0, second=0, microsecond=0)))
    for bucket in hours["buckets"]:
        same = [line for line in attempts if milliseconds(line.when) // 3600000 == bucket["key"] // 3600000]
        assert buckets(bucket["attempts"]) == count_by(same, lambda line: line.event)


def test_an_engine_that_dies_loses_and_doubles_nothing(engine, pipeline):
    sent = made(2)
    running = pipeline("restart")
    running.send([line.frame for line in sent])
    until(lambda: engine.count(running.index) >= LINES // 8, "first documents", 120)
    engine.kill()
    running.daemon.wait_until(lambda: "server failure" in running.daemon.read("own-messages.log"), "suspension", 60)
    engine.start()
    running.wait_for(len(sent))
    assert_each_once(sent, engine.documents(running.index))
    assert running.rejected() == []
    assert running.daemon.read(ERRORS) == ""


def hostile_frames():
    """Lines somebody sends to break the store, each with a name."""
    head = b"<13>1 2026-11-22T07:00:00Z MAIL01 mailenable - - - "
    record = b"11/22/26 07:00:00\tME-I0101: Local Delivery: Address (%s) is local.\n"
    activity = (b"11/22/26 07:00:00\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t77\t192.0.2.7\tEHLO\tEHLO %s\t"
                b"250 ok\t1\t2\t%s\n")
    deep = b'{"a":' * 5000 + b"1" + b"}" * 5000
    return {
        "invalid UTF-8 in an address": head + record % b"caf\xe9\xff\xfe@example.com",
        "invalid UTF-8 in HELO and user": head + activity % (b"\xc3\x28\xed\xa0\x80", b"\xf0\x28\x8c\x28"),
        "invalid UTF-8 in a foreign line": head + b"something \xe2\x28\xa1 else\n",
        "invalid UTF-8 in the host name": head.replace(b"MAIL01", b"MAIL\xff\xfe") + record % b"a@example.com",
        "64 KB of text": head + record % (b"a" * 64000 + b"@example.com"),
        "more than a message may have": head + record % (b"b" * 90000 + b"@example.com"),
        "64 KB in every column": head + activity % (b"c" * 30000, b"d" * 30000),
        "64 KB of blanks": head + b"11/22/26 07:00:00\tME-I0101: " + b" " * 64000 + b"\n",
        "control characters": head + record % bytes(set(range(1, 32)) - {10}),
        "a NUL": head + record % b"a\0b@example.com",
        "names of fields": head + record % b'","@timestamp":"x","mailenable":{"outcome":"granted"},"event":7,"x":"@y',
        "field names in JSON": head + b'{"@timestamp":7,"event":"x","mailenable":[1,2],"message":{"a":1}}\n',
        "deep JSON": head + deep + b"\n",
        "deep JSON in an address": head + record % (deep[:20000] + b"@example.com"),
        "a bulk in the text": head + record % b'{"index":{"_index":"other"}}\\n{"a":1}@example.com',
        "no such day": head.replace(b"11-22", b"02-29") + record.replace(b"11/22", b"02/30") % b"a@example.com",
        "far away": b"<13>1 9999-12-31T23:59:59-12:00 MAIL01 - - - - " + record % b"a@example.com",
        "a leap second": head + record.replace(b"07:00:00", b"23:59:60") % b"a@example.com",
        "nothing": head + b"\n",
        "only blanks": b"     \n",
    }


def test_hostile_lines_are_stored_or_refused_and_never_block(engine, pipeline):
    frames = hostile_frames()
    running = pipeline("hostile")
    for name, frame in frames.items():
        running.socket.sendall(frame)
        running.socket.sendall(b"<13>1 2026-11-22T07:00:00Z MAIL01 mailenable - - - after " + name.encode() + b"\n")
    # rsyslog itself drops a frame of blanks; what is too long is cut or becomes two.
    running.wait_for(2 * len(frames) - 1, 60)
    documents = [source for _, source in engine.documents(running.index)]
    messages = [source["message"].strip() for source in documents]
    assert [messages.count("after " + name) for name in frames] == [1] * len(frames)
    refused = running.rejected()
    assert [answer["answer"]["status"] for answer in refused] == [400] * len(refused)
    # What cannot be stored: a day and a second that no calendar has.
    fields = [re.search(r"failed to parse field \[([^]]*)\]", answer["answer"]["error"]["reason"]).group(1)
              for answer in refused]
    assert sorted(fields) == ["@timestamp", "@timestamp"]
    assert running.daemon.read(ERRORS) == ""
    assert_mapping_is_the_templates(engine, running)
    assert any(source["host"]["name"] == "MAIL\ufffd\ufffd" for source in documents)
    assert engine.request("GET", "/other")[0] == 404
    fields = ecs.load()
    for source in documents:
        assert ecs.problems(source, fields) == [], source
        if source["message"].strip().startswith("after"):
            assert "mailenable" not in source


def test_setup_never_overwrites_what_is_a_site_s_own(engine):
    custom = "/_component_template/logs-mailenable@custom"
    own = {"template": {"settings": {"index": {"number_of_replicas": "0"}}}}

    def template():
        return engine.ask("GET", custom)["component_templates"][0]["component_template"]["template"]

    assert "mappings" not in template()
    engine.ask("PUT", custom, own)
    assert run_setup(engine, "--no-lifecycle").returncode == 0
    assert template() == own["template"]
    simulated = engine.ask("POST", "/_index_template/_simulate_index/{}pop-site".format(STREAMS))
    assert simulated["template"]["settings"]["index"]["number_of_replicas"] == "0"
    engine.ask("PUT", custom, {"template": {"settings": {}}})


OLD_NAMESPACE = "older"


def install_the_old_template(engine):
    """The template as it was before each service had a dataset, and a document of that time."""
    template = examples.read_json("elasticsearch", "index-template.json")
    properties = template["template"]["mappings"]["properties"]
    properties["data_stream"]["properties"] = {name: PLAIN for name in ("type", "dataset", "namespace")}
    del properties["related"]["properties"]["hosts"], properties["event"]["properties"]["ingested"]
    del properties["source"]["properties"]["geo"], properties["source"]["properties"]["as"]
    engine.ask("PUT", "/_index_template/logs-mailenable.smtp", dict(
        template, version=1, composed_of=["mailenable-smtp-lifecycle"]))
    engine.ask("POST", "/{}smtp-{}/_doc?op_type=create&refresh=true".format(STREAMS, OLD_NAMESPACE), {
        "@timestamp": "2026-11-01T00:00:00Z", "message": "of old", "mailenable": {"log": "debug"},
        "event": {"dataset": "mailenable.smtp_debug", "action": "relay-denied", "original": "of old"},
        "data_stream": {"type": "logs", "dataset": "mailenable.smtp", "namespace": OLD_NAMESPACE}})


def test_an_older_installation_goes_on(engine, pipeline):
    """The steps of README.md, with documents of both kinds in one data stream."""
    install_the_old_template(engine)
    assert run_setup(engine, "--no-lifecycle").returncode == 0
    stream = "{}smtp-{}".format(STREAMS, OLD_NAMESPACE)
    engine.ask("POST", "/{}/_rollover".format(stream))
    running = pipeline(OLD_NAMESPACE)
    sent = made(3)[:2000]
    running.send([line.frame for line in sent])
    running.wait_for(len(sent) + 1)
    assert running.rejected() == [] and running.daemon.read(ERRORS) == ""
    old, new = sorted(engine.ask("GET", "/{}/_mapping".format(stream)).items())
    assert old[1]["mappings"]["properties"]["data_stream"]["properties"]["dataset"] == PLAIN
    assert new[1]["mappings"]["properties"] == mapping_of(engine, "smtp")["properties"]
    answer = engine.ask("POST", "/{}/_search".format(stream), {
        "size": 0, "track_total_hits": True, "query": {"bool": {"filter": [
            {"term": {"mailenable.log": "debug"}}, {"term": {"data_stream.dataset": "mailenable.smtp"}}]}}})
    assert answer["hits"]["total"]["value"] == 1 + sum(line.log == "debug" for line in sent)


def test_setup_says_what_the_engine_refused(engine):
    done = run_setup(engine)
    assert done.returncode == 1
    assert "refused the life-cycle policy" in done.stdout
    assert run_setup(engine, "--no-lifecycle").returncode == 0
