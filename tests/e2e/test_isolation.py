# SPDX-License-Identifier: Apache-2.0
"""A foreign message leaves no trace, whatever stood before it, and no message makes the action fail."""
import pytest

from harness import samples
from harness.rsyslogd import quoted
from harness.samples import DENIED, frame

PLAIN = frame("NXLog to_syslog_bsd with SourceName")
FOREIGN = samples.FOREIGN
HOSTILE = [
    b"<13>Jul 24 15:40:50 MAIL01 mailenable: \n",
    b"<13>\n",
    b"x\n",
    b"<13>Jul 24 15:40:50 MAIL01 mailenable: ME-\n",
    b"<13>Jul 24 15:40:50 MAIL01 mailenable: 07/24/14 15:40:49\tME-I011\n",
    b"<13>Jul 24 15:40:50 MAIL01 mailenable: 07/24/14 15:40:49\t\n",
    b"<13>Jul 24 15:40:50 MAIL01 mailenable: " + b"07/24/14 15:40:49 " * 400 + b"\n",
    b"<13>Jul 24 15:40:50 MAIL01 mailenable: \xff\xfe\x00\x01\xc3(\n",
    b"<38>Jul 24 15:40:50 web01 app: MAIL FROM:<\"ME-I0108: Relay Granted: Sender has authenticated.\"@x>\n",
]
ROW_WITH_CREDENTIAL = (b"09/05/18 10:00:01\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.7\tAUTH\t"
                       b"c2VjcmV0\t535 no\t43\t33\t\t")


def test_parsesuccess_follows_each_message(rsyslogd):
    daemon = rsyslogd('action(type="mmmailenable")')
    pattern = [PLAIN, FOREIGN[0], PLAIN, PLAIN, FOREIGN[1], FOREIGN[0], PLAIN] * 20
    daemon.send(pattern)
    records = daemon.after(len(pattern))
    assert [record["parsesuccess"] for record in records] == ["OK" if sent is PLAIN else "FAIL" for sent in pattern]
    assert [record["event"] for record in records] == [{"mailenable": DENIED} if sent is PLAIN else None
                                                       for sent in pattern]


def test_another_modules_success_is_not_ours(rsyslogd):
    daemon = rsyslogd('action(type="mmjsonparse" cookie="")\n'
                      'action(type="mmmailenable" variable="$!Message")', prelude='module(load="mmjsonparse")')
    daemon.send([b'{"Message":"nothing of MailEnable","other":1}\n'])
    found = daemon.after(1)[0]
    assert found["parsesuccess"] == "FAIL"
    assert found["event"] == {"Message": "nothing of MailEnable", "other": 1}


def test_what_another_module_put_there_stays(rsyslogd):
    daemon = rsyslogd('set $!before = "kept"; set $.before = "kept";\naction(type="mmmailenable")')
    daemon.send([PLAIN, FOREIGN[0]])
    ours, foreign = daemon.after(2)
    assert ours["event"] == {"before": "kept", "mailenable": DENIED}
    assert foreign["event"] == {"before": "kept"}
    assert ours["local"] == foreign["local"] == {"before": "kept"}


def test_no_message_makes_the_action_fail(rsyslogd):
    daemon = rsyslogd('action(name="tested_action" type="mmmailenable")')
    daemon.send(HOSTILE + [PLAIN])
    records = daemon.after(len(HOSTILE) + 1)
    assert records[:-1] == daemon.before(len(HOSTILE))
    assert {record["parsesuccess"] for record in records[:-1]} == {"FAIL"}
    assert records[-1]["event"] == {"mailenable": DENIED}
    assert daemon.complaints() == []


def test_bytes_that_are_no_utf8_come_out_as_valid_json(rsyslogd):
    daemon = rsyslogd('action(type="mmmailenable")')
    daemon.send([b"<13>Jul 24 15:40:50 MAIL01 mailenable: 07/24/14 15:40:49\t"
                 b"ME-I0106: Relay Granted: [al\xffice@example.com] is in local address map.\n"])
    fields = daemon.after(1)[0]["event"]["mailenable"]
    assert fields["address"] == "al\ufffdice@example.com"
    assert fields["anomalies"] == ["invalid-utf8"]


@pytest.mark.parametrize("words", [(300, 300), (120000, 1)], ids=["long", "too long for rsyslog"])
@pytest.mark.parametrize("row", [ROW_WITH_CREDENTIAL, b"SMTP-IN is no row"], ids=["a row", "no row"])
def test_a_tag_made_of_long_words_is_cut(rsyslogd, tmp_path, words, row):
    """rsyslog has room for 512 octets, and reads on behind it."""
    daemon = rsyslogd('action(type="mmmailenable" document="$.document" document.foreign="on")\n'
                      'action(type="omfile" file={} template="tag")'.format(quoted(tmp_path / "tags")), record=False,
                      settings='maxMessageSize="256k"',
                      prelude='template(name="tag" type="string" string="%syslogtag%\\n")')
    app, procid = (b"a" * length for length in words)
    daemon.send([b"<13>1 2026-11-22T07:00:01+01:00 MAIL01 %s %s - - %s\n" % (app, procid, row)])
    assert daemon.wait_for_lines(tmp_path / "tags", 1) == [(app + b"[" + procid + b"]")[:511].decode()]


@pytest.mark.parametrize("words", [b"%s no - -", b"app %s no -", b"app 1 %s -"], ids=["APP-NAME", "PROCID", "MSGID"])
def test_a_word_that_becomes_longer_by_one_octet_has_room(rsyslogd, words):
    """rsyslog writes an octet behind the memory of such a word. Of lengths in a row some fill a block of it."""
    daemon = rsyslogd('action(type="mmmailenable")')
    row = b"SMTP-IN#0110123456789ABCDEF0123456789ABCDEF.MAI#0111#011192.0.2.1#011AUTH#011secret#011535-%s#0111#0112"
    messages = [b"<13>1 2026-11-22T07:00:01+01:00 MAIL01 %s a text\n" % (words % (row % (b"a" * (length % 16))))
                for length in range(1600)]
    daemon.send(messages)
    assert len(daemon.after(len(messages))) == len(messages)
