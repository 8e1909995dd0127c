# SPDX-License-Identifier: Apache-2.0
"""The configuration in the documents: every block is accepted, and those of the README do what the words above them
say, on the sample logs.

A block is what stands between ```rsyslog and ```, in the manual page between a comment `rsyslog` and `.fi`. One that
loads the module is a configuration of its own; any other is a rule, and belongs where the README's frame says that
rules go.
"""
import os
import re
from collections import Counter

import pytest

from harness import frames, inputs
from harness.rsyslogd import ADVICE_ALONE, Rsyslogd, module_under_test, quoted, verify, without_advice

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
MANUAL = "doc/mmmailenable.8"
PLACE = "        # the rules below go here\n"
LOAD = 'module(load="mmmailenable")'
LOGS = "/var/log/mailenable"
# The sample has no client that logs in and is then let through.
ROW = ("09/05/18 10:00:00\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.7\t{}\t"
       "43\t33\tsam@example.com\t")
ABUSED = [ROW.format("AUTH\t{blank}\t235 Authenticated")] + [
    ROW.format("RCPT\tRCPT TO:<user{}@example.net>\t250 Requested mail action okay, completed".format(number))
    for number in range(3)]


def documents():
    """Path of every document, from the root of the tree."""
    folders = [ROOT, os.path.join(ROOT, "doc")]
    folders += sorted(folder for folder, _, _ in os.walk(os.path.join(ROOT, "conf-examples")))
    return [os.path.relpath(os.path.join(folder, name), ROOT)
            for folder in folders for name in sorted(os.listdir(folder)) if name.endswith(".md")]


def blocks(document):
    """The blocks of a document, without the indentation that a list gives them."""
    with open(os.path.join(ROOT, document), encoding="utf-8") as file:
        found = re.findall(r"(?ms)^( *)```rsyslog\n(.*?)^\1```$", file.read())
    return [re.sub("(?m)^" + indent, "", text) for indent, text in found]


def manual_blocks():
    """The blocks of the manual page, as a reader sees them."""
    with open(os.path.join(ROOT, MANUAL), encoding="utf-8") as file:
        found = re.findall(r'(?ms)^\.\\" rsyslog\n(.*?)^\.fi$', file.read())
    return [text.replace("\\-", "-").replace("\\e", "\\") for text in found]


ALL = [(document, block) for document in documents() for block in blocks(document)]
ALL += [(MANUAL, block) for block in manual_blocks()]
FRAME = next(block for block in blocks("README.md") if PLACE in block)
RULES = [block for block in blocks("README.md") if block.startswith("if ")]


def with_module(text):
    """`text` with the module's own path."""
    return text.replace(LOAD, "module(load={})".format(quoted(module_under_test())))


def test_the_readme_has_rules():
    assert len(RULES) >= 5


def test_the_manual_page_has_an_example():
    assert len(manual_blocks()) == 1


@pytest.mark.parametrize("document, block", ALL)
def test_every_block_is_accepted(tmp_path, document, block):
    if block.startswith(("if ", "action(")) and LOAD not in block:
        text = FRAME.replace(PLACE, block)
    else:
        text = block + '\naction(type="omfile" file="/dev/null")\n'
    status, words = verify(with_module(text).replace("/tmp/me", str(tmp_path)), tmp_path)
    assert status == 0, document + "\n" + words
    words = without_advice(words, ADVICE_ALONE)
    assert "error" not in words.lower() and "warning" not in words.lower(), words


@pytest.fixture
def written(tmp_path):
    """File name to lines: what the README's rules make of the sample logs."""
    directory = tmp_path / "daemon"
    directory.mkdir()
    tcp = inputs.Tcp()
    udp = inputs.Udp()
    text = with_module(FRAME.replace(PLACE, "".join(RULES))).replace(LOGS, str(directory / "log"))
    for kind in (udp, tcp):
        text, count = re.subn(r'(?m)^input\(type="{}" .*$'.format(kind.modules[0]),
                              lambda _, kind=kind: kind.config(directory, "mailenable").rstrip(), text)
        assert count == 1
    daemon = Rsyslogd(directory, text)
    try:
        for kind in (udp, tcp):
            kind.connect(daemon)
        lines = frames.load_lines("debug.log") + frames.load_lines("activity-rows.log")
        lines += [row.encode() for row in ABUSED]
        # The last record of all, so that its arrival says that everything before it has arrived.
        for line in lines + [b"11/22/26 23:59:59\tME-X9999: the end"]:
            tcp.send(line + b"\n")
        daemon.wait_until(lambda: any("the end" in line for line in daemon.lines("log/all.json")), "the last record")
    finally:
        daemon.stop()
        tcp.close()
        udp.close()
    daemon.assert_quiet()
    return {name: daemon.lines("log/" + name) for name in os.listdir(directory / "log")}


def activity_rows():
    """Columns of every Activity row of the sample, as text, by plain splitting."""
    rows = [line.decode().rstrip("\r").split("\t") for line in frames.load_lines("activity-rows.log")]
    return [row for row in rows if len(row) >= 8]


def inbound(command, *replies):
    """Inbound sample rows with that command whose reply begins with one of `replies`."""
    return [row for row in activity_rows() if row[1] == "SMTP-IN" and row[5] == command and row[7].startswith(replies)]


def test_the_readme_s_rules_do_what_they_say(written):
    refused = [row for row in activity_rows() if row[1] == "SMTP-IN" and "requires authentication" in row[7]]
    denied = [fields for fields in frames.load_golden("debug.jsonl") if fields and fields.get("outcome") == "denied"]
    assert len(written["denied.json"]) == len(refused) + len(denied)
    assert len(written["alert.json"]) == sum(
        (fields or {}).get("risk") in ("high", "critical") for fields in frames.load_golden("debug.jsonl"))
    clients = [line.split()[1] for line in written["relay-denied.log"]]
    with_client = [row[4] for row in refused] + [
        fields["client_ip"] for fields in denied if fields["event"] == "relay-denied" and "client_ip" in fields]
    assert Counter(clients) == Counter(with_client)
    failures = [line.split()[1] for line in written["auth-failure.log"]]
    assert Counter(failures) == Counter(row[4] for row in inbound("AUTH", "535", "504"))
    # As the README's `cut -d ' ' -f 5-` does it: the reason before it is empty.
    accounts = [line.split(" ", 4)[4] for line in written["accounts.log"]]
    assert Counter(accounts) == {"sam@example.com": 3}
