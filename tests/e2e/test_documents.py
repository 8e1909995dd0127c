# SPDX-License-Identifier: Apache-2.0
"""What the documents show is true: every configuration in them loads, the routing examples of README route, and the
picture at its top is what comes out.

A configuration is a fenced block marked `rsyslog`, in the manual page what lies between a comment `rsyslog` and `.fi`.
One without a module() line is a fragment, and stands where README's frame says that rules go.
"""
import json
import os
import re
import socket

import pytest

from harness import inputs
from harness.rsyslogd import Rsyslogd, module_under_test, quoted, verify

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PLACE = "# the rules below go here"
MANUAL = "doc/mmmailenable.8"
EXAMPLE = re.compile(r'^\.\\" rsyslog\n(.*?)^\.fi$', re.MULTILINE | re.DOTALL)
DIRECTORIES = ("/var/log/mailenable", "/tmp/me")
SAMPLES = ("debug.log", "activity-rows.log", "w3c.log")
# The samples have no mail of a user who has logged in.
CONNECTION = b"11/22/26 07:00:30\tSMTP-IN\t0123456789ABCDEF0123456789ABCDEF.MAI\t1452\t198.51.100.44\t"
ACCOUNT = (
    CONNECTION + b"AUTH\t{blank}\t235 Authenticated\t19\t30\tsales@example.com\r\n" +
    CONNECTION + b"RCPT\tRCPT TO:<bob@example.net>\t250 Requested mail action okay, completed\t43\t27\t"
    b"sales@example.com\r\n"
)


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8", newline="\n") as file:
        return file.read()


def documents():
    """Names of the documents that may hold configurations."""
    return ["README.md"] + sorted("doc/" + name for name in os.listdir(os.path.join(ROOT, "doc"))
                                  if name.endswith(".md"))


def blocks(text, language):
    """The fenced blocks in `text` that are marked with `language`."""
    return [match.group(3) for match in FENCE.finditer(text) if match.group(2) == language]


def section(heading):
    """The section of README under a heading of the second level."""
    return read("README.md").split("\n## {}\n".format(heading))[1].split("\n## ")[0]


def frame():
    """README's configuration with a place for rules."""
    found = [block for block in blocks(section("Routing"), "rsyslog") if PLACE in block]
    assert len(found) == 1
    return found[0]


def rules():
    """README's examples for that place."""
    return [block for block in blocks(section("Routing"), "rsyslog") if PLACE not in block]


def localised(config, directory):
    """`config` with the module under test, and with its files in `directory`."""
    for name in DIRECTORIES:
        config = config.replace(name, str(directory))
    return config.replace('module(load="mmmailenable")', "module(load={})".format(quoted(module_under_test())))


def manual_blocks():
    """The examples of the manual page, as a reader sees them."""
    return [block.replace("\\-", "-").replace("\\e", "\\") for block in EXAMPLE.findall(read(MANUAL))]


def configurations():
    """Every block, as a parameter with the name document:number."""
    found = {name: blocks(read(name), "rsyslog") for name in documents()}
    found[MANUAL] = manual_blocks()
    return [pytest.param(block, id="{}:{}".format(name, number))
            for name in found for number, block in enumerate(found[name], 1)]


@pytest.mark.parametrize("block", configurations())
def test_configuration_loads(block, tmp_path):
    config = block if "module(" in block else frame().replace(PLACE, block)
    # rsyslogd refuses a configuration that does nothing, as one that only loads a module
    config += 'action(type="omfile" file={})\n'.format(quoted(tmp_path / "rest"))
    status, words = verify(localised(config, tmp_path), tmp_path)
    assert status == 0, words
    assert "error" not in words, words


def test_documents_hold_configurations():
    assert len(configurations()) >= 10
    assert len(manual_blocks()) == 1
    assert len(rules()) >= 5


@pytest.fixture
def routed(tmp_path):
    """Factory: routed(statements, lines) runs README's frame on one TCP connection and returns the daemon."""
    started = []

    def start(statements, lines):
        port_file = tmp_path / "port"
        listener = 'input(type="imtcp" port="0" address="{}" listenPortFileName={} '.format(
            inputs.LOCALHOST, quoted(port_file))
        config = frame().replace('input(type="imtcp" port="514" ', listener).replace(PLACE, statements)
        assert listener in config
        config = "\n".join(line for line in config.split("\n") if "imudp" not in line)
        daemon = Rsyslogd(tmp_path, localised(config, tmp_path))
        started.append(daemon)
        port = int(daemon.wait_until(lambda: daemon.read("port").strip(), "port file"))
        with socket.create_connection((inputs.LOCALHOST, port), timeout=60) as connection:
            connection.sendall(lines)
        return daemon

    yield start
    for daemon in started:
        daemon.stop()
        daemon.assert_quiet()


def test_routing_examples_route(routed):
    files = [re.search(r'file="/var/log/mailenable/([^"]+)"', rule).group(1) for rule in rules()]
    lines = b"".join(read("tests", "data", name).encode() for name in SAMPLES) + ACCOUNT
    daemon = routed("\n".join(rules()), lines)
    for name in files:
        daemon.wait_for_lines(name, 1)
    # a line is in the last file when it has passed all rules
    recognised = sum(b"ME-" in line or b"SMTP-" in line for line in lines.split(b"\n"))
    records = [json.loads(line) for line in daemon.wait_for_lines("all.json", recognised)]
    denied = [json.loads(line) for line in daemon.lines("denied.json")]
    assert denied == [record for record in records if record.get("outcome") == "denied"]
    alerts = [json.loads(line)["reason"] for line in daemon.lines("alert.json")]
    assert set(alerts) == {"open-relay", "sender-local"}
    clients = [line.split(" ")[1] for line in daemon.lines("relay-denied.log")]
    assert clients == [record["client_ip"] for record in records
                       if record["event"] == "relay-denied" and "client_ip" in record]
    guesses = [line.split(" ") for line in daemon.lines("auth-failure.log")]
    assert [guess[1] for guess in guesses] == [record["client_ip"] for record in records
                                               if record["event"] == "auth-failure"]
    accounts = [line.split(" ")[4] for line in daemon.lines("accounts.log")]
    assert accounts == ["sales@example.com"]


@pytest.mark.parametrize("name", ["README.md", "doc/conversations.md"])
def test_the_picture_is_true(routed, name):
    introduction = read(name).split("\n## ")[0]
    before, after = blocks(introduction, "text"), blocks(introduction, "json")
    assert len(before) == len(after) == 1
    daemon = routed("", before[0].encode())
    record = json.loads(daemon.wait_for_lines("all.json", before[0].count("\n"))[-1])
    wanted = json.loads(after[0])
    if "explanation" not in wanted:  # the frame asks for it, not every picture does
        record.pop("explanation", None)
    assert record == wanted
