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
    assert set(values) == counters.PROMISED
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
