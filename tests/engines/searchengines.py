# SPDX-License-Identifier: Apache-2.0
"""Elasticsearch and OpenSearch as one node each, and a small client for them.

Both run with their security on: TLS and passwords, as the example has it. Knows no index and no document.
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

    scheme = "https"
    # Options of setup.sh.
    setup_options = ()
    # What of the example says what the writing user may do.
    role_file = "role.json"

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

    def make_certificate(self, directory, names="IP:127.0.0.1"):
        """Its own authority: http.crt and http.key."""
        self.ca = os.path.join(directory, "http.crt")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
             "-addext", "subjectAltName=" + names, "-keyout", os.path.join(directory, "http.key"),
             "-out", self.ca], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

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
        except (OSError, ValueError):
            # ValueError: an engine that has not read its users yet says so, in words.
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
        """Documents in an index, 0 while there is none, or while its shards start."""
        status, answer = self.request("POST", "/{}/_refresh".format(index))
        if status == 404:
            return 0
        assert status == 200, answer
        status, answer = self.request("GET", "/{}/_count".format(index))
        if status == 503 and answer["error"]["type"] == "search_phase_execution_exception":
            return 0
        assert status == 200, answer
        return answer["count"]


class Elasticsearch(SearchEngine):
    """Elasticsearch, over TLS and with users in files."""

    name, version, java_version, environment_prefix = "elasticsearch", "9.2.0", 21, "ES"
    # This build lacks the module with constant_keyword.
    setup_options = ("--keyword",)

    def prepare(self):
        super().prepare()
        # A Java runtime made for embedding lacks this module, which only vector search uses.
        options = self.path("engine", "config", "jvm.options")
        with open(options, encoding="utf-8") as file:
            kept = [line for line in file if "jdk.incubator.vector" not in line]
        with open(options, "w", encoding="utf-8") as file:
            file.writelines(kept)
        self.make_certificate(self.path("engine", "config"))
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


# Users and roles as far as the plugin wants them in files; the writing user comes through its own interface.
SECURITY = {
    "config.yml": """_meta: {type: config, config_version: 2}
config:
  dynamic:
    authc:
      basic:
        http_enabled: true
        transport_enabled: true
        order: 0
        http_authenticator: {type: basic, challenge: true}
        authentication_backend: {type: intern}
""",
    "internal_users.yml": """_meta: {{type: internalusers, config_version: 2}}
{user}: {{hash: "{hash}", backend_roles: [admin]}}
""",
    "roles_mapping.yml": """_meta: {type: rolesmapping, config_version: 2}
all_access: {backend_roles: [admin]}
""",
}


class OpenSearch(SearchEngine):
    """OpenSearch with its security plugin, which the registry has apart from it."""

    name, version, environment_prefix = "opensearch", "2.19.1", "OPENSEARCH"
    setup_options = ("--opensearch",)
    role_file = "role-opensearch.json"
    plugin = "opensearch-security"

    def prepare(self):
        super().prepare()
        self.writer = None
        unpack(os.path.join(downloads(), "{}-{}.0.zip".format(self.plugin, self.version)),
               self.path("engine", "plugins", self.plugin))
        # As the engine's own installer does.
        security = self.path("engine", "config", self.plugin)
        os.rename(self.path("engine", "plugins", self.plugin, "config"), security)
        self.make_certificate(self.path("engine", "config"))
        values = {"internal_users.yml": {"user": ADMIN[0], "hash": self._hash(ADMIN[1])}}
        for name, text in SECURITY.items():
            with open(os.path.join(security, name), "w", encoding="utf-8") as file:
                file.write(text.format(**values[name]) if name in values else text)

    def _hash(self, password):
        done = subprocess.run(
            [os.path.join(self.java_home, "bin", "java"), "-cp",
             "{}:{}".format(self.path("engine", "plugins", self.plugin, "*"), self.path("engine", "lib", "*")),
             "org.opensearch.security.tools.Hasher", "-p", password], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            check=True, timeout=120, universal_newlines=True)
        return done.stdout.strip().split("\n")[-1]

    def add_writer(self, user, role):
        self.writer = user, role

    def start(self, seconds=180):
        super().start(seconds)
        if self.writer is None:
            return
        (name, password), role = self.writer
        self.writer = None
        interface = "/_plugins/_security/api/"
        self.ask("PUT", interface + "roles/" + name, role)
        self.ask("PUT", interface + "internalusers/" + name, {"password": password})
        self.ask("PUT", interface + "rolesmapping/" + name, {"users": [name]})

    def settings(self):
        pem = [("ssl.{}.{}".format(layer, key), value) for layer in ("http", "transport") for key, value in (
            ("pemcert_filepath", "http.crt"), ("pemkey_filepath", "http.key"), ("pemtrustedcas_filepath", "http.crt"))]
        return super().settings() + [
            "-Eplugins.security.{}={}".format(key, value) for key, value in pem + [
                ("ssl.http.enabled", "true"), ("ssl.transport.enforce_hostname_verification", "false"),
                ("nodes_dn", "CN=127.0.0.1"), ("allow_default_init_securityindex", "true"),
                ("restapi.roles_enabled", "all_access"),
                # The example's password is there to be changed: the plugin would not let it pass.
                ("restapi.password_score_based_validation_strength", "fair"), ("restapi.password_min_length", "8")]]


BY_NAME = {engine.name: engine for engine in (Elasticsearch, OpenSearch)}
