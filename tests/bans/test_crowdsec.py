# SPDX-License-Identifier: Apache-2.0
"""The example for CrowdSec: its own replay of what rsyslog wrote decides about the right addresses and no others.

All of it private: configuration, database, and a network in which nothing else listens.
"""
import json
import os
import shutil
import subprocess

import pytest

import attacks
from harness import wait
from harness.packages import unpacked
from places import EXAMPLES, inside, own_network

HUB = ("usr", "share", "crowdsec", "hub")
CONFIG = """
common: {{daemonize: false, log_media: stdout, log_level: info, working_dir: {0}}}
config_paths:
  config_dir: {0}/etc/
  data_dir: {0}/data/
  simulation_path: {0}/etc/simulation.yaml
  hub_dir: {0}/hub/
  index_path: {0}/hub/.index.json
  notification_dir: {0}/etc/notifications/
  plugin_dir: {0}/
crowdsec_service: {{acquisition_path: {0}/etc/acquis.d/mailenable.yaml, parser_routines: 1}}
cscli: {{output: json}}
db_config: {{log_level: info, type: sqlite, db_path: {0}/data/crowdsec.db}}
api:
  client: {{credentials_path: {0}/etc/local_api_credentials.yaml}}
  server: {{log_level: info, listen_uri: "127.0.0.1:8080", profiles_path: {0}/etc/profiles.yaml}}
prometheus: {{enabled: false}}
"""


class Crowdsec:
    """CrowdSec with the example's files, and of the hub's only what README.md asks for."""

    def __init__(self, directory):
        self.directory = directory
        etc = directory / "etc"
        shutil.copytree(unpacked("crowdsec", "etc", "crowdsec"), etc)
        for folder in ("parsers", "scenarios", "acquis.d"):
            shutil.copytree(os.path.join(EXAMPLES, "crowdsec", folder), etc / folder)
        (etc / "parsers" / "s00-raw").mkdir()
        for stage, name in (("s00-raw", "syslog-logs"), ("s02-enrich", "dateparse-enrich")):
            shutil.copy(unpacked("crowdsec", *HUB, "parsers", stage, "crowdsecurity", name + ".yaml"),
                        etc / "parsers" / stage)
        for each in (directory / "data", directory / "hub", etc / "postoverflows", etc / "notifications"):
            each.mkdir()
        shutil.copy(unpacked("crowdsec", *HUB, ".index.json"), directory / "hub")
        (etc / "local_api_credentials.yaml").touch()
        # What a site adds.
        with open(etc / "parsers" / "s02-enrich" / "mailenable-allow.yaml", "a", encoding="ascii") as file:
            file.write('    - "{}/32"\n'.format(attacks.ALLOWED))
        (directory / "config.yaml").write_text(CONFIG.format(directory))
        self.network = subprocess.Popen(own_network() + ["python3", "-c", "import sys; print(flush=True); "
                                                         "sys.stdin.read()"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.network.stdout.readline()
        self.run("ip", "link", "set", "lo", "up")
        self.tool("cscli", "machines", "add", "test", "--auto", "--force")

    def run(self, *command):
        """What a command prints; it must succeed."""
        done = subprocess.run(inside(self.network) + list(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=True, timeout=60 * wait.patience(),
                              check=False, env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin"))
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def tool(self, name, *words):
        """crowdsec or cscli on the private configuration."""
        return self.run(unpacked("crowdsec", "usr", "bin", name), "-c", str(self.directory / "config.yaml"), *words)

    def replay(self, log):
        """{scenario: addresses it would ban} for all that is in a log."""
        self.tool("crowdsec", "-dsn", "file://" + log, "-type", "mailenable")
        # Without its own parsers: only to be asked what was decided.
        with open(self.directory / "api.log", "wb") as output:
            api = subprocess.Popen(
                inside(self.network) + [unpacked("crowdsec", "usr", "bin", "crowdsec"), "-c",
                                        str(self.directory / "config.yaml"), "-no-cs"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            def ask():
                try:
                    return self.tool("cscli", "alerts", "list", "-o", "json")
                except AssertionError:
                    return None
            alerts = json.loads(wait.until(ask, "answer of CrowdSec", 30)) or []
        finally:
            api.terminate()
            api.wait()
        found = {}
        for decision in (each for alert in alerts for each in alert["decisions"]):
            assert decision["type"] == "ban"
            found.setdefault(decision["scenario"], set()).add(decision["value"])
        return found

    def close(self):
        self.network.kill()
        self.network.wait()
        self.network.stdin.close()
        self.network.stdout.close()


@pytest.fixture(name="crowdsec")
def fixture_crowdsec(tmp_path):
    directory = tmp_path / "crowdsec"
    directory.mkdir()
    crowdsec = Crowdsec(directory)
    yield crowdsec
    crowdsec.close()


def written(run_fragment, rows):
    """Path of the log that rsyslog writes for `rows`: the file that fail2ban reads, too."""
    daemon, send = run_fragment("offenders")
    send(rows + attacks.last())
    mark = "client={} offence=unknown-recipient".format(attacks.LAST)
    name = "mailenable/offenders.log"
    daemon.wait_until(lambda: daemon.read(name).count(mark + "\n") == attacks.PROBE_LIMIT, "the last line")
    return daemon.path(name)


def test_offenders_and_nobody_else(crowdsec, run_fragment):
    assert crowdsec.replay(written(run_fragment, attacks.day())) == {
        "local/mailenable-auth": {attacks.GUESSER, attacks.GUESSER6, attacks.LAST},
        "local/mailenable-relay": {attacks.RELAYER, attacks.LAST},
        "local/mailenable-probe": {attacks.PROBER, attacks.LAST},
    }


def test_nobody_can_have_a_victim_banned(crowdsec, run_fragment):
    rows, strangers = attacks.hostile(attacks.AUTH_LIMIT)
    assert crowdsec.replay(written(run_fragment, rows)) == {
        "local/mailenable-auth": {attacks.LAST, *strangers},
        "local/mailenable-relay": {attacks.LAST, *strangers} - {attacks.TYPIST},
        "local/mailenable-probe": {attacks.LAST},
    }
