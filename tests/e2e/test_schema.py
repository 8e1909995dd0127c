# SPDX-License-Identifier: Apache-2.0
"""The Elastic Common Schema in a real rsyslogd: what is put where, and that nobody's values are replaced."""
import pytest

from harness.samples import DENIED, FOREIGN, REFUSED_RECIPIENT, frame

IETF = frame("NXLog to_syslog_ietf")
PLAIN = frame("NXLog to_syslog_bsd with SourceName")
ACTIVITY_ROW = frame("an Activity row")
BOTH = 'action(type="mmmailenable" ecs="on")'
CREDENTIAL = (b"<13>Jul 24 15:40:50 MAIL01 mailenable: 07/24/14 15:40:49\tSMTP-IN\t"
              b"F97C625D979F4C59B928F5A02B4B99E9.MAI\t7\t192.0.2.1\tAUTH\tc2VjcmV0IHNlY3JldA==\t"
              b"535 Invalid Username or Password\t1\t2\tbob\r\n")


def root_of(rsyslogd, statements, *sent):
    """$! of each message after the statements."""
    daemon = rsyslogd(statements)
    daemon.send(sent)
    return [record["event"] for record in daemon.after(len(sent))]


def given(text):
    """A statement that puts JSON into $!."""
    return 'set $.done = parse_json("{}", "\\$!");\n'.format(text.replace('"', '\\"'))


def test_fields_of_a_debug_record(rsyslogd):
    root, undated = root_of(rsyslogd, BOTH, IETF, IETF.replace(b"07/24/14", b"02/30/14"))
    assert undated["mailenable"]["anomalies"] == ["bad-timestamp"]
    assert "@timestamp" not in undated and "timezone" not in undated["event"]
    original = root["event"].pop("original")
    assert original.startswith("<13>1 2014-07-24T") and "meet all relay criteria." in original
    assert root == {
        "mailenable": dict(DENIED, time="2014-07-24T15:40:49+02:00"),
        "@timestamp": "2014-07-24T15:40:49+02:00",
        "tags": ["mailenable"],
        "ecs": {"version": "9.4.0"},
        "event": {"kind": "event", "module": "mailenable", "dataset": "mailenable.smtp",
                  "provider": "MailEnable SMTP", "category": ["email", "network"], "type": ["denied"],
                  "action": "relay-denied", "outcome": "failure", "code": "ME-I0111", "reason": DENIED["text"],
                  "severity": 4, "timezone": "+02:00"},
        "log": {"level": "info"},
        "network": {"protocol": "smtp"},
        "related": {"hosts": ["MAIL01"]},
        "service": {"type": "mailenable"},
        "rule": {"name": "no-criteria-met"},
    }


def test_fields_of_an_activity_row(rsyslogd):
    root = root_of(rsyslogd, BOTH, ACTIVITY_ROW)[0]
    assert root["mailenable"] == REFUSED_RECIPIENT
    assert root["source"] == {"address": "198.51.100.193", "ip": "198.51.100.193"}
    assert root["related"] == {"ip": ["198.51.100.193"], "user": ["sam@example.org"], "hosts": ["MAIL01"]}
    assert root["email"]["to"] == {"address": ["sam@example.org"]}
    # The header has no offset, so the log's time is no point in time.
    assert "@timestamp" not in root and "timezone" not in root["event"]


