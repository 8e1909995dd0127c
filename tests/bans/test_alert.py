# SPDX-License-Identifier: Apache-2.0
"""The example that mails alerts: which records reach a person, how often, and what a mail cannot be made to say."""
import datetime
import os
import re
import shutil

import pytest

import attacks
from places import EXAMPLES
from sink import Sink

BINARY = 'binary="/usr/lib/rsyslog-mmmailenable/alert.py --to postmaster@example.com"'
OPEN_RELAY = "ME-I0110: Relay Granted: Server is configured to allow anyone to relay."
LOCAL_SENDER = "ME-I0106: Relay Granted: [alice@example.com] is in local address map."
DENIED = "ME-I0111: Relay Denied: Failed to meet all relay criteria."
AUTHENTICATED = "ME-I0108: Relay Granted: Sender has authenticated."


def record(host, text, ago=datetime.timedelta()):
    """A line that was written so long ago, by a clock that shows UTC."""
    written = datetime.datetime.now(datetime.timezone.utc) - ago
    return "<13>Nov 22 07:00:02 {} MailEnable_SMTP: {:%m/%d/%y %H:%M:%S}\t{}\r\n".format(host, written, text).encode()


def forwarded(host, offset, text, ago):
    """A record from a forwarder that says which offset the server's clock has."""
    written = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=offset))) - ago
    return "<13>1 {} {} MailEnable - - - {:%m/%d/%y %H:%M:%S}\t{}\r\n".format(
        written.isoformat(timespec="seconds"), host, written, text).encode()


@pytest.fixture(name="site")
def fixture_site(tmp_path, run_fragment):
    """(run, sink): run(*options) starts the example; mail goes to the sink."""
    sink = Sink()
    shutil.copy(os.path.join(EXAMPLES, "alert", "alert.py"), tmp_path)

    def run(*options):
        words = [str(tmp_path / "alert.py"), "--to", "postmaster@example.com", "--server", sink.address, "--state",
                 str(tmp_path / "state"), *options]
        return run_fragment("alert", (BINARY, 'binary="{}"'.format(" ".join(words))),
                           ('action.resumeInterval="30"', 'action.resumeInterval="1"'))

    yield run, sink
    sink.close()


def subjects(sink):
    return sorted(mail["Subject"] for mail in sink.mails)


def test_one_mail_for_each_host(site):
    run, sink = site
    sink.open()
    daemon, send = run()
    send([record("MAIL03", DENIED), record("MAIL03", AUTHENTICATED), *attacks.day()])
    send([record("MAIL01", OPEN_RELAY)] * 50 + [record("MAIL02", LOCAL_SENDER)] * 50)
    # The last: when its mail is there, all before were judged.
    send([record("MAIL09", OPEN_RELAY)])
    daemon.wait_until(lambda: len(sink.mails) >= 3, lambda: str(subjects(sink)))
    assert subjects(sink) == ["MailEnable relays on MAIL01: open-relay", "MailEnable relays on MAIL02: sender-local",
                              "MailEnable relays on MAIL09: open-relay"]
    assert {mail["To"] for mail in sink.mails} == {"postmaster@example.com"}
    words = sink.mails[0].get_content()
    assert "open relay" in words and "1 x open-relay" in words and "ME-I0110" in words


def test_what_was_held_back_is_mailed_later(site):
    run, sink = site
    sink.open()
    daemon, send = run("--interval", "3")
    send([record("MAIL01", OPEN_RELAY)] * 10 + [record("MAIL01", LOCAL_SENDER)])
    daemon.wait_until(lambda: len(sink.mails) == 2, lambda: str(subjects(sink)))
    assert "9 x open-relay, 1 x sender-local" in sink.mails[1].get_content()


