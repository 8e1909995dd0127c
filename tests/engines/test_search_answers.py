# SPDX-License-Identifier: Apache-2.0
"""What the example does with each kind of answer, told by a server that gives them on purpose.

A real engine refuses with 429 only when it is really overloaded, and nobody can make it do so at will.
"""
import collections
import datetime
import http.server
import json
import threading

import pytest

import lines
from process import until
from storing import ERRORS, STREAMS, Pipeline

pytestmark = pytest.mark.search

BUSY_TIMES = 3


class Engine:
    """Answers to _bulk by what the message says: `busy`, `broken` (both for a while), `there`, `never`; else 201."""

    scheme = "http"

    def __init__(self):
        self.stored = collections.Counter()
        self.asked = collections.Counter()
        self.ids = collections.defaultdict(set)
        self.documents = collections.defaultdict(list)
        self.every = None  # one of so many documents is busy at first
        self.whole = None  # an answer in the place of all
        engine = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """HTTP around Engine.bulk()."""

            protocol_version = "HTTP/1.1"

            def do_POST(self):
                """A bulk."""
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, answer = engine.whole or (200, engine.bulk(body.split("\n")))
                self.answer(status, json.dumps(answer).encode())

            def do_GET(self):
                """Health."""
                self.answer(200, b"green")

            def answer(self, status, body):
                """Send."""
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Silent."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:{}".format(self.server.server_port)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def bulk(self, rows):
        """The answer to a bulk, as Elasticsearch words it."""
        items = []
        for head, document in zip(rows[0::2], rows[1::2]):
            head, document = json.loads(head)["create"], json.loads(document)
            stream, message = document["data_stream"], document["message"]
            assert head["_index"] == "{type}-{dataset}-{namespace}".format(**stream)
            assert stream["type"] == "logs" and stream["namespace"] == "answers"
            self.asked[message] += 1
            self.ids[message].add(head["_id"])
            self.documents[head["_id"]].append(document)
            status = self.status_of(message.split()[0], self.asked[message])
            if self.every and len(self.documents[head["_id"]]) == 1 and len(self.documents) % self.every == 0:
                status = 429
            # An engine names the index behind the stream.
            item = {"_index": ".ds-{}-2026.11.22-000001".format(head["_index"]), "_id": head["_id"], "status": status}
            if status == 201:
                self.stored[message] += 1
            else:
                item["error"] = {"type": "some_exception", "reason": "because of " + message}
            items.append({"create": item})
        return {"errors": any(item["create"]["status"] > 299 for item in items), "items": items}

    @staticmethod
    def status_of(word, times):
        """Status for a document that has been sent `times` times."""
        if word in ("busy", "broken") and times <= BUSY_TIMES:
            return 429 if word == "busy" else 503
        return {"there": 409, "never": 400}.get(word, 201)

    def count(self, _):
        """Documents stored."""
        return sum(self.stored.values())

    def close(self):
        """Stop serving."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture(name="engine")
def fixture_engine():
    """The server."""
    engine = Engine()
    yield engine
    engine.close()


@pytest.fixture(name="pipeline")
def fixture_pipeline(engine, tmp_path):
    """The example, storing into the server."""
    pipeline = Pipeline(str(tmp_path), engine, "answers")
    yield pipeline
    pipeline.close()


def frames(words):
    """A foreign line for each."""
    return ["<13>1 2026-11-22T07:00:00Z MAIL01 mailenable - - - {}\n".format(word).encode() for word in words]


def test_each_document_gets_what_its_answer_asks_for(engine, pipeline):
    words = ["{} {}".format(word, number) for number in range(200)
             for word in ("good", "busy", "broken", "there", "never")]
    pipeline.send(frames(words))
    pipeline.wait_for(800, 120)
    until(lambda: len(pipeline.rejected()) == 200, "refused documents", 30)
    assert engine.stored == collections.Counter(
        word for word in words if word.split()[0] in ("good", "busy", "broken"))
    # Through all attempts a line keeps its id.
    assert all(len(ids) == 1 for ids in engine.ids.values())
    assert len(set().union(*engine.ids.values())) == len(words)
    for word in words:
        wanted = BUSY_TIMES + 1 if word.split()[0] in ("busy", "broken") else 1
        assert engine.asked[word] == wanted, word
    refused = pipeline.rejected()
    assert sorted(answer["document"]["message"] for answer in refused) == sorted(
        word for word in words if word.startswith("never"))
    for answer in refused:
        assert answer["answer"]["status"] == 400
        assert answer["answer"]["error"]["reason"] == "because of " + answer["document"]["message"]
    assert pipeline.daemon.read(ERRORS) == ""


def test_what_was_busy_comes_again_as_it_was(engine, pipeline):
    engine.every = 10
    sent = list(lines.Maker(1, 20, 3000, datetime.datetime.utcnow()).lines())
    pipeline.send([line.frame for line in sent])
    pipeline.wait_for(len(sent), 120)
    assert engine.count(None) == len(engine.documents) == len(sent)
    again = [documents for documents in engine.documents.values() if len(documents) > 1]
    assert len(again) == len(sent) // engine.every
    assert {documents[0]["data_stream"]["dataset"] for documents in again} == {"mailenable.smtp", "mailenable.other"}
    for documents in again:
        assert documents == [documents[0]] * 2
    assert pipeline.rejected() == []
    assert pipeline.daemon.read(ERRORS) == ""


def test_a_bulk_that_was_not_understood_is_kept(engine, pipeline):
    engine.whole = 401, {"error": {"type": "security_exception", "reason": "unable to authenticate"}, "status": 401}
    pipeline.daemon.expected_complaints += ["error in elasticsearch reply"]
    words = ["good {}".format(number) for number in range(50)]
    pipeline.send(frames(words))

    def kept():
        # As README shows it to be sent again.
        rows = "".join(json.loads(line)["request"]["postdata"] for line in pipeline.daemon.lines(ERRORS)).split("\n")
        return rows if len(rows) >= 2 * len(words) else None

    rows = until(kept, "the error file", 60)
    engine.whole = None
    engine.bulk(rows)
    assert engine.stored == collections.Counter(words)
    pipeline.send(frames(["good after"]))
    until(lambda: engine.stored["good after"] == 1, "the next line", 60)
