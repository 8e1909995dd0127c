# SPDX-License-Identifier: Apache-2.0
"""What each parameter does to a message in a real rsyslogd, alone and side by side with other actions."""
import os
import re
import subprocess

import pytest

from harness import inputs, samples
from harness.rsyslogd import quoted
from harness.samples import DENIED, REFUSED_RECIPIENT, frame

PLAIN = frame("NXLog to_syslog_bsd with SourceName")
SWALLOWED = frame("NXLog to_syslog_bsd without SourceName, TCP (")
STRIPPED = frame("strips the timestamp")
IETF = frame("NXLog to_syslog_ietf")
UTC_HEADER = frame("Vector rfc5424")
ACTIVITY_ROW = frame("an Activity row")
WITH_PATH = frame("syslog-ng Agent for Windows (")


def line(text):
    """A frame that carries `text` as its message, with a header that swallows nothing."""
    return b"<13>Jul 24 15:40:50 MAIL01 mailenable: " + text.encode() + b"\r\n"


def sent_through(rsyslogd, parameters, *sent, **options):
    """Records after one action with `parameters`."""
    daemon = rsyslogd('action(type="mmmailenable" {})'.format(parameters), **options)
    daemon.send(sent)
    return daemon.after(len(sent))


def objects(records):
    """The module's object of each record."""
    return [(record["event"] or {}).get("mailenable") for record in records]


@pytest.mark.parametrize("container, tree, path", [
    ("$!mailenable", "event", ["mailenable"]),
    ("$!", "event", []),
    ("$!x!y", "event", ["x", "y"]),
    ("$.x", "local", ["x"]),
    ("$.x!y!z", "local", ["x", "y", "z"]),
    ("$/x", "global", ["x"]),
])
def test_container(rsyslogd, container, tree, path):
    found = sent_through(rsyslogd, 'container="{}"'.format(container), PLAIN)[0]
    for other in {"event", "local", "global"} - {tree}:
        assert found[other] is None
    value = found[tree]
    for name in path:
        assert list(value) == [name]
        value = value[name]
    assert value == DENIED


@pytest.mark.parametrize("before, found", [
    ("11/22/26 07:00:01|1448|", {"connection": 1448}),
    ("[11/22/26 07:00:01] <Info> #1448: ", {"connection": 1448}),
    ("11/22/26 07:00:01 F97C625D979F4C59B928F5A02B4B99E9.MAI;192.0.2.7;",
     {"message_id": "F97C625D979F4C59B928F5A02B4B99E9.MAI", "client_ip": "192.0.2.7"}),
])
def test_a_layout_is_taught_in_the_words_that_the_report_proposes(rsyslogd, before, found):
    text = before + "ME-I0111: Relay Denied: Failed to meet all relay criteria."
    said = subprocess.run([os.environ["ME_REPORT"], "--unrecognized", "-"], input=text.encode() + b"\n",
                          stdout=subprocess.PIPE, check=True).stdout.decode()
    words = re.search(r"--debug-layout '([^']+)'$", said, re.M).group(1)
    typed = before.replace("1448", "1").replace("192.0.2.7", "203.0.113.9") + "ME-I0110: x"
    hostile = line(before + "ME-I0106: Relay Granted: [x" + typed + "@example.com] is in local address map.")
    assert objects(sent_through(rsyslogd, "", line(text), hostile)) == [None, None]
    denied, granted = objects(sent_through(rsyslogd, "debugLayout={}".format(quoted(words)), line(text), hostile))
    assert denied["event"] == "relay-denied" and denied["time"] == "2026-11-22T07:00:01"
    assert granted["event"] == "relay-granted" and granted["reason"] == "sender-local"
    for said in denied, granted:
        assert {key: said[key] for key in ("connection", "client_ip", "message_id") if key in said} == found


def test_names_and_words_ignore_case(rsyslogd):
    found = sent_through(rsyslogd, 'TimeZone="UTC" LOGS="Debug" Strict="OFF" useRAWmsg="Off"', PLAIN)
    assert objects(found) == [dict(DENIED, time=DENIED["time"] + "Z")]


def test_variable_replaces_the_message(rsyslogd):
    statements = 'set $!text = "07/24/14 15:40:49 ME-I0110: Relay Granted: Server is configured to allow anyone ' \
                 'to relay.";\naction(type="mmmailenable" variable="$!text")'
    daemon = rsyslogd(statements)
    daemon.send([PLAIN])
    assert objects(daemon.after(1))[0]["code"] == "ME-I0110"


@pytest.mark.parametrize("variable", ["$!nothing", "$!nothing!below", "$.nothing"])
def test_a_variable_that_does_not_exist_is_no_record(rsyslogd, variable):
    daemon = rsyslogd('action(type="mmmailenable" variable="{}")'.format(variable))
    daemon.send([PLAIN])
    records = daemon.after(1)
    assert records == daemon.before(1)
    assert records[0]["parsesuccess"] == "FAIL"


def test_useRawMsg_off_stays_with_the_message(rsyslogd):
    swallowed, stripped, plain = objects(sent_through(rsyslogd, 'useRawMsg="off"', SWALLOWED, STRIPPED, PLAIN))
    without_time = {name: value for name, value in DENIED.items() if name != "time"}
    assert swallowed == without_time  # the date went into the tag, the time of day and the code did not
    assert stripped is None
    assert plain == DENIED


def test_useRawMsg_on_reads_the_frame(rsyslogd):
    assert objects(sent_through(rsyslogd, 'useRawMsg="on"', SWALLOWED, PLAIN)) == [DENIED, DENIED]


