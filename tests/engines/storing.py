# SPDX-License-Identifier: Apache-2.0
"""conf-examples/elasticsearch at work: setup.sh against an engine, and rsyslogd with the example's configuration.

Knows the example's own values, which a test replaces; no line and no document.
"""
import json
import os
import socket
import subprocess
import threading

import examples
import searchengines
from harness import site, wait
from harness.rsyslogd import Rsyslogd, quoted
from process import until

WRITER = ("mailenable-writer", "change-me")
DATASETS = ("smtp", "imap", "pop", "other")
STREAMS = "logs-mailenable."
REJECTED = "rejected.json"
ERRORS = "errors.json"


def run_setup(engine, *options):
    """Run setup.sh as an administrator of the engine."""
    curl = ["--cacert", engine.ca, "--user", ":".join(searchengines.ADMIN)]
    return subprocess.run([examples.path("elasticsearch", "setup.sh"), *engine.setup_options, *options, engine.url,
                           *curl], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          universal_newlines=True, timeout=120, check=False)


class Pipeline:
    """rsyslogd with the example's configuration, writing into data streams of its own. `others` are more fragments, and
    `replacements` are theirs."""

    def __init__(self, directory, engine, namespace, others=(), replacements=()):
        self.engine = engine
        self.others, self.replacements = list(others), list(replacements)
        self.index = STREAMS + "*-" + namespace
        # rsyslog writes the time of a header without an offset in its own zone.
        self.daemon = Rsyslogd(directory, self._config(directory, namespace), {"TZ": "UTC"})
        # The last: OpenSearch without its users yet says so in words, and the bulk is sent again.
        self.daemon.expected_complaints += ["omelasticsearch: checkConn failed", "server failure", "action-",
                                            "action '", "omelasticsearch: could not parse JSON result"]
        port = self.daemon.wait_until(lambda: self.daemon.read("port").strip(), "port")
        self.socket = socket.create_connection(("127.0.0.1", int(port)), timeout=300)

    def _config(self, directory, namespace):
        engine = self.engine
        # The fragment kafka has these two as well.
        places = 1 + self.others.count("kafka")
        replacements = [
            ('["https://es1.example.com:9200", "https://es2.example.com:9200"]', '["{}"]'.format(engine.url)),
            ('document.namespace="default"', 'document.namespace="{}"'.format(namespace)),
            ('"/var/log/mailenable-elasticsearch-errors.json"', quoted(os.path.join(directory, ERRORS))),
            ('"/var/log/mailenable-elasticsearch-rejected.json"', quoted(os.path.join(directory, REJECTED))),
            # The engine is away for seconds here, not for minutes.
            ('resumeInterval="10"', 'resumeInterval="1"', places),
            ('resumeIntervalMax="60"', 'resumeIntervalMax="2"', places),
            # The documents are compared with the objects of the samples.
            ('explain="on" ', ""),
        ]
        if engine.scheme == "https":
            replacements.append(('"/etc/ssl/certs/es-ca.pem"', quoted(engine.ca)))
        else:
            replacements.append(('tls.cacert="/etc/ssl/certs/es-ca.pem"', ""))
        return site.build(directory, ["elasticsearch"] + self.others, replacements + self.replacements,
                          examples.listener(directory, "port"))

    def send(self, frames):
        """Send in a thread, because an engine that is away holds the sender up in the end."""
        def work():
            for frame in frames:
                self.socket.sendall(frame)
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        return thread

    def rejected(self):
        """Documents that the engine refused, with its answer."""
        return [json.loads(line) for line in self.daemon.lines(REJECTED)]

    def wait_for(self, count, seconds=240):
        """Wait until `count` documents are stored or refused."""
        def done():
            return self.engine.count(self.index) + len(self.daemon.lines(REJECTED)) >= count
        try:
            until(done, lambda: "{} documents (have {})".format(count, self.engine.count(self.index)), seconds)
        except wait.Timeout as timeout:
            raise AssertionError("{}\n{}\n{}".format(timeout, self.daemon.report(),
                                                     self.daemon.read(ERRORS)[-2000:])) from timeout

    def close(self):
        """Stop the daemon; it may not have complained of anything but the engine's absence."""
        self.socket.close()
        self.daemon.stop()
        self.daemon.assert_quiet()
