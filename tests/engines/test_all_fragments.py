# SPDX-License-Identifier: Apache-2.0
"""All fragments of conf-examples/site at once, with a real Elasticsearch and a real Kafka, and 200,000 lines: the exact
count in each of them.
"""
import re

import pytest

from harness import site, whole
from harness.rsyslogd import Rsyslogd, quoted
from storing import Pipeline

pytestmark = pytest.mark.site

ROUNDS = 10
TOPIC = "mailenable-whole"
READER = """
module(load="imkafka")
template(name="frame" type="string" string="%rawmsg%\\n")
ruleset(name="frames") {{
    action(type="omfile" file={} template="frame")
}}
input(type="imkafka" broker={} topic={} consumergroup="reader" confParam=["auto.offset.reset=earliest"]
      parseHostname="on" ruleset="frames")
"""


@pytest.fixture(name="reader")
def fixture_reader(kafka, tmp_path):
    """reader() gives an rsyslogd that writes down every frame of the topic."""
    started = []

    def start():
        directory = tmp_path / "reader"
        directory.mkdir()
        started.append(Rsyslogd(directory, READER.format(
            quoted(directory / "frames"), quoted(kafka.address), quoted(TOPIC))))
        return started[-1]

    yield start
    for daemon in started:
        daemon.stop()


def test_all_fragments_and_both_engines(engine, kafka, reader, tmp_path):
    (tmp_path / "site").mkdir()
    others = [name for name in site.fragments() if name != "elasticsearch"]
    pipeline = Pipeline(str(tmp_path / "site"), engine, "whole", others, [
        *whole.replacements(tmp_path), ('"mailenable-raw"', quoted(TOPIC)),
        ('["kafka1.example.com:9092", "kafka2.example.com:9092"]', '["{}"]'.format(kafka.address))])
    try:
        for rounds in range(1, ROUNDS + 1):
            for frame in whole.frames():
                pipeline.socket.sendall(frame)
            whole.wait(pipeline.daemon, tmp_path, rounds)
        sent = ROUNDS * whole.ROUND
        pipeline.wait_for(sent, 600)
        # The topic is there by now.
        frames = reader().wait_for_lines("frames", sent, 600)
        whole.check(pipeline.daemon, tmp_path, ROUNDS)
        assert engine.count(pipeline.index) == sent and pipeline.rejected() == []
        assert engine.count("logs-mailenable.other-whole") == sent // whole.EACH
        ids = [re.search(r'\[mailenable@32473 id="([0-9A-F]+)"\]', frame).group(1) for frame in frames]
        assert len(ids) == len(set(ids)) == sent
        assert sum("no line of MailEnable" in frame for frame in frames) == sent // whole.EACH
    finally:
        pipeline.close()
