# SPDX-License-Identifier: Apache-2.0
"""The module's counters as impstats writes them. Knows the names users were promised; knows no values."""
import json
import os
import re

from .rsyslogd import quoted

FILE = "impstats.log"
# What users were promised is what the document of the counters says.
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "doc", "counters.md"),
          encoding="utf-8") as _document:
    PROMISED = set(re.findall(r"^\| `([a-z0-9.]+)` \|", _document.read().split("<!-- table: counters -->")[1], re.M))


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
