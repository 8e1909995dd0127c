# SPDX-License-Identifier: Apache-2.0
"""The counters that impstats shows: promised names, exact values."""
import pytest

from harness import counters, frames

NINE = {"ME-I0111", "ME-E0109", "ME-I0112", "ME-I0110", "ME-I0108", "ME-I0106", "ME-I0107", "ME-I0102", "ME-I0101"}


@pytest.fixture
def counted(rsyslogd, tmp_path):
    """A daemon with one action and impstats."""
    return rsyslogd('action(type="mmmailenable")', prelude=counters.prelude(tmp_path / "daemon0"))


def test_names_are_the_promised_ones(counted):
    values = counted.wait_until(lambda: counters.latest(counted), "counters")
    assert set(values) <= counters.PROMISED
    assert set(values) >= counters.DEBUG_LOG
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
        "code.unknown": sum(fields["code"] not in NINE for fields in golden),
        "conversations.active": 1,  # all ids of the samples are those of one connection
    }


def test_an_anomaly_is_counted(counted):
    counted.send([b"<13>Jul 24 15:40:50 MAIL01 mailenable: 07/24/14 15:40:49\tME-I0111: Relay Granted: Sender has "
                  b"authenticated.\n"])
    assert counters.wait_for(counted, 1)["anomalies"] == 1
    assert counted.after(1)[0]["event"]["mailenable"]["anomalies"] == ["code-text-mismatch"]
