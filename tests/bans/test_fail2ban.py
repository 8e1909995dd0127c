# SPDX-License-Identifier: Apache-2.0
"""The example for fail2ban: a real fail2ban-server, all of it private, bans whom it must and nobody else.

It runs in a network of its own, so that its action really fills nftables sets and reaches no packet of this machine.
"""
import ast
import json
import os
import re
import shutil
import subprocess

import pytest

import attacks
from harness import wait
from harness.packages import unpacked
from places import EXAMPLES, inside, own_network

BY_LAST = ("mailenable-auth", "mailenable-relay", "mailenable-probe")  # jails that attacks.LAST gets into
JAILS = BY_LAST + ("mailenable-banned", "mailenable-control", "mailenable-unreadable")
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d client=([0-9a-f.:]+) "
                  r"offence=(auth-failure|client-banned|control-character|relay-denied|unknown-recipient|unreadable)")


class Fail2ban:
    """fail2ban-server on the example's filter and jails, with the package's own actions."""

    def __init__(self, directory, log, watched=None):
        """`log` of the jails of the example; `watched`: of the jail of the example watch, or none."""
        self.directory = str(directory)
        config = os.path.join(self.directory, "etc")
        shutil.copytree(unpacked("fail2ban", "etc", "fail2ban"), config)
        shutil.rmtree(os.path.join(config, "jail.d"))
        os.mkdir(os.path.join(config, "jail.d"))
        for folder in ("filter.d", "jail.d"):
            shutil.copy(os.path.join(EXAMPLES, "fail2ban", folder, "mailenable.conf"), os.path.join(config, folder))
        if watched is not None:
            for folder in ("filter.d", "jail.d"):
                shutil.copy(os.path.join(EXAMPLES, "watch", folder, "mailenable-watch.conf"),
                            os.path.join(config, folder))
        with open(os.path.join(config, "jail.d", "mailenable.local"), "w", encoding="utf-8") as file:
            # What a site adapts.
            file.write("[DEFAULT]\nmailenable_log = {}\nmailenable_own = {}\n".format(log, attacks.ALLOWED))
            if watched is not None:
                file.write("[mailenable-watch]\nlogpath = {}\n".format(watched))
        with open(os.path.join(config, "fail2ban.local"), "w", encoding="utf-8") as file:
            file.write("[DEFAULT]\nlogtarget = {0}/log\nsocket = {0}/socket\npidfile = {0}/pid\ndbfile = {0}/db\n"
                       .format(self.directory))
        self.environment = dict(os.environ, PYTHONPATH=unpacked("fail2ban", "usr", "lib", "python3", "dist-packages"),
                                PYTHONDONTWRITEBYTECODE="1", PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")
        self.options = ["-c", config, "-s", self.directory + "/socket", "-p", self.directory + "/pid"]
        with open(os.path.join(self.directory, "output"), "wb") as output:
            self.process = subprocess.Popen(
                own_network() + ["/usr/bin/python3", unpacked("fail2ban", "usr", "bin", "fail2ban-server"), "-f", "-x",
                                 *self.options, "start"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=self.environment, cwd=self.directory)
        jails = JAILS + (("mailenable-watch",) if watched is not None else ())
        wait.until(lambda: all(jail in self.ask("status") for jail in jails), self.log, 60, self._alive)

    def _alive(self):
        assert self.process.poll() is None, self.log()

    def log(self):
        words = ""
        for name in ("output", "log"):
            try:
                with open(os.path.join(self.directory, name), encoding="utf-8", errors="replace") as file:
                    words += file.read()[-4000:]
            except FileNotFoundError:
                pass
        return words

    def ask(self, *words):
        """What fail2ban-client prints."""
        done = subprocess.run(
            ["/usr/bin/python3", unpacked("fail2ban", "usr", "bin", "fail2ban-client"), *self.options, *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True,
            env=self.environment, timeout=60 * wait.patience(), check=False)
        return done.stdout

    def banned(self):
        """{jail: set of addresses}"""
        answer = self.ask("banned")
        assert answer.startswith("["), answer
        return {jail: set(addresses) for each in ast.literal_eval(answer) for jail, addresses in each.items()}

    def filtered(self):
        """Addresses in the sets of the packet filter, all jails together."""
        listed = subprocess.run(inside(self.process) + ["nft", "-j", "list", "table", "inet", "mailenable"],
                                stdout=subprocess.PIPE, env=self.environment, timeout=60, check=True).stdout
        sets = [each["set"] for each in json.loads(listed)["nftables"] if "set" in each]
        return {element for each in sets for element in each.get("elem", [])}

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


@pytest.fixture(name="site")
def fixture_site(tmp_path, run_fragment):
    """(daemon, send, fail2ban)"""
    daemon, send = run_fragment("offenders")
    log = daemon.path("mailenable/offenders.log")
    with open(log, "a", encoding="ascii"):
        pass  # as README.md says: a jail does not start without its file
    private = tmp_path / "fail2ban"
    private.mkdir()
    fail2ban = Fail2ban(private, log)
    yield daemon, send, fail2ban
    fail2ban.stop()


def all_read(fail2ban):
    """Wait until every line has been judged; the bans without those of attacks.LAST."""
    wait.until(lambda: all(attacks.LAST in fail2ban.banned().get(jail, ()) for jail in BY_LAST), fail2ban.log, 60)
    return {jail: addresses - {attacks.LAST} for jail, addresses in fail2ban.banned().items()}


def test_offenders_and_nobody_else(site):
    daemon, send, fail2ban = site
    send(attacks.day() + attacks.last())
    assert all_read(fail2ban) == {
        "mailenable-auth": {attacks.GUESSER, attacks.GUESSER6},
        "mailenable-relay": {attacks.RELAYER},
        "mailenable-probe": {attacks.PROBER},
        "mailenable-banned": set(),
        "mailenable-control": set(),
        "mailenable-unreadable": set(),
    }
    wait.until(lambda: fail2ban.filtered() == {attacks.LAST, *attacks.OFFENDERS}, lambda: str(fail2ban.filtered()), 20)
    for line in daemon.lines("mailenable/offenders.log"):
        assert LINE.fullmatch(line), line
    assert "ERROR" not in fail2ban.log()


def test_nobody_can_have_a_victim_banned(site):
    daemon, send, fail2ban = site
    rows, strangers = attacks.hostile(attacks.AUTH_LIMIT)
    send(rows + attacks.last())
    banned = all_read(fail2ban)
    assert banned["mailenable-auth"] == set(strangers)
    # The one that types a whole row with real TABs: its refused recipients are rows that nobody can read.
    assert banned["mailenable-relay"] == set(strangers) - {attacks.TYPIST}
    unreadable = "client={} offence=unreadable".format(attacks.TYPIST)
    assert daemon.read("mailenable/offenders.log").count(unreadable) >= attacks.AUTH_LIMIT
    assert banned["mailenable-probe"] == set()
    lines = [LINE.fullmatch(line) for line in daemon.lines("mailenable/offenders.log")]
    assert all(lines)
    assert {line.group(1) for line in lines} == {attacks.LAST, *strangers}


@pytest.mark.parametrize("logs, times", [("", 2), (' logs=["debug", "activity"]', 1)])
def test_both_transcripts_count_twice_and_how_to_avoid_it(run_fragment, logs, times):
    daemon, send = run_fragment(
        "offenders", ('action(type="mmmailenable"', 'action(type="mmmailenable"' + logs))
    activity = ("11/22/26 07:00:01\tSMTP-IN\t{:032X}.MAI\t1448\t198.51.100.7\tAUTH\t{{blank}}\t535 Invalid Username or "
                "Password\t34\t14\tuser@example.com\t")
    w3c = ("2026-11-22 07:00:01 198.51.100.7 SMTP-IN - 192.0.2.1 1448 AUTH {blank} 535+Invalid+Username+or+Password "
           "MAIL01 34 14 user@example.com ")
    header = "<13>Nov 22 07:00:02 MAIL01 mailenable: "
    for number in range(5):
        send([(header + activity.format(number) + "\r\n").encode(), (header + w3c + "\r\n").encode()])
    # What comes last tells that all before it was counted.
    send([(header + activity.format(9).replace("100.7", "100.8") + "\r\n").encode()])
    daemon.wait_until(lambda: "100.8" in daemon.read("mailenable/offenders.log"), "the last attempt")
    assert daemon.read("mailenable/offenders.log").count("client=198.51.100.7 offence=auth-failure") == 5 * times
