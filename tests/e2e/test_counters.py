# SPDX-License-Identifier: Apache-2.0
"""The counters that impstats shows: promised names, exact values."""
import itertools

import pytest

from harness import counters, frames

NINE = {"ME-I0111", "ME-E0109", "ME-I0112", "ME-I0110", "ME-I0108", "ME-I0106", "ME-I0107", "ME-I0102", "ME-I0101"}


@pytest.fixture
def counted(rsyslogd, tmp_path):
    """A daemon with one action and impstats."""
    return rsyslogd('action(type="mmmailenable")', prelude=counters.prelude(tmp_path / "daemon0"))


def test_names_are_the_promised_ones(counted):
    values = counted.wait_until(lambda: counters.latest(counted), "counters")
    assert set(values) == counters.PROMISED and "messages.examined" in values
    assert set(values.values()) == {0}


def test_values_of_the_sample_debug_log(counted):
    lines = frames.load_lines("debug.log")
    golden = [fields for fields in frames.load_golden("debug.jsonl") if fields]
    counted.send(line + b"\n" for line in lines)

    def having(name, value):
        return sum(fields.get(name) == value for fields in golden)

    values = counters.wait_for(counted, len(lines))
    assert {name: value for name, value in values.items() if value} == {
        "messages.examined": len(lines),
        "messages.recognized": len(golden),
        "log.debug": len(golden),
        "service.smtp": len(golden),
        "relay.granted": having("outcome", "granted"),
        "relay.denied": having("outcome", "denied"),
        "relay.notrequired": having("outcome", "not-required"),
        "relay.openrelay": having("reason", "open-relay"),
        "code.unknown": sum(fields["code"] not in NINE | {"ME-I0073"} for fields in golden),
        "conversations.active": 1,  # all ids of the samples are those of one connection
    }


def test_an_anomaly_is_counted(counted):
    counted.send([b"<13>Jul 24 15:40:50 MAIL01 mailenable: 07/24/14 15:40:49\tME-I0111: Relay Granted: Sender has "
                  b"authenticated.\n"])
    assert counters.wait_for(counted, 1)["anomalies"] == 1
    assert counted.after(1)[0]["event"]["mailenable"]["anomalies"] == ["code-text-mismatch"]


def test_services_and_what_decides_nothing_are_counted(counted):
    """One row of POP, one whose address holds a second reply, one that has lost its end, and two of IMAP."""
    frame = b"<13>Jul 24 15:40:50 MAIL01 mailenable: "
    imap = b"07/24/14 15:40:49\tIMAP-IN\t\t7\t192.0.2.1\tLOGOUT\ta1 LOGOUT\ta1 OK LOGOUT completed\t9\t9\t\t\n"
    counted.send([
        frame + b"07/24/14 15:40:49\tPOP-IN\t7\t192.0.2.1\tQUIT\tQUIT\t+OK\t9\t9\t\t\n",
        frame + b"07/24/14 15:40:49\tSMTP-IN\t\t7\t192.0.2.1\tRCPT\tRCPT TO:<a\t250 OK\t1\t2\tb>\t"
                b"550 no\t1\t2\t\t\n",
        frame + b"07/24/14 15:40:49\tSMTP-IN\t\t7\t192.0.2.1\tRCPT\tRCPT TO:<a\n",
        frame + imap, frame + imap])
    values = counters.wait_for(counted, 5)
    assert {name: value for name, value in values.items()
            if name in ("ambiguous", "truncated", "anomalies") or name.startswith("service.")} == {
        "service.smtp": 2, "service.imap": 2, "service.pop": 1, "ambiguous": 1, "truncated": 1, "anomalies": 2}


@pytest.mark.parametrize("log", ["activity", "w3c"])
def test_values_of_the_sample_rows(counted, log):
    name = {"activity": "activity-rows", "w3c": "w3c"}[log]
    lines = frames.load_lines(name + ".log")
    golden = [fields for fields in frames.load_golden(name + ".jsonl") if fields]
    counted.send(b"<13>Jul 24 15:40:50 MAIL01 mailenable: " + line + b"\n" for line in lines)

    def having(field, value):
        return sum(fields.get(field) == value for fields in golden)

    values = counters.wait_for(counted, len(lines))
    assert {name: value for name, value in values.items() if name.split(".")[0] in ("log", "relay", "auth")} == {
        "auth.failure": having("event", "auth-failure"),
        "auth.success": having("event", "auth-success"),
        "log.activity": len(golden) if log == "activity" else 0,
        "log.debug": 0,
        "log.w3c": len(golden) if log == "w3c" else 0,
        "relay.denied": having("outcome", "denied"),
        "relay.granted": 0,
        "relay.notrequired": 0,
        "relay.openrelay": 0,
    }
    assert values["messages.recognized"] == len(golden)
    assert values["auth.failure"] > 0 and values["relay.denied"] > 0


def row(connection, command="NOOP", reply="250 OK"):
    return ("<13>Jul 24 15:40:50 MAIL01 mailenable: 07/24/14 15:40:49\t"
            "SMTP-IN\t{0:032X}.MAI\t{0}\t192.0.2.1\t{1}\t{2}\t1\t2\n".format(connection, command, reply).encode())


def test_a_credential_is_counted(counted):
    counted.send([row(1, "AUTH\tc2VjcmV0IHNlY3JldA==", "535 Invalid Username or Password"), row(2)])
    values = counters.wait_for(counted, 2)
    assert (values["credentials.redacted"], values["auth.failure"]) == (1, 1)


def test_silent_conversations_expire(rsyslogd, tmp_path):
    daemon = rsyslogd('action(type="mmmailenable" correlate.ttl="1")', prelude=counters.prelude(tmp_path / "daemon0"))
    sent = itertools.count(1)

    def has_expired():
        daemon.send([row(next(sent))])
        return counters.latest(daemon).get("correlation.expired", 0) > 0

    daemon.wait_until(has_expired, "an expired conversation")
    assert counters.latest(daemon)["correlation.evicted"] == 0
