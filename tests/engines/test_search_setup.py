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

PLAIN = {"type": "keyword", "ignore_above": 1024}
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
CUSTOM = "/_component_template/logs-mailenable@custom"
TEMPLATES = ["/_index_template/logs-mailenable." + dataset for dataset in ("smtp", "imap", "pop", "other")]


def test_elasticsearch(engine):
    assert setup(engine.url + "/", "--header", "Authorization: ApiKey abc").returncode == 0
    assert engine.requests[:4] == [
        ("PUT", "/_ilm/policy/mailenable-smtp", examples.read_json("elasticsearch", "ilm-policy.json"), "ApiKey abc"),
        ("PUT", COMPONENT, {"template": {"settings": {"index.lifecycle.name": "mailenable-smtp"}}}, "ApiKey abc"),
        ("GET", CUSTOM, None, "ApiKey abc"),
        ("PUT", CUSTOM, {"template": {"settings": {}}}, "ApiKey abc"),
    ]
    assert [request[:2] for request in engine.requests[4:]] == [("PUT", path) for path in TEMPLATES]
    template = examples.read_json("elasticsearch", "index-template.json")
    assert engine.requests[4][2] == template
    for (_, path, body, _) in engine.requests[4:]:
        dataset = path.split(".")[1]
        assert body["index_patterns"] == ["logs-mailenable.{}-*".format(dataset)]
        assert body["composed_of"] == [COMPONENT.split("/")[-1], CUSTOM.split("/")[-1]]
        assert json.loads(json.dumps(body).replace("mailenable." + dataset, "mailenable.smtp")) == template


def stream_of(request):
    """The mapping of data_stream in a template that was sent."""
    return request[2]["template"]["mappings"]["properties"]["data_stream"]["properties"]


LOGS, POP = ({"type": "constant_keyword", "value": value} for value in ("logs", "mailenable.pop"))


@pytest.mark.parametrize("options, want", [
    ([], {"type": LOGS, "dataset": POP, "namespace": {"type": "constant_keyword"}}),
    (["--opensearch"], {"type": LOGS, "dataset": POP, "namespace": PLAIN}),
    (["--keyword"], {"type": PLAIN, "dataset": PLAIN, "namespace": PLAIN}),
    (["--opensearch", "--keyword"], {"type": PLAIN, "dataset": PLAIN, "namespace": PLAIN}),
])
def test_constant_keywords_where_the_engine_has_them(engine, options, want):
    assert setup(*options, "--no-lifecycle", engine.url).returncode == 0
    assert stream_of(engine.requests[-2]) == want


def test_a_site_s_own_component_stays(engine):
    engine.existing = {"component_templates": []}
    assert setup("--no-lifecycle", engine.url).returncode == 0
    assert ("PUT", CUSTOM) not in [request[:2] for request in engine.requests]


@pytest.mark.parametrize("existing, query", [(None, ""), (POLICY, "?if_seq_no=41&if_primary_term=7")])
def test_opensearch(engine, existing, query):
    engine.existing = existing
    assert setup("--opensearch", engine.url).returncode == 0
    policy = "/_plugins/_ism/policies/mailenable-smtp"
    # What exists here is the policy and, by the same answer, the site's own component.
    assert [request[:2] for request in engine.requests] == [
        ("GET", policy), ("PUT", policy + query), ("PUT", COMPONENT), ("GET", CUSTOM)] + (
            [("PUT", CUSTOM)] if existing is None else []) + [("PUT", path) for path in TEMPLATES]
    assert engine.requests[1][2] == examples.read_json("elasticsearch", "ism-policy.json")
    assert engine.requests[2][2] == {"template": {"settings": {}}}


def test_without_lifecycle(engine):
    assert setup("--no-lifecycle", engine.url).returncode == 0
    assert [request[1] for request in engine.requests] == [COMPONENT, CUSTOM, CUSTOM] + TEMPLATES


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
