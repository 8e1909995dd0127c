# SPDX-License-Identifier: Apache-2.0
"""Host names of clients, with names.c in the place of the domain name system."""
import json
import os
import re
import select
import subprocess

import pytest

import schema
from conftest import open_terminal, sanitizer_options
from test_terminal import read_rest

LINE = "11/22/26 07:00:01\tSMTP-IN\t%032X.MAI\t1\t192.0.2.%d\t\t\t530 denied access\t0\t0\t\t\n"


@pytest.fixture(scope="module")
def resolver():
    """The environment in which names.c answers. It comes before the sanitizer, which does not like that."""
    library = os.environ.get("ME_NAMES")
    assert library and os.path.exists(library), "ME_NAMES must name names.so: run `make check-report`"
    options = sanitizer_options().get("ASAN_OPTIONS", "")
    return {"LD_PRELOAD": library, "ASAN_OPTIONS": options + ":verify_asan_link_order=0"}


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log"
    path.write_text("".join(LINE % (i, i) for i in range(1, 4)))
    return path


def test_names_of_clients(report, log, resolver):
    found = json.loads(report("--format", "json", "--names", log, env=resolver))
    schema.check(found)
    assert {g["client"]: g.get("host_name") for g in found["groups"]} == {
        "192.0.2.1": "192.0.2.1.example.com", "192.0.2.2": None, "192.0.2.3": None}
    assert b"host 192.0.2.1.example.com\n" in report("--names", log, env=resolver)
    assert b",192.0.2.1.example.com,0,,\r\n" in report("--format", "csv", "--names", log, env=resolver)
    assert b"host 192.0.2.1.example.com" in report("--format", "html", "--names", log, env=resolver)
    assert b"example.com" not in report(log, env=resolver)


def test_it_is_said_of_how_many_there_was_no_answer(report, log, resolver):
    """That a client has no name is an answer."""
    sentence = "Host names missing: no name server answered for 1 client."
    found = json.loads(report("--format", "json", "--names", log, env=resolver))
    assert [(w["id"], w["count"], w["text"]) for w in found["warnings"]] == [("unanswered-names", 1, sentence)]
    assert "! " + sentence in report("--names", log, env=resolver).decode()
    assert sentence in report("--format", "html", "--names", log, env=resolver).decode()
    assert sentence not in report(log).decode()


def test_who_waits_for_names_sees_how_far_they_are(report, log, resolver, tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    master, slave = open_terminal()
    process = subprocess.Popen(
        [report.program, "--names", log], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave,
        env={**os.environ, **resolver, "TERM": "xterm", "ME_NAMES_WAIT": str(fifo)})
    os.close(slave)
    shown = ""
    while not re.search(r"\r0 of 3 host names looked up, \d+ s left at most\x1b\[K", shown):
        assert select.select([master], [], [], 60)[0]
        shown += os.read(master, 4096).decode()
    with fifo.open("wb"):
        assert read_rest(master).endswith(b"\r\x1b[K")
        output = process.communicate(timeout=60)[0]
    os.close(master)
    assert b"host 192.0.2.1.example.com\n" in output and process.returncode == 0
