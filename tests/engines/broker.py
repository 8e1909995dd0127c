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
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
num.partitions={partitions}
auto.create.topics.enable=true
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
"""


class Kafka(JavaServer):
    """Kafka 3.9.1."""

    java_version = 17
    partitions = 8

    def prepare(self):
        self.port, controller = free_ports(2)
        os.mkdir(self.path("data"))
        # Copied, for the user the broker runs as may not be able to enter the build directory.
        shutil.copytree(os.path.join(downloads(), "kafka"), self.path("jars"))
        with open(self.path("server.properties"), "w", encoding="utf-8") as file:
            file.write(SETTINGS.format(port=self.port, controller=controller, data=self.path("data"),
                                       partitions=self.partitions))

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
