# SPDX-License-Identifier: Apache-2.0
"""The example for Prometheus: what metrics.py makes of impstats, the alerts, and a real Prometheus that fetches it."""
import functools
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import urllib.parse
import urllib.request

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
EXAMPLE = os.path.join(ROOT, "conf-examples", "metrics")
sys.path[:0] = [os.path.join(HERE, "..", "e2e"), os.path.join(HERE, "..", "engines")]

from harness import inputs, wait  # noqa: E402
from harness.packages import unpacked  # noqa: E402
from harness.rsyslogd import Rsyslogd, module_under_test, quoted  # noqa: E402
from process import free_ports  # noqa: E402

DENIED = b"<13>Nov 22 07:00:05 MAIL01 11/22/26 07:00:04\tME-I0110: Relay Granted: " \
         b"Server is configured to allow anyone to relay.\n"
BINARY = "/usr/lib/rsyslog-mmmailenable/metrics.py --textfile /var/lib/prometheus/node-exporter/mailenable.prom"


def program(name):
    """A program of the unpacked package."""
    return unpacked("prometheus", "usr", "bin", name)


def run(text, path):
    """What metrics.py writes for `text` on its standard input."""
    done = subprocess.run([sys.executable, os.path.join(EXAMPLE, "metrics.py"), "--textfile", str(path)],
                          input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=60,
                          check=False)
    return done


def values(text):
    """{sample with its labels: number} of a file in Prometheus's text format."""
    return {sample: float(value) for sample, value in
            (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))}


def configuration(directory):
    """The block of the README, with its paths below `directory`."""
    with open(os.path.join(EXAMPLE, "README.md"), encoding="utf-8") as file:
        block = re.search(r"(?ms)^   ```rsyslog\n(.*?)^   ```$", file.read()).group(1)
    for old, new in ((BINARY, "{} {} --textfile {}".format(sys.executable, os.path.join(EXAMPLE, "metrics.py"),
                                                           directory / "mailenable.prom")),
                     ('interval="60"', 'interval="1"')):
        assert block.count(old) == 1, old
        block = block.replace(old, new)
    return block


@pytest.fixture(name="daemon")
def fixture_daemon(tmp_path):
    udp = inputs.Udp()
    config = configuration(tmp_path) + """
module(load="imudp")
module(load={})
ruleset(name="mailenable") {{ action(type="mmmailenable" name="annotate") }}
""".format(quoted(module_under_test())) + udp.config(tmp_path, "mailenable")
    running = Rsyslogd(tmp_path, config)
    udp.connect(running)
    yield running, udp
    udp.close()
    running.stop()
    running.assert_quiet()


def test_beside_the_fragment_counters(tmp_path):
    """As the README says it: one impstats for both, which writes its file and feeds both rulesets."""
    with open(os.path.join(ROOT, "conf-examples", "site", "counters.conf"), encoding="utf-8") as file:
        counters = file.read()
    begin = 'ruleset(name="mailenable-counted") {'
    for old, new in ((begin, begin + "\n    call mailenable-metrics"), ('interval="60"', 'interval="1"'),
                     ('"/var/log/mailenable/impstats.json"', quoted(tmp_path / "impstats.json"))):
        assert counters.count(old) == 1, old
        counters = counters.replace(old, new)
    block = configuration(tmp_path)
    daemon = Rsyslogd(tmp_path, counters + re.sub(r'module\(load="impstats".*\n', "", block))
    try:
        for name in ("impstats.json", "mailenable.prom"):
            daemon.wait_until((tmp_path / name).exists, name, 30)
    finally:
        daemon.stop()
    daemon.assert_quiet()