@pytest.mark.parametrize("logs, wanted", [
    ("", [DENIED, REFUSED_RECIPIENT]),
    ('logs="debug"', [DENIED, None]),
    ('logs=["debug"]', [DENIED, None]),
    ('logs=["activity", "w3c"]', [None, REFUSED_RECIPIENT]),
    ('logs=["w3c"]', [None, None]),
])
def test_logs(rsyslogd, logs, wanted):
    found = sent_through(rsyslogd, logs, PLAIN, ACTIVITY_ROW)
    assert objects(found) == wanted
    assert [record["parsesuccess"] for record in found] == ["OK" if fields else "FAIL" for fields in wanted]


def test_strict_takes_a_record_at_the_start_only(rsyslogd):
    found = sent_through(rsyslogd, 'strict="on"', PLAIN, WITH_PATH)
    assert objects(found) == [DENIED, None]
    assert [record["parsesuccess"] for record in found] == ["OK", "FAIL"]


@pytest.mark.parametrize("timezone, plain, ietf, utc_header", [
    ("", "", "+02:00", "Z"),
    ('timezone="sender"', "", "+02:00", "Z"),
    ('timezone="utc"', "Z", "Z", "Z"),
    ('timezone="+05:30"', "+05:30", "+05:30", "+05:30"),
    ('timezone="-03:00"', "-03:00", "-03:00", "-03:00"),
])
def test_timezone(rsyslogd, timezone, plain, ietf, utc_header):
    found = objects(sent_through(rsyslogd, timezone, PLAIN, IETF, UTC_HEADER))
    assert [fields["time"] for fields in found] == [DENIED["time"] + offset for offset in (plain, ietf, utc_header)]


def test_a_zone_around_both_changes_of_the_clock(rsyslogd):
    hours = {"03/28/26 23:30:00": "+01:00", "03/29/26 01:59:59": "+01:00", "03/29/26 03:00:00": "+02:00",
             "03/30/26 12:00:00": "+02:00", "10/24/26 12:00:00": "+02:00", "10/25/26 01:59:59": "+02:00",
             "10/25/26 02:30:00": "", "10/25/26 03:00:00": "+01:00", "10/26/26 12:00:00": "+01:00"}
    lines = [line(hour + "\tME-I0111: Relay Denied: Failed to meet all relay criteria.") for hour in hours]
    found = objects(sent_through(rsyslogd, 'timezone="Europe/Madrid"', *lines))
    assert [fields["time"][19:] for fields in found] == list(hours.values())


def test_explain_is_off_by_default_and_differs_by_verdict(rsyslogd):
    codes = {"ME-I0111": "Relay Denied: Failed to meet all relay criteria.",
             "ME-I0110": "Relay Granted: Server is configured to allow anyone to relay.",
             "ME-I0108": "Relay Granted: Sender has authenticated."}
    lines = [line("07/24/14 15:40:49\t{}: {}".format(*each)) for each in codes.items()]
    silent = objects(sent_through(rsyslogd, "", *lines))
    explained = objects(sent_through(rsyslogd, 'explain="on"', *lines))
    assert [fields["code"] for fields in explained] == list(codes)
    sentences = [fields.pop("explanation") for fields in explained]
    assert explained == silent
    assert len(set(sentences)) == len(codes)
    assert all(len(sentence) > 20 for sentence in sentences)


def test_actions_with_different_settings_do_not_disturb_each_other(rsyslogd):
    daemon = rsyslogd("""
        action(type="mmmailenable" timezone="utc" container="$!first")
        action(type="mmmailenable" timezone="+05:30" container="$.second" explain="on")
        action(type="mmmailenable" strict="on" container="$!third!deeper")
        action(type="mmmailenable" variable="$!nothing" container="$!fourth")
    """)
    daemon.send([PLAIN, WITH_PATH])
    plain, with_path = daemon.after(2)
    assert plain["event"] == {"first": dict(DENIED, time=DENIED["time"] + "Z"), "third": {"deeper": DENIED}}
    assert with_path["event"] == {"first": dict(DENIED, time=DENIED["time"] + "Z")}
    for found in (plain, with_path):
        assert found["local"]["second"].pop("explanation")
        assert found["local"] == {"second": dict(DENIED, time=DENIED["time"] + "+05:30")}
        assert found["parsesuccess"] == "FAIL"  # the last action found nothing


def test_hup_changes_nothing(rsyslogd):
    daemon = rsyslogd('action(type="mmmailenable")', kinds=(inputs.Tcp, inputs.File))
    for round_number in range(1, 4):
        for kind in ("imtcp", "imfile"):
            daemon.send([PLAIN, samples.FOREIGN[0]], kind)
        found = daemon.after(4 * round_number)
        daemon.hup()
    assert sum(fields == DENIED for fields in objects(found)) == 6
    assert sum(fields is None for fields in objects(found)) == 6


def test_hup_keeps_the_conversations(rsyslogd):
    """logrotate sends a HUP every night; a restart forgets."""
    row = line("11/22/26 07:00:01#011SMTP-IN#011{0}.MAI#0111448#011198.51.100.7#011RCPT#011RCPT TO:<a@example.org>"
               "#011503 no#0116#01134#011#011".format("0A" * 16))
    verdict = line("11/22/26 07:00:01#011ME-I0111: [{0}.MAI] Relay Denied: Failed to meet all relay criteria."
                   .format("0A" * 16))
    daemon = rsyslogd('action(type="mmmailenable")')
    daemon.send([row])
    daemon.after(1)
    daemon.send([verdict])
    joined = objects(daemon.after(2))[1]
    assert (joined["client_ip"], joined["correlated_by"]) == ("198.51.100.7", "id")
    daemon.send([row])
    daemon.after(3)
    daemon.hup()
    daemon.send([verdict])
    assert objects(daemon.after(4))[3] == joined