def test_old_records_are_no_alarm(site):
    """A backlog of days, with and without offset; what may be of today is mailed."""
    run, sink = site
    sink.open()
    hours = {number: datetime.timedelta(hours=number) for number in (23, 25, 35, 37)}
    daemon, send = run()
    send([record("BACKLOG", OPEN_RELAY, hours[37])] * 100 + [forwarded("WEST", -8, OPEN_RELAY, hours[25])])
    send([record("ZONE", OPEN_RELAY, hours[35]), forwarded("EAST", 9, OPEN_RELAY, hours[23])])
    daemon.wait_until(lambda: len(sink.mails) == 2, lambda: str(subjects(sink)))
    assert [subject.split()[3] for subject in subjects(sink)] == ["EAST:", "ZONE:"]
    dropped = re.findall(r"not mailed, too old: (\S+) of (\w+)", daemon.read("mailenable/alert.log"))
    assert [name for _, name in dropped] == ["BACKLOG", "WEST"] and dropped[1][0].endswith("-08:00")
    send([record("BACKLOG", OPEN_RELAY)])
    daemon.wait_until(lambda: len(sink.mails) == 3, lambda: str(subjects(sink)))
    words = sink.mails[2].get_content()
    assert "1 x open-relay" in words and "too old to be mailed: 100\r\n" in words


@pytest.mark.parametrize("options,sender,complains", [
    (["--sender", "alert@example.com"], "alert@example.com", False), (["--sender", "alert@log"], "alert@log", True),
    ([], None, None),
])
def test_from_whom(site, options, sender, complains):
    run, sink = site
    sink.open()
    daemon, send = run(*options)
    send([record("MAIL01", OPEN_RELAY), record("MAIL02", OPEN_RELAY)])
    daemon.wait_until(lambda: len(sink.mails) == 2, lambda: str(subjects(sink)))
    one, other = sink.mails
    domain = one["From"].rpartition("@")[2]
    assert one["From"] == (sender or "mailenable-alert@" + domain)
    assert one["Message-ID"] != other["Message-ID"] and one["Message-ID"].endswith("@%s>" % domain)
    if complains is not None:
        assert ("mail servers may refuse" in daemon.read("mailenable/alert.log")) == complains


def test_a_restart_is_no_reason_for_another_mail(site):
    run, sink = site
    sink.open()
    daemon, send = run()
    send([record("MAIL01", OPEN_RELAY)])
    daemon.wait_until(lambda: sink.mails, "the mail")
    daemon.stop()
    again, send = run()
    send([record("MAIL01", OPEN_RELAY), record("MAIL09", OPEN_RELAY)])
    again.wait_until(lambda: len(sink.mails) == 2, "the mail about MAIL09")
    assert [mail["Subject"].split()[3] for mail in sink.mails] == ["MAIL01:", "MAIL09:"]


def test_a_mail_server_that_is_away(site):
    run, sink = site
    daemon, send = run()
    daemon.expected_complaints += ["suspended", "omprog"]
    send([record("MAIL01", OPEN_RELAY)])
    daemon.wait_until(lambda: "error" in daemon.read("mailenable/alert.log"), "a failure")
    sink.open()
    daemon.wait_until(lambda: sink.mails, "the mail", 30)
    assert "1 x open-relay" in sink.mails[0].get_content()


def test_hostile_text(site):
    run, sink = site
    sink.open()
    daemon, send = run()
    # A header of its own, and the end of a message.
    send([record("MAIL01#015#012Bcc:x@example.net", "ME-I0106: Relay Granted: [\"a\r\n.\r\nBcc: x\"@example.com] is in "
                 "local address map.".replace("\r\n", "#015#012")),
          record("MAIL02", "ME-I0106: Relay Granted: [{}@example.com] is in local address map.".format("x" * 5000))])
    daemon.wait_until(lambda: len(sink.mails) == 2, lambda: str(subjects(sink)))
    for mail in sink.mails:
        assert set(mail.keys()) <= {"From", "To", "Subject", "Auto-Submitted", "Date", "Content-Type", "MIME-Version",
                                    "Content-Transfer-Encoding", "Message-ID"}
        assert len(mail.get_content()) < 4000


def test_invented_hosts(site):
    run, sink = site
    sink.open()
    daemon, send = run()
    send([record("host{}".format(number), OPEN_RELAY) for number in range(100)])
    daemon.wait_until(lambda: len(sink.mails) >= 20, lambda: str(len(sink.mails)))
    daemon.stop()
    assert len(sink.mails) == 20
