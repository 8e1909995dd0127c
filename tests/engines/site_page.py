# SPDX-License-Identifier: Apache-2.0
"""Runs the commands of one page, conf-examples/site/README.md from the package to documents, in a bare installation of
Debian with a real Elasticsearch, a real packet filter and a mail server that takes everything.

As root, in a network and with mounts of its own: `make check-site-page ROOT=DIRECTORY` calls it. ROOT is an
installation in which the package and what the page installs beside it are installed; it is spoilt.

What the page has and this place has not: systemd, in whose place a script starts rsyslogd; the parts of Elasticsearch
for life-cycles and for users that are made by its interface, so the writing user comes from a file with the same role.
"""
import os
import re
import socket
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, folder) for folder in (".", "../e2e", "../bans")]

import examples  # noqa: E402
import searchengines  # noqa: E402
from sink import Sink  # noqa: E402
from storing import WRITER  # noqa: E402

NAMES = ("es1.example.com", "es2.example.com")
DOC = "/usr/share/doc/rsyslog-mmmailenable/conf-examples/site/README.md"
SYSTEMCTL = """#!/bin/sh
[ "$1 $2" = "restart rsyslog" ] || exit 0
[ ! -f /run/rsyslogd.pid ] || { kill "$(cat /run/rsyslogd.pid)"; sleep 2; }
rsyslogd
"""
# The page's own checks, once the lines have had time: the archive, the ban, the alert, the documents.
WAIT = """tries=0
until [ -s /var/log/mailenable/alert.log ] && nft list set inet mailenable banned4 | grep -q elements &&
    es "$url/logs-mailenable.*-*/_count" | grep -q '"count":11'; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ]
    sleep 1
done
"""
# Of root, there.
HOME = "/root"


class Engine(searchengines.Elasticsearch):
    """Elasticsearch where the page has it."""

    def prepare(self):
        super().prepare()
        self.http_port = 9200

    @property
    def url(self):
        return "https://{}:{}".format(NAMES[0], self.http_port)

    def make_certificate(self, directory, names=",".join("DNS:" + name for name in NAMES)):
        super().make_certificate(directory, names)


def commands(root):
    """The page's blocks, but for what is not to be had here."""
    with open(root + DOC, encoding="utf-8") as file:
        page = file.read()
    section = page[page.index("## From the package"):page.index("## Personal data")]
    install, engine, start, look = re.findall(r"(?ms)^```sh\n(.*?)^```$", section)
    install, found = re.subn(r"(?m)^apt-get install .*$", ":", install)
    assert found == 1
    engine, found = re.subn(r"(?m)^es -X PUT \$url/_security.*$", ":", engine)
    assert found == 2
    assert "setup.sh $url" in engine and "\nwc -l " in look
    engine = engine.replace("setup.sh $url", "setup.sh --keyword --no-lifecycle $url")
    look = look.replace("\nwc -l ", "\n" + WAIT + "wc -l ", 1)
    return "set -eux\ncd " + HOME + "\n" + install + engine + start + look


def write(path, text, mode):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def prepare(root, engine):
    """What a site has before it begins: names, the engine's authority, an administrator, and something like systemd."""
    hosts = "127.0.0.1 localhost {} {}\n".format(socket.gethostname(), " ".join(NAMES))
    write(root + "/etc/hosts", hosts, 0o644)
    write(root + HOME + "/.netrc", "machine {}\nlogin {}\npassword {}\n".format(NAMES[0], *searchengines.ADMIN), 0o600)
    write(root + "/usr/local/bin/systemctl", SYSTEMCTL, 0o755)
    with open(engine.ca, encoding="utf-8") as file:
        write(root + HOME + "/es-ca.pem", file.read(), 0o644)
    write(root + HOME + "/page.sh", commands(root), 0o644)


def main(root):
    root = os.path.abspath(root)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["mount", "--bind", "/proc", root + "/proc"], check=True)
    mail = Sink(25)
    mail.open()
    engine = Engine()
    try:
        engine.add_writer(WRITER, examples.read_json("elasticsearch", engine.role_file))
        prepare(root, engine)
        # Names hold for this program as well.
        subprocess.run(["mount", "--bind", root + "/etc/hosts", "/etc/hosts"], check=True)
        engine.start()
        environment = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": HOME, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(["chroot", root, "bash", HOME + "/page.sh"], env=environment, timeout=300, check=False)
        assert done.returncode == 0
        with open(root + "/var/log/mailenable/archive.json", encoding="utf-8") as file:
            assert len(file.readlines()) == 11
        # By its own nft: an older one may not read what a newer one has written.
        banned = subprocess.run(["chroot", root, "nft", "list", "set", "inet", "mailenable", "banned4"], check=True,
                                stdout=subprocess.PIPE, universal_newlines=True).stdout
        assert "198.51.100.45" in banned
        assert [each["To"] for each in mail.mails] == ["postmaster@example.com"]
        assert engine.count("logs-mailenable.*-*") == 11
        print("archive 11, banned 1, mailed 1, documents 11")
    finally:
        subprocess.run(["chroot", root, "sh", "-c", '[ ! -f /run/rsyslogd.pid ] || kill "$(cat /run/rsyslogd.pid)"'],
                       check=False)
        engine.close()
        mail.close()


if __name__ == "__main__":
    main(sys.argv[1])
