# SPDX-License-Identifier: Apache-2.0
"""The module's counters as impstats writes them. Knows the names users were promised; knows no values."""
import json

from .rsyslogd import quoted

FILE = "impstats.log"
PROMISED = {
    "messages.examined", "messages.recognized", "log.debug", "log.activity", "log.w3c", "relay.granted",
    "relay.denied", "relay.notrequired", "relay.openrelay", "auth.success", "auth.failure", "code.unknown",
    "anomalies", "credentials.redacted", "correlation.joined", "correlation.evicted", "correlation.expired",
    "conversations.active", "watch.evicted", "service.smtp", "service.imap", "service.pop", "ambiguous", "truncated",
}


def prelude(directory):
    """Configuration that makes impstats write once a second below `directory`."""
    return 'module(load="impstats" interval="1" format="json" log.syslog="off" log.file={})'.format(
        quoted(directory / FILE))


def latest(daemon):
    """The newest set of the module's counters, name to value; {} before the first."""
    for line in reversed(daemon.lines(FILE)):
        values = json.loads(line[line.index("{"):])
        if values.get("name") == "mmmailenable":
            assert values.pop("origin") == values.pop("name") == "mmmailenable"
            return values
    return {}


def wait_for(daemon, examined, seconds=20.0):
    """The counters once `examined` messages have been counted; fails when there are more."""
    daemon.wait_until(lambda: latest(daemon).get("messages.examined", 0) >= examined,
                      lambda: "{} messages examined: {}".format(examined, latest(daemon)), seconds)
    values = latest(daemon)
    assert values["messages.examined"] == examined
    return values