def test_every_counter_has_a_sample_of_its_type(tmp_path):
    with open(os.path.join(ROOT, "plugin", "counters.def"), encoding="utf-8") as file:
        rows = re.findall(r'^ME_COUNTER\(\w+, "([a-z0-9.]+)", (\w+)\)', file.read(), re.M)
    assert len(rows) >= 18
    line = json.dumps(dict({name: 7 for name, _ in rows}, name="mmmailenable", origin="mmmailenable"))
    path = tmp_path / "out.prom"
    assert run("Nov 22 07:00:01 host rsyslogd-pstats: " + line + "\n", path).stderr == ""
    text = path.read_text(encoding="utf-8")
    for name, flags in rows:
        gauge = flags == "CTR_FLAG_NONE"
        metric = "mmmailenable_" + name.replace(".", "_") + ("" if gauge else "_total")
        assert "# TYPE {} {}\n{} 7\n".format(metric, "gauge" if gauge else "counter", metric) in text
    done = subprocess.run([program("promtool"), "check", "metrics"], input=text, encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
    assert done.returncode in (0, 3), done.stdout  # 3: advice on style, such as a missing help text
    assert "error" not in done.stdout.lower(), done.stdout


@pytest.mark.parametrize("line", [
    "", "words", "{", "[]", "{}", '"text"', '{"origin": 5}', '{"origin": ["core.queue"]}',
    '{"name": "x", "origin": "imudp", "submitted": 4}', '{"name": "x", "origin": "core.queue", "size": "4"}',
    '{"name": "x", "origin": "core.queue", "size": true}'])
def test_other_lines_write_nothing(tmp_path, line):
    path = tmp_path / "out.prom"
    done = run(line + "\n", path)
    assert (done.returncode, done.stderr, path.exists()) == (0, "", False)


def test_labels_are_escaped(tmp_path):
    path = tmp_path / "out.prom"
    run(json.dumps({"name": 'a"b\\c\nd', "origin": "core.queue", "size": 3}) + "\n", path)
    assert values(path.read_text(encoding="utf-8"))['rsyslog_queue_size{queue="a\\"b\\\\c\\nd"}'] == 3


def test_a_file_that_cannot_be_written_is_said_and_tried_again(tmp_path):
    line = json.dumps({"name": "q", "origin": "core.queue", "size": 3}) + "\n"
    done = run(line + line, tmp_path / "missing" / "out.prom")
    assert done.returncode == 0
    assert done.stderr.count("cannot write") == 2


def test_the_alerts():
    done = subprocess.run([program("promtool"), "test", "rules", "mailenable.rules.test.yml"], cwd=EXAMPLE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stdout
    with open(os.path.join(EXAMPLE, "mailenable.rules.yml"), encoding="utf-8") as file:
        alerts = set(re.findall(r"- alert: (\w+)", file.read()))
    with open(os.path.join(EXAMPLE, "mailenable.rules.test.yml"), encoding="utf-8") as file:
        fired = set(re.findall(r"alertname: (\w+)\n +exp_alerts:", file.read()))
    with open(os.path.join(EXAMPLE, "README.md"), encoding="utf-8") as file:
        documented = set(re.findall(r"^\| `(\w+)` \|", file.read(), re.M))
    assert alerts == fired == documented


def test_an_alert_that_is_broken_is_seen(tmp_path):
    for name in ("mailenable.rules.yml", "mailenable.rules.test.yml"):
        with open(os.path.join(EXAMPLE, name), encoding="utf-8") as file:
            (tmp_path / name).write_text(file.read().replace("openrelay_total[10m]) > 0", "openrelay_total[10m]) > 5"),
                                         encoding="utf-8")
    done = subprocess.run([program("promtool"), "test", "rules", "mailenable.rules.test.yml"], cwd=tmp_path,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 1 and "MailEnableOpenRelay" in done.stdout, done.stdout


class _Prometheus:
    """A Prometheus of the test's own that fetches what lies in `directory`."""

    def __init__(self, directory):
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(directory))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.port = free_ports(1)[0]
        config = directory / "prometheus.yml"
        config.write_text(json.dumps({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [os.path.join(EXAMPLE, "mailenable.rules.yml")],
            "scrape_configs": [{"job_name": "node", "metrics_path": "/mailenable.prom", "static_configs": [
                {"targets": ["127.0.0.1:{}".format(self.server.server_port)]}]}]}), encoding="utf-8")
        self.log = open(directory / "prometheus.log", "wb")
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", program("prometheus"), "--config.file", str(config),
             "--storage.tsdb.path", str(directory / "tsdb"),
             "--web.listen-address", "127.0.0.1:{}".format(self.port)], stdout=self.log, stderr=self.log)

    def ask(self, path, **query):
        """The data of an answer; None while nobody answers."""
        try:
            with urllib.request.urlopen("http://127.0.0.1:{}/api/v1/{}?{}".format(
                    self.port, path, urllib.parse.urlencode(query)), timeout=10) as answer:
                return json.load(answer)["data"]
        except OSError:
            return None

    def value(self, query):
        """The one value of a query, or None."""
        data = self.ask("query", query=query)
        return float(data["result"][0]["value"][1]) if data and data["result"] else None

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.log.close()
        self.server.shutdown()
        self.server.server_close()


def test_a_real_prometheus_sees_what_rsyslogd_counted(tmp_path, daemon):
    running, udp = daemon
    running.wait_until(lambda: running.read("mailenable.prom"), "first report of impstats")
    prometheus = _Prometheus(tmp_path)
    try:
        wait.until(lambda: prometheus.value("mmmailenable_relay_openrelay_total") == 0, "counters in Prometheus", 60)
        for _ in range(3):
            udp.send(DENIED)
        wait.until(lambda: prometheus.value("mmmailenable_relay_openrelay_total") == 3, "three open relays", 60)
        assert prometheus.value("mmmailenable_messages_examined_total") == 3
        assert prometheus.value('rsyslog_action_processed_total{action="annotate"}') == 3
        wait.until(lambda: any(alert["labels"]["alertname"] == "MailEnableOpenRelay"
                               for alert in (prometheus.ask("alerts") or {"alerts": []})["alerts"]),
                   "the alert about the open relay", 60)
    finally:
        prometheus.stop()
