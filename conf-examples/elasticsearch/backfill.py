#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Stores what `mailenable-report --format bulk` prints in Elasticsearch or OpenSearch.

    mailenable-report --format bulk --timezone Europe/Madrid --until 2026-11-21 /srv/logs |
        backfill.py https://es1.example.com:9200 --cacert es-ca.pem --netrc

A document that is there already is not stored again, whichever index of its data stream has it: the ids are asked for
first. So whatever broke off is begun again from the start. An engine that is away or busy is asked again for a while.
Needs Python 3.7 and nothing else. The user must be allowed to read and to create in logs-mailenable.*-*.
"""
import argparse
import base64
import http.client
import json
import netrc
import os
import ssl
import sys
import time
import urllib.parse

DOCUMENTS_MAX = 5000   # an engine returns no more than 10,000 ids at once
BYTES_MAX = 8 << 20    # engines refuse a request of 100 MB
WAIT_MAX = 30          # seconds between two attempts
REASONS_MAX = 10       # refused documents whose reason is shown
STREAM = '"data_stream":{"type":"logs","dataset":"%s","namespace":"default"}'


class Gone(Exception):
    """The engine cannot be reached, or does not understand a request at all."""


class Engine:
    """One connection to an engine."""

    def __init__(self, options):
        parts = urllib.parse.urlsplit(options.url)
        self._where = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
        self._context = ssl.create_default_context(cafile=options.cacert) if parts.scheme == "https" else None
        self._prefix, self._patience, self._connection = parts.path.rstrip("/"), options.patience, None
        self._headers = {"Content-Type": "application/x-ndjson"}
        if options.api_key:
            with open(options.api_key, encoding="ascii") as file:
                self._headers["Authorization"] = "ApiKey " + file.read().strip()
        elif options.netrc:
            entry = netrc.netrc(options.netrc).authenticators(parts.hostname)
            if entry is None:
                raise Gone("{} has no entry for {}".format(options.netrc, parts.hostname))
            user = "{}:{}".format(entry[0], entry[2]).encode()
            self._headers["Authorization"] = "Basic " + base64.b64encode(user).decode()

    def _send(self, path, body):
        if self._connection is None:
            if self._context is None:
                self._connection = http.client.HTTPConnection(*self._where, timeout=120)
            else:
                self._connection = http.client.HTTPSConnection(*self._where, timeout=120, context=self._context)
        self._connection.request("POST", self._prefix + path, body, self._headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def ask(self, path, body):
        """The answer, parsed. What a busy engine refuses, and one that is away, is asked again until patience ends."""
        end, wait = time.monotonic() + self._patience, 1
        while True:
            try:
                status, text = self._send(path, body)
                if status < 300:
                    return json.loads(text)
                problem = "status {}: {}".format(status, text[:500].decode("utf-8", "replace"))
                if status != 429 and status < 500:
                    raise Gone(problem)
            except (OSError, http.client.HTTPException) as error:
                self._connection, problem = None, str(error)
            if time.monotonic() + wait > end:
                raise Gone(problem)
            time.sleep(wait)
            wait = min(2 * wait, WAIT_MAX)


class Loader:
    """Stores chunks of documents, and counts."""

    def __init__(self, engine, namespace):
        self.engine, self.namespace = engine, namespace
        self.stored = self.there = self.refused = 0

    def _known(self, ids):
        """Those of `ids` that some index of the data streams has."""
        question = {"query": {"ids": {"values": ids}}, "size": len(ids), "_source": False}
        path = "/logs-mailenable.*-{}/_search?ignore_unavailable=true".format(self.namespace)
        answer = self.engine.ask(path, json.dumps(question).encode())
        return {hit["_id"] for hit in answer["hits"]["hits"]}

    def store(self, documents):
        """`documents`: {id: (action, document)}, both as lines."""
        known = self._known(list(documents))
        self.there += len(known)
        left = [identity for identity in documents if identity not in known]
        end = time.monotonic() + 600
        while left:
            answer = self.engine.ask("/_bulk?filter_path=items.*.status,items.*._id,items.*.error", b"".join(
                line for identity in left for line in documents[identity]))
            left = [identity for identity in map(self._take, answer["items"]) if identity]
            if left and time.monotonic() > end:
                raise Gone("{} documents were too much for the engine again and again".format(len(left)))
            time.sleep(1 if left else 0)

    def _take(self, item):
        """Counts one answer. Returns the id of a document that is to be sent again."""
        item = item["create"]
        if item["status"] in (200, 201):
            self.stored += 1
        elif item["status"] == 409:
            self.there += 1
        elif item["status"] == 429 or item["status"] >= 500:
            return item["_id"]
        else:
            self.refused += 1
            if self.refused <= REASONS_MAX:
                print("backfill.py: refused: {} {}".format(item["_id"], json.dumps(item.get("error"))), file=sys.stderr)
        return None


def chunks(lines, namespace):
    """{id: (action, document)} of as many documents as one request takes."""
    found, size = {}, 0
    for action in lines:
        document = next(lines, b"")
        if not document.endswith(b"\n"):
            raise Gone("the last document is not whole: did mailenable-report end early?")
        head = json.loads(action)["create"]
        if namespace != "default":
            old = STREAM % head["_index"].split("-")[1]
            document = document.replace(old.encode(), old.replace("default", namespace).encode(), 1)
            head["_index"] = head["_index"][:-len("default")] + namespace
            action = json.dumps({"create": head}).encode() + b"\n"
        found[head["_id"]] = action, document
        size += len(action) + len(document)
        if len(found) == DOCUMENTS_MAX or size >= BYTES_MAX:
            yield found
            found, size = {}, 0
    if found:
        yield found


def main():
    parser = argparse.ArgumentParser(
        description="Stores what mailenable-report --format bulk prints, read from standard input.")
    parser.add_argument("url", metavar="URL", help="https://es1.example.com:9200")
    parser.add_argument("--cacert", metavar="FILE", help="the authority of the engine's certificate")
    parser.add_argument("--netrc", metavar="FILE", nargs="?", const="~/.netrc", help="user and password")
    parser.add_argument("--api-key", metavar="FILE", help="a file with the key that Elasticsearch calls encoded")
    parser.add_argument("--namespace", default="default", help="of the data streams (default: default)")
    parser.add_argument("--patience", metavar="SECONDS", type=float, default=600,
                        help="how long an engine that is away is waited for (600)")
    options = parser.parse_args()
    options.netrc = options.netrc and os.path.expanduser(options.netrc)
    begin = time.monotonic()
    try:
        loader = Loader(Engine(options), options.namespace)
        for documents in chunks(iter(sys.stdin.buffer), options.namespace):
            loader.store(documents)
    except (Gone, OSError) as problem:
        print("backfill.py: {}; what is stored stays: run it again".format(problem), file=sys.stderr)
        return 1
    print("stored {}, there already {}, refused {}, in {:.0f} seconds".format(
        loader.stored, loader.there, loader.refused, time.monotonic() - begin))
    return 1 if loader.refused else 0


if __name__ == "__main__":
    sys.exit(main())
