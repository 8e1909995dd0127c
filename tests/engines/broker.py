# SPDX-License-Identifier: Apache-2.0
"""One Kafka broker that is its own controller (KRaft). Topics come into being with their first line.

Knows no line and no consumer.
"""
import base64
import os
import shutil

from process import JavaServer, downloads, free_ports

SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners={protocol}://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners={protocol}://localhost:{advertised}
inter.broker.listener.name={protocol}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT
log.dirs={data}
num.partitions={partitions}
auto.create.topics.enable=true
log.message.timestamp.type=LogAppendTime
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
"""

TLS_SETTINGS = """\
ssl.keystore.type=PEM
ssl.keystore.location={directory}/server-with-key.pem
ssl.truststore.type=PEM
ssl.truststore.location={directory}/ca.pem
ssl.client.auth=required
"""


class Kafka(JavaServer):
    """Kafka 3.9.1."""

    java_version = 17
    partitions = 8
    protocol = "PLAINTEXT"

    def prepare(self):
        self.port, controller = free_ports(2)
        os.mkdir(self.path("data"))
        # Copied, for the user the broker runs as may not be able to enter the build directory.
        shutil.copytree(os.path.join(downloads(), "kafka"), self.path("jars"))
        with open(self.path("server.properties"), "w", encoding="utf-8") as file:
            file.write(SETTINGS.format(
                port=self.port, advertised=self.advertised_port(), controller=controller, data=self.path("data"),
                partitions=self.partitions, protocol=self.protocol) + self.more_settings())

    def advertised_port(self):
        """Where clients are told to go."""
        return self.port

    def more_settings(self):
        """Text behind SETTINGS."""
        return ""

    def _java_command(self, *words):
        return [os.path.join(self.java_home, "bin", "java"), "-Xms" + self.heap, "-Xmx" + self.heap, "-cp",
                self.path("jars", "*")] + list(words)

    @property
    def address(self):
        """host:port for clients."""
        return "127.0.0.1:{}".format(self.port)

    def format(self):
        """Prepare the data directory; once, before the first start."""
        cluster = base64.urlsafe_b64encode(b"mmmailenable-tst").decode().rstrip("=")
        self.run(self._java_command("kafka.tools.StorageTool", "format", "-t", cluster, "-c",
                                    self.path("server.properties")))

    def command(self):
        return self._java_command("kafka.Kafka", self.path("server.properties")), {}

    def is_ready(self):
        return "Kafka Server started" in self.log()


class TlsKafka(Kafka):
    """With TLS for everybody, and clients that must have a certificate. The broker is localhost."""

    protocol = "SSL"

    def __init__(self, certificates):
        self._certificates = certificates
        super().__init__()

    def more_settings(self):
        # In one file, and copied: the user the broker runs as may not be able to read the others.
        with open(self.path("server-with-key.pem"), "wb") as file:
            for name in ("server.key", "server.pem"):
                file.write((self._certificates / name).read_bytes())
        shutil.copy(self._certificates / "ca.pem", self.path("ca.pem"))
        return TLS_SETTINGS.format(directory=self.directory)

    @property
    def address(self):
        return "localhost:{}".format(self.port)
