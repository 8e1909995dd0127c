# SPDX-License-Identifier: Apache-2.0
"""No more than 64 MiB of memory, whatever strangers make the logs say."""
import pathlib
import subprocess

import pytest

from conftest import SECONDS

MOST = 64 << 20
SERVERS = 40  # more than are read together: each is counted on its own, and several at a time
CONNECTIONS = 120000
LONG = b"x" * 1000000


@pytest.fixture(scope="module")
def peak(report, measure, tmp_path_factory):
    """The most memory that the program took at a time, in bytes."""
    if any(mark in pathlib.Path(report.program).read_bytes() for mark in (b"__asan_init", b"__tsan_init")):
        pytest.skip("a sanitizer takes memory of its own")
    out = tmp_path_factory.mktemp("measure") / "out"

    def run(*arguments):
        command = [measure, out, *report.before, report.program, *map(str, arguments)]
        subprocess.run(command, check=True, timeout=SECONDS, stdout=subprocess.DEVNULL)
        return int(out.read_text().split()[2]) << 10

    # A script starts a program of another system, and what that takes for itself does not count.
    others = run("--version") if pathlib.Path(report.program).read_bytes()[:2] == b"#!" else 0
    return lambda *arguments: run(*arguments) - others


def connection(number):
    """A client, a sender, a recipient and a user that nobody has seen before: two refusals."""
    second = number // 10
    name = b"%08x" % (number * 2654435761 % (1 << 32)) * 6
    start = b"11/%02d/26 %02d:%02d:%02d\tSMTP-IN\t%032X.MAI\t%d\t2001:db8:%x:%x::1\t" % (
        1 + second // 86400, second // 3600 % 24, second // 60 % 60, second % 60, number, number, number >> 16,
        number & 0xFFFF)
    return b"".join([
        start + b"EHLO\tEHLO " + name + b"\t250-hello\t1\t1\t\t\r\n",
        start + b"MAIL\tMAIL FROM:<s" + name + b"@example.net>\t250 ok\t1\t1\t\t\r\n",
        start + b"RCPT\tRCPT TO:<r" + name + b"@example.org>\t550 mailbox unavailable or not local.\t1\t1\t\t\r\n",
        start + b"AUTH\t{blank}\t535 Invalid Username or Password\t1\t1\tu" + name + b"\t\r\n",
    ])


@pytest.fixture(scope="module")
def flood(tmp_path_factory):
    """One server's log, and the same connections in those of many."""
    directory = tmp_path_factory.mktemp("flood")
    share = CONNECTIONS // SERVERS
    for server in range(SERVERS):
        lines = b"".join(map(connection, range(server * share, (server + 1) * share)))
        place = directory / "many" / ("mail%02d" % server)
        place.mkdir(parents=True)
        (place / "SMTP-Activity-261101.log").write_bytes(lines)
        with open(directory / "one.log", "ab") as out:
            out.write(lines)
    return directory


@pytest.mark.parametrize("options", [[], ["--by", "user"], ["--format", "json", "--only", "all"], ["--format", "html"]],
                         ids=" ".join)
def test_a_flood_of_names_on_one_server(peak, flood, options):
    assert peak(*options, flood / "one.log") <= MOST


@pytest.mark.parametrize("options", [[], ["--by", "recipient"], ["--format", "json"], ["--format", "html"]],
                         ids=" ".join)
def test_a_flood_of_names_on_many_servers(peak, flood, options):
    assert peak("--jobs", "4", *options, flood / "many") <= MOST


@pytest.fixture(scope="module")
def long_lines(tmp_path_factory):
    """Files that are read together, with lines of a megabyte of each kind."""
    directory = tmp_path_factory.mktemp("long")
    fields = [
        b"EHLO\tEHLO " + LONG + b"\t250-hello\t1\t1\t\t\r\n",
        b"RCPT\tRCPT TO:<" + LONG + b"@example.org>\t550 mailbox unavailable or not local.\t1\t1\t\t\r\n",
        b"AUTH\t{blank}\t535 Invalid Username or Password\t1\t1\t" + LONG + b"\t\r\n",
    ]
    for number in range(32):
        start = b"11/22/26 07:00:01\tSMTP-IN\t%032X.MAI\t%d\t192.0.2.%d\t" % (number, number, number)
        lines = [start + b"QUIT\tQUIT\t221 bye\t1\t1\t\t\r\n"] * 2000
        lines += [start + fields[number % 3], b"11/22/26 07:00:01\tME-I0111: " + LONG + b"\r\n", LONG]
        (directory / ("%02d.log" % number)).write_bytes(b"".join(lines))
    return directory


@pytest.mark.parametrize("options", [[], ["--format", "html"], ["--format", "jsonl"], ["--unrecognized"]], ids=" ".join)
def test_long_lines(peak, long_lines, options):
    assert peak(*options, long_lines) <= MOST
