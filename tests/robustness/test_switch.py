# SPDX-License-Identifier: Apache-2.0
"""The Elasticsearch example while its engine is away: the queue goes from memory to disk, the engine comes back, the
queue goes back to memory. Every line is stored once, with the module's documents and with ones of a template, without
the module. The engine is a server that counts. ME_SWITCH_LINES sets how many lines, ME_SWITCH_TIMES how often.
"""
import http.server
import json
import os
import re
import socket
import threading
import time

import pytest

import contestants
from contestants import BOTH, WITH
from harness import site
from harness.rsyslogd import Rsyslogd, quoted

pytestmark = pytest.mark.soak
LINES = int(os.environ.get("ME_SWITCH_LINES") or 400000)
TIMES = int(os.environ.get("ME_SWITCH_TIMES") or 5)
SECONDS = 1800
QUIET = 90  # seconds in which nothing more comes: what is missing then is lost
ROW = ("<13>1 2026-11-22T07:00:01Z mail01 app - - - 11/22/26 07:00:01\tSMTP-IN\t%032X.MAI\t%d\t192.0.2.%d\tRCPT\t"
       "RCPT TO:<u%07d@example.com>\t250 Requested mail action okay, completed\t44\t30\t\t\n")
ACTION = re.compile(r'action\(type="mmmailenable".*?document.foreign="on"\)', re.S)
NUMBER = re.compile(rb"RCPT TO:[^@]*?u(\d{7})@")
PLAIN = 'set $.mailenable_document = "{\\"message\\":\\"" & $msg & "\\"}";\n    set $.mailenable_stream = "logs-plain";'


class Engine:
    """Answers when it is there; `stored` has a byte for each line's number."""

    def __init__(self):
        self.is_there, self.lock, self.stored, self.doubled = True, threading.Lock(), bytearray(LINES), 0
        engine = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """HTTP around Engine.take()."""

            protocol_version = "HTTP/1.1"

            def do_POST(self):
                """A bulk."""
                self.answer(engine.take(self.rfile.read(int(self.headers["Content-Length"]))))

            def do_GET(self):
                """Health."""
                self.answer({"status": "green"} if engine.is_there else None)

            def answer(self, content):
                """Send; nothing: the connection breaks."""
                if content is None:
                    self.close_connection = True
                    return
                body = json.dumps(content).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Silent."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:{}".format(self.server.server_port)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, body):
        """Stores a bulk, whole or not at all."""
        if not self.is_there:
            return None
        numbers = [int(NUMBER.search(document).group(1)) for document in body.split(b"\n")[1::2]]
        with self.lock:
            for number in numbers:
                self.doubled += self.stored[number]
                self.stored[number] = 1
        return {"errors": False, "items": []}

    def count(self):
        """Lines stored."""
        return sum(self.stored)

    def close(self):
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()


def config(directory, engine, who):
    replacements = [
        ('["https://es1.example.com:9200", "https://es2.example.com:9200"]', '["{}"]'.format(engine.url)),
        ('tls.cacert="/etc/ssl/certs/es-ca.pem"', ""),
        ('resumeInterval="10"', 'resumeInterval="1"'),
        ('resumeIntervalMax="60"', 'resumeIntervalMax="2"'),
    ]
    if who != WITH:
        replacements.append((ACTION.search(site.read("mailenable.conf")).group(), PLAIN))
    line = site.TCP.replace('port="5514"', 'address="127.0.0.1" port="0"')
    inputs = site.listeners(directory)
    assert line in inputs
    inputs = inputs.replace(line, line.replace(" ruleset", " listenPortFileName={} ruleset".format(
        quoted(os.path.join(directory, "port")))))
    return site.build(directory, ["elasticsearch"], replacements, inputs)


def send(port, first, count):
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        for begin in range(first, first + count, 1000):
            connection.sendall("".join(ROW % (i // 5, i % 5000, i % 250, i)
                                       for i in range(begin, min(begin + 1000, first + count))).encode())


def spool(directory):
    return [name for name in os.listdir(directory) if name.startswith("mailenable-store.0")]


def wait_for_the_end(engine):
    """Until all is stored, or nothing more comes."""
    last, since, end = engine.count(), time.monotonic(), time.monotonic() + SECONDS
    while last < LINES and time.monotonic() - since < QUIET and time.monotonic() < end:
        time.sleep(1)
        now = engine.count()
        if now != last:
            last, since = now, time.monotonic()


def run(directory, who):
    """Returns the engine, and whether lines were on the disk."""
    engine = Engine()
    daemon = Rsyslogd(str(directory), config(str(directory), engine, who), {"TZ": "UTC"})
    daemon.expected_complaints += ["omelasticsearch", "server failure", "action-", "action '"]
    try:
        port = int(daemon.wait_until(lambda: daemon.read("port").strip(), "port"))
        send(port, 0, LINES // 8)
        engine.is_there = False
        send(port, LINES // 8, LINES - LINES // 8 - 1000)
        on_disk = len(spool(directory)) > 0
        engine.is_there = True
        send(port, LINES - 1000, 1000)
        wait_for_the_end(engine)
    finally:
        daemon.stop()
        engine.close()
    return engine, on_disk


def test_a_queue_that_goes_to_disk_and_back(table, tmp_path):
    short = []
    for who in BOTH:
        for turn in range(TIMES):
            engine, on_disk = run(contestants.fresh(tmp_path, "{} {}".format(who, turn)), who)
            good = engine.count() == LINES and engine.doubled == 0
            table.add("memory to disk and back, {}".format(turn + 1), who, "PASS" if good and on_disk else "short",
                      sent=LINES, received=engine.count(), lost=LINES - engine.count(), doubled=engine.doubled)
            assert on_disk
            if not good and who == WITH:
                short.append(turn)
    assert not short
