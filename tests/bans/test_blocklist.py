# SPDX-License-Identifier: Apache-2.0
"""The example that keeps a list: rsyslogd, omprog and the program as installed, in directories of the test's own."""
import os
import shutil

import pytest

import attacks
from places import EXAMPLES

BINARY = 'binary="/usr/lib/rsyslog-mmmailenable/blocklist.py"'
OFFENDERS = ["198.51.100.10", "198.51.100.20", "198.51.100.30"]
OFFENDERS6 = ["2001:db8:6::/64"]


class Site:
    """Program and files in `directory`, as README.md says to install them."""

    def __init__(self, directory, run_fragment):
        self.directory = directory
        self.list = directory / "blocklist.txt"
        for name in ("blocklist.py", "offenders.py"):
            shutil.copy(os.path.join(EXAMPLES, "blocklist", name), directory)
        (directory / "allow.txt").write_text(attacks.ALLOWED + "\n")
        self._run = run_fragment

    def run(self, *options, fragment="blocklist"):
        binary = 'binary="{}/blocklist.py --list {} --allow {}/allow.txt {}"'.format(
            self.directory, self.list, self.directory, " ".join(options))
        return self._run(fragment, (BINARY, binary))

    def listed(self):
        return self.list.read_text().split("\n")[:-1] if self.list.exists() else []


@pytest.fixture(name="site")
def fixture_site(tmp_path, run_fragment):
    directory = tmp_path / "site"
    directory.mkdir()
    return Site(directory, run_fragment)


def test_offenders_and_nobody_else(site):
    daemon, send = site.run()
    send(attacks.day() + attacks.last())
    daemon.wait_until(lambda: attacks.LAST in site.listed(), "the last offender")
    assert site.listed() == OFFENDERS + [attacks.LAST] + OFFENDERS6
    assert site.list.stat().st_mode & 0o777 == 0o644
    # The last one goes on after it was listed, and may be listed again.
    listed = {line.split()[1].replace("/32", "") for line in daemon.wait_for_lines("mailenable/blocklist.log", 5)}
    assert listed == set(OFFENDERS + [attacks.LAST] + OFFENDERS6)


def test_nobody_can_have_a_victim_listed(site):
    daemon, send = site.run()
    rows, strangers = attacks.hostile(attacks.AUTH_LIMIT)
    send(rows + attacks.last())
    daemon.wait_until(lambda: attacks.LAST in site.listed(), "the last offender")
    assert site.listed() == strangers + [attacks.LAST]


def test_a_ban_ends_by_itself(site):
    daemon, send = site.run("--ban", "2")
    send(attacks.last())
    daemon.wait_until(lambda: site.listed() == [attacks.LAST], "the offender")
    daemon.wait_until(lambda: site.listed() == [], "the end of the ban")


def test_a_restart_keeps_the_list(site):
    daemon, send = site.run()
    send(attacks.last())
    daemon.wait_until(lambda: site.listed() == [attacks.LAST], "the offender")
    daemon.stop()
    (site.directory / "allow.txt").write_text("")
    again, send = site.run()
    send(attacks.guess(attacks.GUESSER, attacks.AUTH_LIMIT))
    again.wait_until(lambda: len(site.listed()) == 2, "both offenders")
    # Whoever comes onto the allow-list leaves the list.
    (site.directory / "allow.txt").write_text(attacks.LAST + "\n")
    again.wait_until(lambda: site.listed() == [attacks.GUESSER], "the pardon", 30)
