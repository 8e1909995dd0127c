# SPDX-License-Identifier: Apache-2.0
"""conf-examples/kafka on a real broker and a real Elasticsearch: two collectors, two consumers, and one that dies.

What is expected is what one rsyslogd with the module makes of the same lines.
"""
import datetime
import json
import os
import random
import socket
import subprocess
import threading

import pytest

import examples
import searchengines
from harness import site
from harness.rsyslogd import Rsyslogd, module_under_test, quoted
from process import until
from storing import ERRORS, REJECTED, STREAMS, WRITER, run_setup

pytestmark = pytest.mark.kafka

COUNTERS = "counters.jsonl"
HOSTS = 20
LINES = 50000
LINES_WITH_A_DEATH = 20000
DENIALS = {
    "ME-I0111": ("no-criteria-met", "Relay Denied: Failed to meet all relay criteria."),
    "ME-E0109": ("sender-not-local", "Relay Denied: Failed to meet all relay criteria."),
    "ME-I0112": ("relaying-disabled", "Relay Denied: Server is configured not to allow relaying"),
}
REPLY = ("503 This mail server requires authentication when attempting to send to a non-local e-mail address. Please "
         "check your mail client settings.")


def conversations(seed, count):
    """[(Activity frame, Debug frame, what is known of them)]: each conversation is refused, and both logs say so."""
    choose = random.Random(seed)
    now = datetime.datetime.utcnow().replace(microsecond=0) - datetime.timedelta(hours=1)
    found = []
    for number in range(count):
        host = number % HOSTS
        when = now + datetime.timedelta(seconds=number // HOSTS)
        code = choose.choice(sorted(DENIALS))
        truth = {"host": "MAIL{:02}".format(host + 1), "id": "{:032X}.MAI".format(choose.getrandbits(128)),
                 "client": "198.51.100.{}".format(choose.randrange(1, 250)), "code": code}
        stamp = when.strftime("%m/%d/%y %H:%M:%S")
        activity = "\t".join([stamp, "SMTP-IN", truth["id"], str(number + 1), truth["client"], "RCPT",
                              "RCPT TO:<user{}@example.net>".format(number), REPLY, "235", "33", ""])
        debug = "{}\t{}: [{}] {}".format(stamp, code, truth["id"], DENIALS[code][1])
        # Three kinds of forwarders: with an offset, without, and without a name of its own.
        header = ("<13>1 {}+02:00 {} mailenable - - - ".format(when.strftime("%Y-%m-%dT%H:%M:%S"), truth["host"]),
                  "<13>{} {:2} {} {} mailenable: ".format(when.strftime("%b"), when.day, when.strftime("%H:%M:%S"),
                                                          truth["host"]),
                  "<13>{} {:2} {} {} ".format(when.strftime("%b"), when.day, when.strftime("%H:%M:%S"),
                                              truth["host"]))[host % 3]
        found.append(((header + activity + "\r\n").encode(), (header + debug + "\r\n").encode(), truth))
    return found


@pytest.fixture(scope="module", name="engine")
def fixture_engine():
    """Elasticsearch, set up by the other example's setup.sh."""
    engine = searchengines.Elasticsearch()
    try:
        engine.add_writer(WRITER, examples.read_json("elasticsearch", "role.json"))
        engine.start()
        assert run_setup(engine, "--no-lifecycle").returncode == 0
        yield engine
    finally:
        engine.close()


class Daemons:
    """The rsyslogds of a test, all stopped at its end; those of the example may not have complained."""

    def __init__(self, directory, kafka, engine, name):
        self.directory, self.kafka, self.engine, self.name = str(directory), kafka, engine, name
        self.index = STREAMS + "*-" + name
        self.started = []

    def _start(self, name, config):
        directory = os.path.join(self.directory, name)
        os.makedirs(directory, exist_ok=True)
        daemon = Rsyslogd(directory, config(directory), {"TZ": "UTC"})
        self.started.append(daemon)
        return daemon

    def _common(self, directory):
        return {
            '"/var/spool/rsyslog': '"' + directory,
            '["kafka1.example.com:9092", "kafka2.example.com:9092"]': '["{}"]'.format(self.kafka.address),
            '"mailenable-raw"': quoted(self.name),
        }

    def collector(self, name):
        """A collector; returns a connection to it."""
        def config(directory):
            return site.build(directory, ["kafka"], [
                ('["kafka1.example.com:9092", "kafka2.example.com:9092"]', '["{}"]'.format(self.kafka.address)),
                ('"mailenable-raw"', quoted(self.name))], examples.listener(directory, "port"))
        return self._connect(self._start(name, config))

    def _connect(self, daemon):
        port = daemon.wait_until(lambda: daemon.read("port").strip(), "port")
        return socket.create_connection(("127.0.0.1", int(port)), timeout=300)

    def consumer(self, name):
        """A consumer, or one that is started again: its directory stays."""
        def config(directory):
            counters = 'module(load="impstats" interval="1" format="json" log.syslog="off" log.file={})\n'.format(
                quoted(os.path.join(directory, COUNTERS)))
            text = counters + examples.read_configuration("kafka", "consumer.conf")
            return examples.adapt(text, dict(self._common(directory), **{
                'load="mmmailenable"': "load={}".format(quoted(module_under_test())),
                '["https://es1.example.com:9200", "https://es2.example.com:9200"]': '["{}"]'.format(self.engine.url),
                '"/etc/ssl/certs/es-ca.pem"': quoted(self.engine.ca),
                'document.namespace="default"': 'document.namespace="{}"'.format(self.name),
                '"/var/log/mailenable-elasticsearch-errors.json"': quoted(os.path.join(directory, ERRORS)),
                '"/var/log/mailenable-elasticsearch-rejected.json"': quoted(os.path.join(directory, REJECTED)),
            }))
        daemon = self._start(name, config)
        # The topic comes into being with its first line.
        daemon.expected_complaints += ["Subscribed topic not available"]
        return daemon

    def one_machine(self):
        """An rsyslogd with the module alone; returns a connection to it."""
        def config(directory):
            return """
                module(load="imtcp")
                module(load={})
                template(name="fields" type="string" string="%$!%\\n")
                input(type="imtcp" {} supportOctetCountedFraming="off" ruleset="tested")
                ruleset(name="tested") {{
                    action(type="mmmailenable")
                    action(type="omfile" file={} template="fields")
                }}
            """.format(quoted(module_under_test()), examples.listening(directory, "port"),
                       quoted(os.path.join(directory, "fields.jsonl")))
        return self._connect(self._start("one-machine", config))

    def wait_for_documents(self, count, seconds):
        """Wait until the engine has so many."""
        try:
            until(lambda: self.engine.count(self.index) >= count,
                  lambda: "{} documents (have {})".format(count, self.engine.count(self.index)), seconds)
        except AssertionError as problem:
            raise AssertionError("\n".join([str(problem)] + [daemon.report() for daemon in self.started])) from problem

    def close(self):
        """Stop all."""
        for daemon in self.started:
            daemon.stop()
        for daemon in self.started:
            daemon.assert_quiet()
            assert daemon.read(ERRORS) == "" and daemon.read(REJECTED) == ""


@pytest.fixture(name="daemons")
def fixture_daemons(tmp_path, kafka, engine):
    """Factory of Daemons: daemons(name of topic and namespace)."""
    made = []

    def make(name):
        made.append(Daemons(tmp_path, kafka, engine, name))
        return made[-1]

    yield make
    for one in made:
        one.close()


def send(connection, frames):
    """Send in a thread."""
    def work():
        for frame in frames:
            connection.sendall(frame)
        connection.close()
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def by_line(objects):
    """{(log, message id): object}; a line that is there twice is an error."""
    found = {}
    for one in objects:
        key = one["log"], one["message_id"]
        assert key not in found, key
        found[key] = one
    return found


def verdict(fields):
    """What was decided, and by whom it is known."""
    return tuple(fields.get(name) for name in ("event", "outcome", "reason", "code", "risk"))


def of_its_own(fields):
    """The verdict without what another record told: an Activity row has no code of its own."""
    return verdict(fields) if fields["log"] == "debug" else verdict(dict(fields, code=None))


def joined(lines):
    """Ids of the conversations whose second record knows what the first one said."""
    return {identity for (_, identity), fields in lines.items() if fields.get("correlated_by") == "id"}


def examined(consumer):
    """How many lines a consumer has looked at, by its last counters."""
    # Each line begins with the time.
    counts = [json.loads(line[line.index("{"):]) for line in consumer.lines(COUNTERS)]
    return ([0] + [each["messages.examined"] for each in counts if each["name"] == "mmmailenable"])[-1]


def trim_queues(consumer):
    """What README.md has done before a consumer starts again."""
    queues = [consumer.path("mailenable-{}.qi".format(name)) for name in ("consumed", "answered")]
    assert os.path.exists(queues[0])
    subprocess.run([examples.path("kafka", "trim-queues.sh"), *queues], timeout=60, check=True)


def share_out(connection, consumers):
    """Send lines of no meaning until each consumer has got some: partitions that move later would take with them what
    conversations knew. Returns how many were sent."""
    sent = [0]

    def all_have_some():
        for host in range(HOSTS):
            connection.sendall("<13>Nov 22 07:00:00 MAIL{:02} mailenable: line {}\n".format(host + 1, sent[0]).encode())
            sent[0] += 1
        return all(examined(consumer) > 0 for consumer in consumers)

    until(all_have_some, "work for every consumer", 90)
    return sent[0]


def test_two_collectors_and_two_consumers_are_as_good_as_one_machine(daemons):
    running = daemons("shared")
    sent = conversations(1, LINES // 2)
    collectors = [running.collector("collector-activity"), running.collector("collector-debug")]
    consumers = [running.consumer("consumer-1"), running.consumer("consumer-2")]
    before = share_out(collectors[0], consumers)
    for kind, collector in enumerate(collectors):
        send(collector, [line[kind] for line in sent])
    running.wait_for_documents(before + LINES, 420)
    sources = [source for _, source in running.engine.documents(running.index) if "mailenable" in source]
    found = by_line(source["mailenable"] for source in sources)
    assert len(found) == LINES

    alone = running.one_machine()
    send(alone, [frame for line in sent for frame in line[:2]])
    lines = running.started[-1].wait_for_lines("fields.jsonl", LINES, 120)
    wanted = by_line(json.loads(line)["mailenable"] for line in lines)

    assert {key: of_its_own(fields) for key, fields in found.items()} == {
        key: of_its_own(fields) for key, fields in wanted.items()}
    truth = {line[2]["id"]: line[2] for line in sent}
    assert joined(wanted) == joined(found) == set(truth)
    for (_, identity), fields in found.items():
        if "correlated_by" in fields:
            assert (fields["client_ip"], fields["code"]) == (truth[identity]["client"], truth[identity]["code"])
    hosts = {(source["mailenable"]["message_id"], source["host"]["name"]) for source in sources}
    assert hosts == {(identity, each["host"]) for identity, each in truth.items()}
    assert min(examined(consumer) for consumer in consumers) > LINES // 20


def test_a_consumer_that_dies_loses_nothing(daemons):
    running = daemons("death")
    sent = conversations(2, LINES_WITH_A_DEATH // 2)
    collectors = [running.collector("collector-activity"), running.collector("collector-debug")]
    victim, _ = running.consumer("consumer-1"), running.consumer("consumer-2")
    for kind, collector in enumerate(collectors):
        send(collector, [line[kind] for line in sent])
    running.wait_for_documents(LINES_WITH_A_DEATH // 10, 240)
    victim.kill()
    seen = running.engine.count(running.index)
    assert seen < LINES_WITH_A_DEATH
    trim_queues(victim)
    running.consumer("consumer-1")
    running.wait_for_documents(LINES_WITH_A_DEATH, 420)
    found = by_line(source["mailenable"] for _, source in running.engine.documents(running.index))
    assert len(found) == LINES_WITH_A_DEATH
    assert_verdicts(found, sent)


def assert_verdicts(found, sent):
    """Every line says what it says alone, whatever became of the joins."""
    for _, _, truth in sent:
        debug, activity = found["debug", truth["id"]], found["activity", truth["id"]]
        assert (debug["code"], debug["reason"]) == (truth["code"], DENIALS[truth["code"]][0])
        assert (activity["client_ip"], activity["reason"]) == (truth["client"], "authentication-required")


def test_a_broker_that_dies_loses_nothing(daemons, kafka):
    running = daemons("broker")
    sent = conversations(3, LINES_WITH_A_DEATH // 2)
    collectors = [running.collector("collector-activity"), running.collector("collector-debug")]
    running.consumer("consumer-1")
    for kind, collector in enumerate(collectors):
        send(collector, [line[kind] for line in sent])
    running.wait_for_documents(LINES_WITH_A_DEATH // 10, 240)
    kafka.kill()
    kafka.start()
    for daemon in running.started:
        daemon.expected_complaints += ["kafka"]
    running.wait_for_documents(LINES_WITH_A_DEATH, 420)
    found = by_line(source["mailenable"] for _, source in running.engine.documents(running.index))
    assert len(found) == LINES_WITH_A_DEATH
    assert_verdicts(found, sent)
