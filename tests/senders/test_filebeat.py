# SPDX-License-Identifier: Apache-2.0
"""Filebeat, really run: reads a directory and hands lines to a real Kafka over TLS, out of which rsyslog takes them.

Filebeat promises each line at least once; the id in the frame tells a line that came twice.
"""
import json
import os
import re

import pytest

import broker
import scenarios
from harness import wait
from harness.examples import site_global
from harness.rsyslogd import Rsyslogd
from mailserver import ACTIVITY, W3C, MailServer, live
from program import Program
from proxy import Proxy
from receiver import adapted, with_module

pytestmark = pytest.mark.filebeat

# What ../../kafka/consumer.conf takes the id of a document from.
CONSUMER_S_ID = re.compile(r'template\(name="mailenable-id" type="string" string="(.*?)"\)')
WINDOWS = "C:\\Program Files (x86)\\Mail Enable\\Logging\\SMTP\\"
ID = re.compile(r'^\[mailenable@32473 id="([0-9a-f]{32})"\]$')
CRASH_CONVERSATIONS = 1000
# As README.md has it: what Kafka has not confirmed comes again.
MOST_DOUBLED = {"appears": 0, "restart": 0, "killed": 6050, "away": 610, "stopped_while_away": 610,
                "killed_while_away": 610}


class Kafka(broker.TlsKafka):
    """Clients come through a proxy."""

    def advertised_port(self):
        self.proxy = Proxy(self.port)
        return self.proxy.port

    @property
    def address(self):
        return "localhost:{}".format(self.proxy.port)


@pytest.fixture(scope="module", name="kafka")
def fixture_kafka(certificates):
    kafka = Kafka(certificates)
    try:
        kafka.format()
        kafka.start()
        yield kafka
    finally:
        kafka.proxy.cut()
        kafka.close()


class Filebeat(Program):
    """filebeat.yml."""

    def __init__(self, directory, server, kafka, certificates, topic):
        super().__init__(directory)
        self.config = self.configure("filebeat.yml", adapted(
            "filebeat/filebeat.yml",
            (WINDOWS, server.directory + "/"),
            ("SMTP-Activity-*.log", server.transcript.format("*")),
            ("'kafka1.example.com:9093', 'kafka2.example.com:9093'", "'{}'".format(kafka.address)),
            ("topic: mailenable-raw", "topic: " + topic),
            ("C:\\ProgramData\\filebeat\\", str(certificates) + "/"))
            + "path.home: {}\nlogging.to_files: false\n".format(directory))

    def command(self):
        # Files are looked for every ten seconds; the tests have less patience.
        return [os.path.join(os.environ["ME_FILEBEAT"], "filebeat"), "-e", "-c", self.config, "--strict.perms=false",
                "-E", "filebeat.inputs.0.prospector.scanner.check_interval=1s"]


class Consumer:
    """rsyslog.conf; started when the topic is there."""

    def __init__(self, directory, kafka, certificates, topic):
        self.directory, self.kafka, self.topic = directory, kafka, topic
        directory.mkdir()
        self.config = adapted(
            "filebeat/rsyslog.conf", with_module(),
            ('"kafka1.example.com:9093", "kafka2.example.com:9093"', '"{}"'.format(kafka.address)),
            ('topic="mailenable-raw"', 'topic="{}"'.format(topic)),
            ('consumerGroup="mailenable"', 'consumerGroup="{}"'.format(topic)),
            ("/etc/mailenable/tls", str(certificates)),
            ("/var/log", str(directory)),
            ('string="%$!mailenable%\\n"', 'string="%structured-data%\\t{}\\t%$!mailenable%\\n"'.format(
                CONSUMER_S_ID.search(adapted("../kafka/consumer.conf")).group(1))))
        self.daemon = None

    def lines(self, count, seconds=120.0):
        """[(id, object)] once there are `count` lines."""
        if self.daemon is None:
            wait.until(lambda: any(name.startswith(self.topic) for name in os.listdir(self.kafka.path("data"))),
                       "the topic", seconds)
            self.daemon = Rsyslogd(self.directory, site_global() + self.config)
            # A broker that has nothing to say for a while, and the like: librdkafka's own matter.
            self.daemon.expected_complaints += ["kafka"]
        found = [line.split("\t", 2) for line in self.daemon.wait_for_lines("mailenable/all.json", count, seconds)]
        for words, identity, _ in found:
            assert ID.match(words).group(1) == identity
        return [(identity, json.loads(text)) for _, identity, text in found]

    def objects(self, count, seconds=120.0):
        return [fields for _, fields in self.lines(count, seconds)]

    def close(self):
        if self.daemon is not None:
            self.daemon.stop()
            self.daemon.assert_quiet()


class Run:
    """A mail server, Filebeat and rsyslog with a topic of their own."""

    def __init__(self, directory, kafka, certificates, topic, transcript=ACTIVITY):
        self.server = MailServer(str(directory / "SMTP"), transcript)
        self.sender = Filebeat(directory / "filebeat", self.server, kafka, certificates, topic)
        self.consumer = Consumer(directory / "rsyslog", kafka, certificates, topic)

    def __enter__(self):
        return self

    def __exit__(self, kind, problem, trace):
        if problem is not None:
            print(self.sender.report()[-4000:])
        if self.sender.process is not None and self.sender.process.poll() is None:
            self.sender.stop()
        self.consumer.close()


@pytest.mark.parametrize("transcript", [ACTIVITY, W3C], ids=["activity", "w3c"])
def test_days_and_a_restart(tmp_path, kafka, certificates, transcript):
    topic = "days-" + ("w3c" if transcript == W3C else "activity")
    with Run(tmp_path, kafka, certificates, topic, transcript) as run:
        live(run.server, run.sender, run.consumer.objects)


def test_a_crash_loses_nothing_and_what_comes_twice_has_the_same_id(tmp_path, kafka, certificates):
    with Run(tmp_path, kafka, certificates, "crash") as run:
        run.server.open_day("261122")
        run.server.talk("261122", CRASH_CONVERSATIONS)
        run.sender.start()
        run.consumer.lines(10)
        run.server.talk("261122", CRASH_CONVERSATIONS)
        run.sender.kill()
        run.sender.start()

        def all_there():
            return len({identity for identity, _ in run.consumer.lines(0)}) >= run.server.records

        run.consumer.daemon.wait_until(all_there, "every line", 120)
        once = dict(run.consumer.lines(0))
        run.server.check(once.values())


@pytest.mark.parametrize("scenario", scenarios.ALL, ids=lambda each: each.__name__)
def test_scenario(tmp_path, kafka, certificates, scenario):
    with Run(tmp_path, kafka, certificates, scenario.__name__) as run:
        try:
            lost, doubled, total = scenarios.run(scenario, run.server, run.sender, kafka.proxy, run.consumer)
        finally:
            kafka.proxy.cut()
            kafka.proxy.open()
        assert len({identity for identity, _ in run.consumer.lines(0)}) == run.server.records - lost
    print("Filebeat {}: lost {}, doubled {} of {}".format(scenario.__name__, lost, doubled, total))
    assert lost == 0 and doubled <= MOST_DOUBLED[scenario.__name__], (lost, doubled)
