# SPDX-License-Identifier: Apache-2.0
"""Old logs in an engine, by mailenable-report and backfill.py: with their own times, and once, however often they are
stored.
"""
import collections
import gzip
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading

import pytest

import examples
import month
import searchengines
from storing import STREAMS

pytestmark = pytest.mark.search

BACKFILL = examples.path("elasticsearch", "backfill.py")
DAYS = 4
EQUAL = "11/02/26 12:00:00\tME-I0111: Relay Denied: Failed to meet all relay criteria."


@pytest.fixture(scope="module", name="logs")
def fixture_logs(tmp_path_factory):
    """Logs of two servers, with lines of one second that are equal."""
    place = tmp_path_factory.mktemp("logs")
    servers = month.make(days=DAYS)
    for n in range(3):
        servers[0].put(month.START + month.datetime.timedelta(days=1, hours=12), "debug", EQUAL)
    for server in servers:
        server.write(place)
    return place


def bulk(*logs):
    """What mailenable-report prints."""
    return subprocess.run([os.environ["ME_REPORT"], "--format", "bulk", "--timezone", "Europe/Madrid", *map(str, logs)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout


def load(text, url, *options):
    """(status, stored, there already, refused, standard error) of backfill.py."""
    done = subprocess.run([sys.executable, BACKFILL, url, *map(str, options)], input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=900, check=False)
    numbers = map(int, re.findall(r"\d+", done.stdout.decode())[:3])
    return (done.returncode, *numbers, done.stderr.decode())


def test_stored_twice_is_stored_once(engine, logs, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login {} password {}\n".format(*searchengines.ADMIN))
    options = ["--cacert", engine.ca, "--netrc", netrc, "--namespace", "years"]
    text = bulk(logs)
    lines = text.splitlines()
    wanted = {json.loads(action)["create"]["_id"]: json.loads(document)
              for action, document in zip(lines[0::2], lines[1::2])}
    index = STREAMS + "*-years"
    assert len(wanted) == len(lines) // 2 > 5000
    assert load(text, engine.url, *options) == (0, len(wanted), 0, 0, "")
    stored = dict(engine.documents(index))
    for identity, document in wanted.items():
        document["data_stream"]["namespace"] = "years"
        assert stored[identity] == document
    assert stored.keys() == wanted.keys()
    assert collections.Counter(document["message"] for document in stored.values())[EQUAL] == 3
    assert min(document["@timestamp"] for document in stored.values()).startswith("2026-11-01T00:")
    # Again, from another place, packed, and after the data stream has got a new index.
    engine.ask("POST", "/{}smtp-years/_rollover".format(STREAMS))
    moved = tmp_path / "archive"
    shutil.copytree(logs, moved)
    for path in list(moved.rglob("*.log")):
        (path.parent / (path.name + ".gz")).write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert load(bulk(moved), engine.url, *options) == (0, 0, len(wanted), 0, "")
    assert engine.count(index) == len(wanted)


def test_what_broke_off_is_begun_again(engine, logs, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login {} password {}\n".format(*searchengines.ADMIN))
    options = ["--cacert", engine.ca, "--netrc", netrc, "--namespace", "again"]
    lines = bulk(logs).splitlines(keepends=True)
    assert load(b"".join(lines[:4000]), engine.url, *options) == (0, 2000, 0, 0, "")
    assert engine.count(STREAMS + "*-again") == 2000
    assert load(b"".join(lines), engine.url, *options) == (0, len(lines) // 2 - 2000, 2000, 0, "")


def test_the_commands_of_the_page(engine, logs, tmp_path):
    """As they stand there, but for names of the site."""
    command, = [block for block in re.findall(r"(?ms)^```sh\n(.*?)^```$", examples.read("elasticsearch", "README.md"))
                if "backfill.py" in block]
    (tmp_path / "netrc").write_text("default login {} password {}\n".format(*searchengines.ADMIN))
    (tmp_path / "mailenable-report").symlink_to(os.environ["ME_REPORT"])
    command = examples.adapt(command, {
        "/srv/logs": str(logs), "2026-11-21": "2026-11-01", "https://es1.example.com:9200": engine.url,
        "es-ca.pem": engine.ca, "--netrc": "--netrc {} --namespace page".format(tmp_path / "netrc")})
    subprocess.run(["sh", "-e", "-c", command], cwd=examples.path("elasticsearch"), check=True, timeout=600,
                   env=dict(os.environ, PATH="{}:{}".format(tmp_path, os.environ["PATH"])))
    documents = [document for _, document in engine.documents(STREAMS + "*-page")]
    assert len(documents) > 1000
    assert {document["mailenable"]["time"][:10] for document in documents} == {"2026-11-01"}


class Moody(http.server.BaseHTTPRequestHandler):
    """Answers as an engine that is busy at first: the first request, and one of three documents once."""

    protocol_version = "HTTP/1.1"
    asked, stored = collections.Counter(), {}

    def do_POST(self):
        """A search for ids, or a bulk."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked[self.path.split("?")[0]] += 1
        if self.asked.total() == 1:
            return self.answer(503, {})
        if "_search" in self.path:
            known = [i for i in json.loads(body)["query"]["ids"]["values"] if i in self.stored]
            return self.answer(200, {"hits": {"hits": [{"_id": i} for i in known]}})
        lines = body.splitlines()
        items = []
        for action, document in zip(lines[0::2], lines[1::2]):
            identity = json.loads(action)["create"]["_id"]
            self.asked[identity] += 1
            busy = int(identity) % 3 == 0 and self.asked[identity] == 1
            status = 429 if busy else 400 if b"never" in document else 201
            if status == 201:
                assert identity not in self.stored
                self.stored[identity] = json.loads(document)
            items.append({"create": {"_id": identity, "status": status, "error": {"type": "because"}}})
        return self.answer(200, {"items": items})

    def answer(self, status, body):
        """Send."""
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        """Silent."""


@pytest.fixture(name="moody")
def fixture_moody():
    """URL of a server that answers so."""
    Moody.asked, Moody.stored = collections.Counter(), {}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Moody)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield "http://127.0.0.1:{}".format(server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


def documents(count, text="x"):
    """Bulk lines that are short."""
    return "".join('{{"create":{{"_index":"logs-mailenable.smtp-default","_id":"{}"}}}}\n{{"message":"{}"}}\n'.format(
        n, text) for n in range(count)).encode()


def test_a_busy_engine_gets_each_document_once(moody):
    status, stored, there, refused, _ = load(documents(12000), moody)
    assert (status, stored, there, refused) == (0, 12000, 0, 0) and len(Moody.stored) == 12000


def test_what_is_refused_is_said_and_the_rest_stored(moody):
    rest = documents(100).splitlines(keepends=True)[40:]
    status, stored, _, refused, words = load(documents(20, "never") + b"".join(rest), moody)
    assert (status, stored, refused) == (1, 80, 20) and len(Moody.stored) == 80
    assert words.count("refused: ") == 10 and "because" in words


def test_an_end_in_the_middle_is_an_error(moody):
    status, *_, words = load(documents(3)[:-1], moody)
    assert status == 1 and "not whole" in words


def test_nobody_there():
    status, *_, words = load(documents(1), "http://127.0.0.1:1", "--patience", "1")
    assert status == 1 and "run it again" in words
