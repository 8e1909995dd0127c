# SPDX-License-Identifier: Apache-2.0
"""What is said of a wrong configuration: parameter, value and what is allowed, seen by `rsyslogd -N1`; and that
rsyslog itself goes on without the action."""
import pytest

from harness.rsyslogd import ERRORS_OCCURRED, module_under_test, quoted, verify
from harness.samples import frame

PLAIN = frame("NXLog to_syslog_bsd with SourceName")

# label, parameters, words the message must hold: the parameter, the value, what is allowed
WRONG = [
    ("container without $", 'container="mailenable"', ["container", "mailenable", "$!"]),
    ("container in no tree", 'container="$mailenable"', ["container", "$mailenable", "$!"]),
    ("container empty", 'container=""', ["container", "$!"]),
    ("variable no property", 'variable="nosuchproperty"', ["variable", "nosuchproperty"]),
    ("variable of all messages", 'variable="$/x"', ["variable", "$/x"]),
    ("variable beside useRawMsg", 'variable="$!x" useRawMsg="on"', ["useRawMsg", "variable"]),
    ("variable empty", 'variable=""', ["variable"]),
    ("useRawMsg", 'useRawMsg="maybe"', ["useRawMsg", "maybe", "on", "off"]),
    ("strict", 'strict="very"', ["strict", "very", "on", "off"]),
    ("redactCredentials", 'redactCredentials="no way"', ["redactCredentials", "no way", "on", "off"]),
    ("explain", 'explain="please"', ["explain", "please", "on", "off"]),
    ("logs unknown", 'logs="debgu"', ["logs", "debgu", "debug"]),
    ("logs one of two unknown", 'logs=["debug","nonsense"]', ["logs", "nonsense", "debug"]),
    ("logs empty", 'logs=""', ["logs", "debug"]),
    ("timezone word", 'timezone="local"', ["timezone", "local", "sender", "utc", "+14:00"]),
    ("timezone empty", 'timezone=""', ["timezone", "sender", "utc"]),
    ("timezone without colon", 'timezone="+0100"', ["timezone", "+0100", "sender", "utc"]),
    ("timezone without sign", 'timezone="01:00"', ["timezone", "01:00", "sender", "utc"]),
    ("timezone hours", 'timezone="+24:00"', ["timezone", "+24:00", "sender", "utc"]),
    ("timezone minutes", 'timezone="+01:60"', ["timezone", "+01:60", "sender", "utc"]),
    ("ecs", 'ecs="yes"', ["ecs", "yes", "on", "off"]),
    ("correlate", 'correlate="on"', ["correlate", "off", "id", "time"]),
    ("window", 'correlate.window="61"', ["correlate.window", "61", "0", "60"]),
    ("ttl", 'correlate.ttl="0"', ["correlate.ttl", "1", "604800"]),
    ("ttl unit", 'correlate.ttl="10m"', ["correlate.ttl", "10m", "1", "604800"]),
    ("conversations", 'correlate.maxConversations="0"', ["correlate.maxConversations", "1", "4194304"]),
    ("timezone tail", 'timezone="+01:00x"', ["timezone", "+01:00x", "sender", "utc"]),
]
UNKNOWN = ["nonsense", "containers", "correlate.nonsense"]
RIGHT = [
    "",
    'container="$!mailenable" variable="$!message" logs="debug" strict="off" timezone="sender" explain="off"',
    'container="$!"', 'redactCredentials="on"', 'logs=["debug", "activity", "w3c"]',
    'useRawMsg="on"', 'useRawMsg="off"', 'strict="on"', 'explain="on"', 'timezone="utc"', 'timezone="+00:00"',
    'timezone="-12:00"', 'timezone="+14:00"', 'container="$.a!b"', 'container="$/a"', 'variable="msg"',
    'variable="rawmsg"', 'ecs="on"', 'correlate="off"', 'correlate="id" correlate.maxConversations="1"',
    'correlate="time" correlate.window="0" correlate.ttl="1"',
]


def configuration(parameters):
    """A configuration with one action of the module, and another one: rsyslog refuses to run without any."""
    return 'module(load={})\naction(type="mmmailenable" {})\naction(type="omfile" file="/dev/null")\n'.format(
        quoted(module_under_test()), parameters)


@pytest.mark.parametrize("parameters", RIGHT)
def test_right_values_are_accepted_in_silence(tmp_path, parameters):
    status, words = verify(configuration(parameters), tmp_path)
    assert status == 0, words
    assert "mmmailenable" not in words, words


@pytest.mark.parametrize("parameters, named", [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_value_is_named_with_what_is_allowed(tmp_path, parameters, named):
    status, words = verify(configuration(parameters), tmp_path)
    assert status != 0
    message = "\n".join(line for line in words.split("\n") if "mmmailenable: " in line)
    for word in named:
        assert word.lower() in message.lower(), words


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_parameter_is_refused(tmp_path, name):
    status, words = verify(configuration('{}="1"'.format(name)), tmp_path)
    assert status != 0
    assert "'{}'".format(name.lower()) in words.lower(), words


@pytest.mark.parametrize("parameters", ['timezone="local"', 'container="x"', 'useRawMsg="maybe"'])
def test_rsyslog_goes_on_without_the_action(rsyslogd, parameters):
    daemon = rsyslogd('action(type="mmmailenable" {})'.format(parameters))
    daemon.expected_complaints += ["timezone", "container", "userawmsg", ERRORS_OCCURRED, "mmmailenable"]
    daemon.send([PLAIN])
    found = daemon.after(1)[0]
    assert found["event"] is None
    assert found["parsesuccess"] == "FAIL"


def test_a_right_action_beside_a_wrong_one_works(rsyslogd):
    daemon = rsyslogd('action(type="mmmailenable" timezone="local")\naction(type="mmmailenable")')
    daemon.expected_complaints += ["timezone", ERRORS_OCCURRED, "mmmailenable"]
    daemon.send([PLAIN])
    assert daemon.after(1)[0]["parsesuccess"] == "OK"
