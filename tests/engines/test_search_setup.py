# SPDX-License-Identifier: Apache-2.0
"""What setup.sh asks of an engine, told by a server that only listens.

The engines of the registries have neither ILM nor ISM: here is what they would be sent.
"""
import http.server
import json
import re
import subprocess
import threading

import pytest

import examples
from harness import site
from harness.rsyslogd import verify

pytestmark = pytest.mark.search

POLICY = {"_id": "mailenable-smtp", "_version": 3, "_seq_no": 41, "_primary_term": 7, "policy": {}}


@pytest.fixture(name="engine")
def fixture_engine():
    """A server that agrees to everything; `requests` are what it was asked, `existing` what it answers to GET."""
    requests = []

    class Handler(http.server.BaseHTTPRequestHandler):
        """Records."""

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            requests.append((self.command, self.path, json.loads(body) if body else None,
                             self.headers.get("Authorization")))
            existing = self.server.existing
            self.send_response(404 if self.command == "GET" and existing is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(existing or {}, separators=(",", ":")).encode())

        do_GET = do_PUT = answer

        def log_message(self, *_):
            """Silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.existing = None
    server.requests = requests
    server.url = "http://127.0.0.1:{}".format(server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def setup(*arguments):
    """Run setup.sh."""
    return subprocess.run([examples.path("elasticsearch", "setup.sh"), *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, timeout=60,
                          check=False)


COMPONENT = "/_component_template/mailenable-smtp-lifecycle"
TEMPLATE = "/_index_template/logs-mailenable.smtp"


def test_elasticsearch(engine):
    assert setup(engine.url + "/", "--header", "Authorization: ApiKey abc").returncode == 0
    template = examples.read_json("elasticsearch", "index-template.json")
    assert engine.requests == [
        ("PUT", "/_ilm/policy/mailenable-smtp", examples.read_json("elasticsearch", "ilm-policy.json"), "ApiKey abc"),
        ("PUT", COMPONENT, {"template": {"settings": {"index.lifecycle.name": "mailenable-smtp"}}}, "ApiKey abc"),
        ("PUT", TEMPLATE, template, "ApiKey abc"),
    ]
    assert template["composed_of"] == [COMPONENT.split("/")[-1]]


@pytest.mark.parametrize("existing, query", [(None, ""), (POLICY, "?if_seq_no=41&if_primary_term=7")])
def test_opensearch(engine, existing, query):
    engine.existing = existing
    assert setup("--opensearch", engine.url).returncode == 0
    policy = "/_plugins/_ism/policies/mailenable-smtp"
    assert [request[:2] for request in engine.requests] == [
        ("GET", policy), ("PUT", policy + query), ("PUT", COMPONENT), ("PUT", TEMPLATE)]
    assert engine.requests[1][2] == examples.read_json("elasticsearch", "ism-policy.json")
    assert engine.requests[2][2] == {"template": {"settings": {}}}


def test_without_lifecycle(engine):
    assert setup("--no-lifecycle", engine.url).returncode == 0
    assert [request[1] for request in engine.requests] == [COMPONENT, TEMPLATE]


@pytest.mark.parametrize("arguments", [[], ["--opensearch"], ["--unknown", "http://127.0.0.1:1"]])
def test_wrong_usage(arguments):
    assert setup(*arguments).returncode == 2


def test_an_api_key_in_place_of_a_password(tmp_path):
    # As README.md says: one parameter more, two fewer, in releases that have it. An older one says which word it is.
    replacements = [('uid="mailenable-writer"', ""), ('pwd="change-me"', ""),
                    ('# apikey="base64 of id:key"', 'apikey="aWQ6a2V5"'),
                    ('tls.cacert="/etc/ssl/certs/es-ca.pem"', "")]
    status, words = verify(site.build(tmp_path, ["elasticsearch"], replacements), tmp_path)
    release = int(re.search(r"version 8\.(\d{4})", words).group(1))
    if release >= 2512:
        assert status == 0, words
    else:
        assert status != 0 and "parameter 'apikey' not known" in words


def test_nobody_there():
    done = setup("--no-lifecycle", "http://127.0.0.1:1")
    assert done.returncode == 1
    assert "curl" in done.stdout
