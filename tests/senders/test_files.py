# SPDX-License-Identifier: Apache-2.0
"""The files of the senders as they stand: rsyslog's own are accepted, and every sender reads both logs under their
changing names, sends where the log server listens, and has its row in README.md.
"""
import os

import pytest

from harness.examples import site_global
from harness.rsyslogd import verify
from receiver import EXAMPLES, adapted, tls_modules, with_module

OF_RSYSLOG = ("share.conf", "filebeat/rsyslog.conf", "rsyslog/forward.conf")
# How each writes the name of the day, and where it sends to.
SENDERS = {
    "filebeat/filebeat.yml": ("*", "kafka1.example.com:9093"),
    "fluent-bit/fluent-bit.conf": ("*", "6514"),
    "nxlog/nxlog.conf": ("*", "6514"),
    "otel-collector/otel-collector.yaml": ("*", "port: 6514"),
    "rsyslog-agent/settings.md": ("%y%m%d", "6514"),
    "rsyslog/forward.conf": ("*", "6514"),
    "share.conf": ("*", "/mnt/mail01"),
    "snare/settings.md": ("*", "6514"),
    "syslog-ng-agent/settings.md": ("*", "6514"),
    "syslog-ng/syslog-ng.conf": ("*", "6514"),
    "vector/vector.yaml": ("*", "6514"),
}


@pytest.mark.parametrize("name", OF_RSYSLOG)
def test_rsyslog_accepts(tmp_path, monkeypatch, certificates, name):
    for variable, value in tls_modules().items():
        monkeypatch.setenv(variable, value)
    present = [each for each in (with_module(), ("/etc/mailenable/tls", str(certificates))) if each[0] in adapted(name)]
    # As README.md says, rsyslog.conf has a workDirectory.
    text = 'global(workDirectory="{}")\n'.format(tmp_path) + site_global() + adapted(name, *present)
    status, words = verify(text, tmp_path)
    assert status == 0, words
    assert "error" not in words.lower(), words


@pytest.mark.parametrize("name", SENDERS)
def test_both_logs_every_day(name):
    day, target = SENDERS[name]
    text = adapted(name)
    assert "SMTP-Debug-{}.log".format(day) in text
    assert "SMTP-Activity-{}.log".format(day) in text
    assert "W3C" in text and "ex{}.log".format(day) in text
    assert target in text


def test_the_table_knows_every_file():
    readme = adapted("README.md")
    files = [os.path.relpath(os.path.join(folder, name), EXAMPLES)
             for folder, _, names in os.walk(EXAMPLES) for name in names if name != "README.md"]
    assert len(files) > len(SENDERS)
    for name in files:
        assert "({0})".format(name) in readme or "`{}`".format(name) in readme, name


def test_the_pipeline_of_logstash_sends_where_rsyslog_listens():
    text = adapted("filebeat/logstash.conf")
    assert "port => 6514" in text and 'host => "logs.example.com"' in text
