# SPDX-License-Identifier: Apache-2.0
"""The receiving side of the senders, conf-examples/site, on ports of its own.

Knows no sender.
"""
import json
import os
import socket
import ssl

from harness import inputs, site
from harness.packages import unpacked
from harness.rsyslogd import Rsyslogd, module_under_test, quoted

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "conf-examples", "senders")
MODULE = 'module(load="mmmailenable")'


def adapted(name, *replacements):
    """Text of an example of a sender; each (old, new) must occur in it."""
    with open(os.path.join(EXAMPLES, *name.split("/")), encoding="utf-8") as file:
        text = file.read()
    for old, new in replacements:
        assert old in text, "{} no longer has {}".format(name, old)
        text = text.replace(old, new)
    return text


def with_module():
    """The replacement for the module's own path."""
    return MODULE, "module(load={})".format(quoted(module_under_test()))


def tls_modules():
    """The environment in which rsyslogd finds its TLS driver, which is unpacked and not installed."""
    package = unpacked("rsyslog-gnutls")
    driver = next(os.path.relpath(folder, package) for folder, _, names in os.walk(package)
                  if "lmnsd_gtls.so" in names)
    return {"RSYSLOG_MODDIR": "/{}:{}".format(driver, unpacked("rsyslog-gnutls", driver))}


def read_so_far(pid, path):
    """How many octets of a file a process has read that has it open; 0 when it has not."""
    furthest = 0
    for descriptor in os.listdir("/proc/{}/fd".format(pid)):
        try:
            if os.readlink("/proc/{}/fd/{}".format(pid, descriptor)) == path:
                with open("/proc/{}/fdinfo/{}".format(pid, descriptor), encoding="ascii") as file:
                    # imfile has a file open twice: the other one has read its first octets alone, to know it again.
                    furthest = max(furthest, int(file.readline().split()[1]))
        except FileNotFoundError:
            continue
    return furthest


def by_text(objects):
    """In an order that does not depend on that of arrival."""
    return sorted(objects, key=str)


class Receiver:
    """A site with listeners.conf and tls.conf.example, certificates of certificates.sh, and a fragment that writes all
    objects; `own` are more files of the test's own."""

    def __init__(self, directory, certificates, replacements=(), own=None):
        self.certificates = certificates
        where = directory / "receiver"
        where.mkdir()
        self.udp, self.tcp = inputs.Udp(), inputs.Tcp()
        tls = site.read("tls.conf.example")
        for old, new in (
                ('port="6514"',
                 'address="127.0.0.1" port="0" listenPortFileName={}'.format(quoted(where / "tls.port"))),
                ("/etc/mailenable/tls", str(certificates))):
            assert old in tls, old
            tls = tls.replace(old, new)
        files = dict({"tls.conf": tls}, **(own or {}))
        files.update(site.recorder("all", "%$!mailenable%\\n", where / "all.json", '$parsesuccess == "OK"'))
        # The objects are compared with those of the samples.
        replacements = [('explain="on" ', ""), (' watch="on"', ""), *replacements]
        text = site.build(where, [], replacements, site.listeners(where, self.udp, self.tcp), files)
        self.daemon = Rsyslogd(where, text, tls_modules())
        self.udp.connect(self.daemon)
        self.tcp.connect(self.daemon)

    @property
    def tls_port(self):
        """Of 127.0.0.1; the certificate is for localhost."""
        return int(self.daemon.wait_until(lambda: self.daemon.read("tls.port").strip(), "port of TLS"))

    def connect(self, name):
        """A TLS connection of the sender `name`."""
        context = ssl.create_default_context(cafile=str(self.certificates / "ca.pem"))
        context.load_cert_chain(self.certificates / (name + ".pem"), self.certificates / (name + ".key"))
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.tls_port), 30),
                                   server_hostname="localhost")

    def objects(self, count, seconds=20.0):
        """What the module made of the first lines, once there are `count` records; all that are there."""
        return [json.loads(line) for line in self.daemon.wait_for_lines("all.json", count, seconds)]

    def close(self):
        self.udp.close()
        self.tcp.close()
        self.daemon.stop()
