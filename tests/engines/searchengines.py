# SPDX-License-Identifier: Apache-2.0
"""Elasticsearch and OpenSearch as one node each, and a small client for them.

Elasticsearch runs with its security on: TLS and passwords, as the example has it. The OpenSearch that the registry has
carries no security plugin. Knows no index and no document.
"""
import base64
import hashlib
import json
import os
import ssl
import subprocess
import urllib.error
import urllib.request

from process import JavaServer, downloads, free_ports, unpack

ADMIN = ("admin", "administrator-of-the-test")


class SearchEngine(JavaServer):
    """What both have in common."""

    scheme = "http"
    # Options of setup.sh.
    setup_options = ()

    def prepare(self):
        archive = "{}-{}".format(self.name, self.version)
        unpack(os.path.join(downloads(), archive + ".zip"), self.directory)
        os.rename(self.path(archive), self.path("engine"))
        self.http_port, self.transport_port = free_ports(2)

    @property
    def url(self):
        """Without a slash at its end."""
        return "{}://127.0.0.1:{}".format(self.scheme, self.http_port)

    def settings(self):
        """Settings given on the command line."""
        return ["-Ediscovery.type=single-node", "-Enetwork.host=127.0.0.1",
                "-Ehttp.port={}".format(self.http_port), "-Etransport.port={}".format(self.transport_port)]

    def add_writer(self, user, role):
        """Make a user with this role, before the start."""

    def command(self):
        prefix = self.environment_prefix
        return ([self.path("engine", "bin", self.name)] + self.settings(),
                {prefix + "_JAVA_HOME": self.java_home,
                 prefix + "_JAVA_OPTS": "-Xms{0} -Xmx{0}".format(self.heap)})

    def is_ready(self):
        try:
            status, health = self.request("GET", "/_cluster/health", timeout=5)
        except OSError:
            return False
        return status == 200 and health["status"] in ("green", "yellow")

    def request(self, method, path, body=None, user=ADMIN, timeout=120):
        """Send JSON (or, as bytes, what is there) and return (status, answer parsed)."""
        headers = {}
        if self.scheme == "https":
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(user).encode()).decode()
        if body is not None:
            headers["Content-Type"] = "application/json"
            if not isinstance(body, bytes):
                body = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        context = ssl.create_default_context(cafile=self.ca) if self.scheme == "https" else None
        try:
            with urllib.request.urlopen(request, timeout=timeout, context=context) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def ask(self, method, path, body=None):
        """request() that must succeed; returns the answer."""
        status, answer = self.request(method, path, body)
        assert status < 300, "{} {}: {} {}".format(method, path, status, answer)
        return answer

    def documents(self, index):
        """Every document of an index, as [(id, source)]."""
        self.ask("POST", "/{}/_refresh".format(index))
        found = []
        answer = self.ask("POST", "/{}/_search?scroll=1m".format(index), {"size": 5000, "sort": ["_doc"]})
        while answer["hits"]["hits"]:
            found += [(hit["_id"], hit["_source"]) for hit in answer["hits"]["hits"]]
            answer = self.ask("POST", "/_search/scroll", {"scroll": "1m", "scroll_id": answer["_scroll_id"]})
        self.ask("DELETE", "/_search/scroll", {"scroll_id": answer["_scroll_id"]})
        return found

    def count(self, index):
        """Documents in an index, 0 while there is none."""
        status, answer = self.request("POST", "/{}/_refresh".format(index))
        if status == 404:
            return 0
        assert status == 200, answer
        return self.ask("GET", "/{}/_count".format(index))["count"]


class Elasticsearch(SearchEngine):
    """Elasticsearch, over TLS and with users in files."""

    name, version, java_version, environment_prefix = "elasticsearch", "9.2.0", 21, "ES"
    scheme = "https"

    def prepare(self):
        super().prepare()
        # A Java runtime made for embedding lacks this module, which only vector search uses.
        options = self.path("engine", "config", "jvm.options")
        with open(options, encoding="utf-8") as file:
            kept = [line for line in file if "jdk.incubator.vector" not in line]
        with open(options, "w", encoding="utf-8") as file:
            file.writelines(kept)
        self.ca = self.path("engine", "config", "http.crt")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
             "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.path("engine", "config", "http.key"),
             "-out", self.ca], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._add_user(ADMIN, "superuser")

    def _add_user(self, user, role):
        salt = os.urandom(32)
        rounds = 10000
        digest = hashlib.pbkdf2_hmac("sha512", user[1].encode(), salt, rounds, 32)
        line = "{}:{{PBKDF2}}{}${}${}\n".format(user[0], rounds, base64.b64encode(salt).decode(),
                                                base64.b64encode(digest).decode())
        for name, text in (("users", line), ("users_roles", "{}:{}\n".format(role, user[0]))):
            with open(self.path("engine", "config", name), "a", encoding="utf-8") as file:
                file.write(text)

    def add_writer(self, user, role):
        self._add_user(user, "writer")
        with open(self.path("engine", "config", "roles.yml"), "a", encoding="utf-8") as file:
            file.write("writer: {}\n".format(json.dumps(role)))

    def settings(self):
        return super().settings() + [
            "-Expack.security.enabled=true", "-Expack.security.http.ssl.enabled=true",
            "-Expack.security.http.ssl.certificate=http.crt", "-Expack.security.http.ssl.key=http.key",
            "-Expack.security.authc.password_hashing.algorithm=pbkdf2"]


class OpenSearch(SearchEngine):
    """OpenSearch, without TLS and users: its distribution for tests has no security plugin."""

    name, version, environment_prefix = "opensearch", "2.19.1", "OPENSEARCH"
    setup_options = ("--opensearch",)


BY_NAME = {engine.name: engine for engine in (Elasticsearch, OpenSearch)}
