# SPDX-License-Identifier: Apache-2.0
"""The examples for senders: the receiving side takes every sender's frame over TLS, TCP and UDP, and a mounted
directory is read through the change of the day.
"""
import json
import os
import socket
import ssl
import subprocess

import pytest

from harness import frames, inputs, samples
from harness.rsyslogd import Rsyslogd, module_under_test, quoted
from places import EXAMPLES, unpacked

MODULE = 'module(load="mmmailenable")'


def text_of(name, *replacements):
    """Text of an example; each (old, new) must occur once."""
    with open(os.path.join(EXAMPLES, "senders", name), encoding="utf-8") as file:
        text = file.read()
    for old, new in ((MODULE, "module(load={})".format(quoted(module_under_test()))), *replacements):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def sent():
    """(frame, what the module makes of it) for every sender that writes a syslog header or a bare line."""
    loaded = [(frame, samples.wanted(label, frame)) for label, frame, _ in frames.load_frames()
              if not frame.startswith(b"{")]
    return loaded


def by_text(objects):
    return sorted(objects, key=str)


class Receiver:
    """mailenable.conf on ports of its own, with certificates of certificates.sh."""

    def __init__(self, directory, certificates):
        self.certificates = certificates
        where = directory / "daemon"
        where.mkdir()
        self.udp, self.tcp = inputs.Udp(), inputs.Tcp()
        text = text_of(
            "mailenable.conf",
            ('port="6514"', 'address="127.0.0.1" port="0" listenPortFileName={}'.format(quoted(where / "tls.port"))),
            ('input(type="imtcp" port="5514" ruleset="mailenable" supportOctetCountedFraming="off")',
             self.tcp.config(where, "mailenable").rstrip("\n")),
            ('input(type="imudp" port="5514" ruleset="mailenable")',
             self.udp.config(where, "mailenable").rstrip("\n")))
        text = text.replace("/etc/mailenable/tls", str(self.certificates)).replace("/var/log", str(where))
        driver = next(os.path.relpath(folder, unpacked("rsyslog-gnutls")) for folder, _, names
                      in os.walk(unpacked("rsyslog-gnutls")) if "lmnsd_gtls.so" in names)
        modules = "/{}:{}".format(driver, unpacked("rsyslog-gnutls", driver))
        self.daemon = Rsyslogd(where, text, {"RSYSLOG_MODDIR": modules})
        self.udp.connect(self.daemon)
        self.tcp.connect(self.daemon)

    def connect(self, name):
        """A TLS connection of the sender `name`."""
        context = ssl.create_default_context(cafile=str(self.certificates / "ca.pem"))
        context.load_cert_chain(self.certificates / (name + ".pem"), self.certificates / (name + ".key"))
        port = int(self.daemon.wait_until(lambda: self.daemon.read("tls.port").strip(), "port of TLS"))
        return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 30), server_hostname="localhost")

    def objects(self, count):
        return by_text(json.loads(line) for line in self.daemon.wait_for_lines("mailenable/all.json", count))

    def close(self):
        self.udp.close()
        self.tcp.close()
        self.daemon.stop()


@pytest.fixture(name="certificates", scope="module")
def fixture_certificates(tmp_path_factory):
    directory = tmp_path_factory.mktemp("tls")
    subprocess.run([os.path.join(EXAMPLES, "senders", "certificates.sh"), str(directory), "localhost",
                    "mail01.example.com", "stranger.example.com"], check=True, timeout=300)
    return directory


@pytest.fixture(name="receiver")
def fixture_receiver(tmp_path, certificates):
    receiver = Receiver(tmp_path, certificates)
    yield receiver
    receiver.close()


def wanted_of(loaded):
    return by_text(each for _, each in loaded if each)


@pytest.mark.parametrize("kind", ["tcp", "udp"])
def test_every_frame_plain(receiver, kind):
    loaded = sent()
    for frame, _ in loaded:
        getattr(receiver, kind).send(frame)
    assert receiver.objects(len(wanted_of(loaded))) == wanted_of(loaded)
    receiver.daemon.assert_quiet()


def test_every_frame_over_tls(receiver):
    loaded = [(frame, each) for frame, each in sent() if frame.startswith(b"<")]
    with receiver.connect("mail01.example.com") as sender:
        for frame, _ in loaded:
            # RFC 5425: the length and a blank before the message, no line end after it; CRLF of the log file stays.
            message = frame.rstrip(b"\n")
            sender.sendall(b"%d %s" % (len(message), message))
        assert receiver.objects(len(wanted_of(loaded))) == wanted_of(loaded)
        # Now: of the end, which Python's socket leaves without TLS's own good-bye, the daemon does complain.
        receiver.daemon.assert_quiet()


def test_a_sender_of_another_name_is_refused(receiver):
    with receiver.connect("stranger.example.com") as sender:
        try:
            frame = samples.frame("NXLog to_syslog_ietf").rstrip(b"\n")
            sender.sendall(b"%d %s" % (len(frame), frame))
            assert sender.recv(1) == b""
        except OSError:
            pass
    receiver.daemon.wait_until(lambda: "stranger.example.com" in receiver.daemon.report(), "the refusal")
    receiver.tcp.send(samples.frame("raw line"))
    assert len(receiver.objects(1)) == 1


def test_share(tmp_path):
    share, where = tmp_path / "mnt", tmp_path / "daemon"
    (share / "SMTP").mkdir(parents=True)
    where.mkdir()
    lines = frames.load_lines("debug.log")
    golden = [each for each in frames.load_golden("debug.jsonl") if each]
    half = len(lines) // 2
    (share / "SMTP" / "SMTP-Debug-261122.log").write_bytes(b"".join(line + b"\r\n" for line in lines[:half]))
    text = text_of("share.conf", ('pollingInterval="5"', 'pollingInterval="1"'))
    text = text.replace("/mnt/mail01", str(share)).replace("/var/log", str(where))
    daemon = Rsyslogd(where, text)
    try:
        daemon.wait_for_lines("mailenable/all.json", 3)
        # The next day, and an Activity log; the last line of a file is still being written.
        with open(share / "SMTP" / "SMTP-Debug-261123.log", "wb") as file:
            file.write(b"".join(line + b"\r\n" for line in lines[half:]))
        row = samples.frame("an Activity row").split(b" MAIL01 ")[1].replace(b"\n", b"")
        with open(share / "SMTP" / "SMTP-Activity-261123.log", "wb", buffering=0) as file:
            file.write(row[:60])
            daemon.wait_for_lines("mailenable/all.json", len(golden))
            file.write(row[60:] + b"\n")
        found = [json.loads(line) for line in daemon.wait_for_lines("mailenable/all.json", len(golden) + 1)]
        assert by_text(found) == by_text(golden + [samples.REFUSED_RECIPIENT])
    finally:
        daemon.stop()
    daemon.assert_quiet()