ABSENT = object()
ID = "F97C625D979F4C59B928F5A02B4B99E9.MAI"
INBOUND = "SMTP-IN\t" + ID + "\t7\t192.0.2.1\t"
VALUES = [
    ("11/22/26 07:00:04\tME-I0110: Relay Granted: Server is configured to allow anyone to relay.",
     {"tags": ["mailenable", "open-relay"], "event.severity": 2, "event.type": ["allowed"], "event.outcome": "success",
      "event.category": ["email", "network"], "rule.name": "open-relay", "email": ABSENT, "source": ABSENT}),
    ("11/22/26 07:00:06\tME-I0106: Relay Granted: [SMTP:alice@example.com] is in local address map.",
     {"event.severity": 4, "email.from.address": ["alice@example.com"], "email.to": ABSENT,
      "email.direction": ABSENT}),
    ("11/22/26 07:00:10\tME-I0102: Address ([SMTP:nobody@example.com]) is to be delivered to Catch-All address.",
     {"event.severity": 6, "event.type": ["allowed"], "email.to.address": ["nobody@example.com"],
      "email.from": ABSENT}),
    ("11/22/26 07:00:08\tME-I0107: Relay Granted: Sender IP (2001:DB8::25) is within an authorized IP range.",
     {"source.address": "2001:db8::25", "source.ip": "2001:db8::25", "related.ip": ["2001:db8::25"]}),
    ("11/22/26 07:00:21\tME-E0193: [" + ID + "] Message Delivery Failure.",
     {"event.type": ["info"], "event.outcome": ABSENT, "event.code": "ME-E0193", "log.level": "error", "rule": ABSENT,
      "email.local_id": ID, "event.severity": 6}),
    ("11/22/26 07:00:22\t" + INBOUND + "AUTH\t{blank}\t535 Invalid Username or Password\t1\t2\tbob",
     {"event.dataset": "mailenable.smtp", "event.category": ["authentication"], "event.type": ["start"],
      "event.outcome": "failure", "event.reason": "535 Invalid Username or Password", "user.name": "bob",
      "related.user": ["bob"], "related.ip": ["192.0.2.1"], "source.ip": "192.0.2.1", "destination": ABSENT,
      "email": {"direction": "inbound", "local_id": ID}, "log": ABSENT, "event.code": ABSENT}),
    ("11/22/26 07:00:22\t" + INBOUND + "EHLO\tEHLO client.example.net\t250 Hello\t1\t2",
     {"event.category": ["network"], "event.type": ["info"], "event.outcome": ABSENT,
      "related.hosts": ["MAIL01", "client.example.net"]}),
    ("11/22/26 07:00:22\t" + INBOUND + "QUIT\tQUIT\t221 Service closing\t1\t2",
     {"event.category": ["network"], "event.type": ["connection", "end"], "event.outcome": "success"}),
    ("11/22/26 07:00:23\t" + INBOUND + "AUTH\t{blank}\t235 Authenticated\t1\t2\tbob",
     {"event.category": ["authentication"], "event.type": ["start"], "event.outcome": "success"}),
    ("11/22/26 07:00:24\t" + INBOUND + "MAIL\tMAIL FROM:<>\t250 Requested mail action okay, completed\t1\t2",
     {"event.type": ["allowed"], "email.from": ABSENT}),
    ("11/22/26 07:00:25\tSMTP-OU\t" + ID + "\t7\t192.0.2.2\tDATE\t.\t250 OK\t1\t2\t\tSubject 1",
     {"destination": {"address": "192.0.2.2", "ip": "192.0.2.2"}, "source": ABSENT,
      "related": {"ip": ["192.0.2.2"], "hosts": ["MAIL01"]},
      "email": {"direction": "outbound", "subject": "Subject 1", "local_id": ID}, "event.type": ["allowed"],
      "event.action": "delivered"}),
    ("11/22/26 07:00:26\tSMTP-IN\t" + ID + "\t7\tnobody\tNOOP\tNOOP\t250 OK\t1\t2",
     {"source": ABSENT, "destination": ABSENT, "related": {"hosts": ["MAIL01"]},
      "event.type": ["info"]}),
    ("2026-11-22 07:00:27 192.0.2.3 SMTP-IN - 198.51.100.5 7 MAIL MAIL+FROM:<a+b@example.com> "
     "501+Sender+domain+is+invalid HOST 1 2 - ",
     {"event.dataset": "mailenable.smtp", "event.reason": "501 Sender domain is invalid",
      "email.from.address": ["a+b@example.com"], "email.local_id": ABSENT, "event.type": ["denied"],
      "event.outcome": "failure", "rule.name": "sender-domain-invalid"}),
]


def test_values(rsyslogd):
    """Rows of doc/ecs.md that the records above do not have."""
    roots = root_of(rsyslogd, 'action(type="mmmailenable" ecs="on" correlate="off")',
                    *("<13>Nov 22 07:00:05 MAIL01 mailenable: {}\n".format(line).encode() for line, _ in VALUES))
    for (line, wanted), root in zip(VALUES, roots):
        for path, value in wanted.items():
            found = root
            for name in path.split("."):
                found = found.get(name, ABSENT) if found is not ABSENT else ABSENT
            assert found == value, (line, path)


def test_off_is_the_default(rsyslogd):
    assert root_of(rsyslogd, 'action(type="mmmailenable")', PLAIN) == [{"mailenable": DENIED}]


def test_a_foreign_message_gets_nothing(rsyslogd):
    assert root_of(rsyslogd, BOTH, FOREIGN[0]) == [None]


def test_what_is_there_already_stays(rsyslogd):
    before = ('{"event":{"kind":"alert","category":["host"],"id":"7"},"tags":["edge","mailenable"],"log":"taken",'
              '"user":{"id":3},"rule":null,"@timestamp":"2001-01-01T00:00:00Z"}')
    root = root_of(rsyslogd, given(before) + BOTH, IETF)[0]
    assert root["event"]["kind"] == "alert"
    assert root["event"]["category"] == ["host"]
    assert root["event"]["id"] == "7"
    assert root["event"]["code"] == "ME-I0111"
    assert root["tags"] == ["edge", "mailenable"]
    assert root["log"] == "taken"
    assert root["user"] == {"id": 3}
    assert root["rule"] is None
    assert root["@timestamp"] == "2001-01-01T00:00:00Z"
    assert root["service"] == {"type": "mailenable"}


@pytest.mark.parametrize("before, after", [
    ('["edge"]', ["edge", "mailenable"]),
    ('"edge"', ["edge", "mailenable"]),
    ('"mailenable"', ["mailenable"]),
    ('[]', ["mailenable"]),
    ('{"a":1}', {"a": 1}),
])
def test_tags_are_appended(rsyslogd, before, after):
    assert root_of(rsyslogd, given('{"tags":' + before + '}') + BOTH, PLAIN)[0]["tags"] == after


def test_a_second_action_changes_nothing(rsyslogd):
    once, = root_of(rsyslogd, BOTH, IETF)
    twice, = root_of(rsyslogd, BOTH + "\n" + BOTH, IETF)
    assert once == twice


def test_an_original_with_a_credential_is_not_kept(rsyslogd):
    root, = root_of(rsyslogd, BOTH, CREDENTIAL)
    assert "original" not in root["event"]
    assert "c2VjcmV0" not in str(root)
    kept, = root_of(rsyslogd, 'action(type="mmmailenable" ecs="on" redactCredentials="off")', CREDENTIAL)
    assert "c2VjcmV0" in kept["event"]["original"]


def test_fields_at_the_root_do_not_meet(rsyslogd):
    root, = root_of(rsyslogd, 'action(type="mmmailenable" ecs="on" container="$!")', PLAIN)
    assert root["event"] == "relay-denied"
    assert root["log"] == "debug"
    assert root["service"] == "smtp"
    assert root["network"] == {"protocol": "smtp"}
