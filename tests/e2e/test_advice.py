# SPDX-License-Identifier: Apache-2.0
"""What newer releases of rsyslog advise of the set-up: the two pieces of advice that README explains, and no other.

Knows the words of rsyslogd -N1.
"""
import os
import re

import pytest

from harness import examples, site
from harness.rsyslogd import release, verify
from test_documents import ALL

SINCE = (8, 2606)
PLAIN_TCP = "imtcp input uses streamdriver.mode=\"0\""
SEARCH_TYPE = "'searchType' is deprecated"
# Nobody answers under the names of the example.
NO_ENGINE = ("platform detection request", "unable to detect target")
UDP = 'input(type="imudp" address="127.0.0.1" port="0" ruleset="mailenable")\n'
newer = pytest.mark.skipif(release() < SINCE, reason="this rsyslog advises nothing")


def advice(directory, chosen, listeners):
    """The lines of rsyslogd -N1 about a site, without those that open and end the run."""
    (directory / "es-ca.pem").touch()
    paths = [("/etc/ssl/certs/es-ca.pem", str(directory / "es-ca.pem"))] if "elasticsearch" in chosen else []
    status, words = verify(site.build(directory, chosen, paths, listeners), directory)
    assert status == 0, words
    return [line for line in words.splitlines() if line and "config validation run" not in line]


def count(lines, words):
    return sum(words in line for line in lines)


@newer
def test_plain_tcp_is_advised_against_once_for_module_and_listener(tmp_path):
    lines = advice(tmp_path, ["archive"], site.listeners(tmp_path))
    assert (count(lines, PLAIN_TCP), count(lines, "e/2357")) == (2, 2)
    assert len(lines) == 2, lines


@newer
def test_a_tls_listener_has_no_advice_of_its_own(tmp_path):
    for name in ("ca.pem", "server.pem", "server.key"):
        (tmp_path / name).touch()
    tls = site.read("tls.conf.example").replace("/etc/mailenable/tls", str(tmp_path))
    lines = advice(tmp_path, ["archive"], UDP + tls)
    assert count(lines, PLAIN_TCP) == len(lines) == 1, lines


@newer
def test_all_fragments_bring_one_more_and_the_engine_that_is_not_there(tmp_path):
    lines = advice(tmp_path, site.fragments(), site.listeners(tmp_path))
    assert (count(lines, PLAIN_TCP), count(lines, SEARCH_TYPE)) == (2, 1)
    rest = [line for line in lines if not any(words in line for words in (PLAIN_TCP, SEARCH_TYPE, *NO_ENGINE))]
    assert rest == []


def texts():
    """(name, text) of every configuration that is shown or copied; the set-up for a log server is one."""
    for where, _, names in os.walk(examples.ROOT):
        for name in sorted(names):
            path = os.path.join(where, name)
            if name.endswith((".conf", ".example")) and os.path.dirname(path) != site.SITE:
                with open(path, encoding="utf-8") as file:
                    yield os.path.relpath(path, examples.ROOT), file.read()
    names = sorted(os.listdir(site.SITE))
    yield "site", "".join(site.read(name) for name in names if name.endswith((".conf", ".example")))
    yield from ALL


def without_queue(text):
    """Name of each ruleset that an input() of `text` names, and `text` defines without a queue."""
    used = re.findall(r'(?s)\binput\([^)]*?ruleset="([^"]+)"', text)
    for name, parameters in re.findall(r'(?s)\bruleset\(\s*name="([^"]+)"([^)]*)\)', text):
        if name in used and "queue.type=" not in parameters:
            yield name


def test_every_ruleset_of_an_input_has_a_queue():
    found = list(texts())
    assert sum("input(" in text for _, text in found) > 5
    assert [(name, ruleset) for name, text in found for ruleset in without_queue(text)] == []


def test_a_ruleset_without_queue_is_found():
    text = 'ruleset(name="r") {\n}\nruleset(name="s") {\n}\ninput(type="imudp"\n      port="514" ruleset="r")\n'
    assert list(without_queue(text)) == ["r"]
