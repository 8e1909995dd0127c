# SPDX-License-Identifier: Apache-2.0
"""The finished document in a real rsyslogd: what stands in it beside the variables of the same message, and that none
is left from another one."""
import json
import os
import re
import subprocess

from harness.frames import load_frames, load_lines
from harness.rsyslogd import quoted
from harness.samples import FOREIGN, frame

IETF = frame("NXLog to_syslog_ietf")
DOCUMENT = 'document="$.document" document.stream="$.stream"'
BOTH = 'action(type="mmmailenable" ecs="on" explain="on" {} document.foreign="on")'.format(DOCUMENT)
HEAD = b"<13>1 2026-11-22T07:00:00+01:00 MAIL01 mailenable - - - "
HOSTILE = [
    b'11/22/26 07:00:00\tME-I0101: Local Delivery: Address ("],"event":{"x":"\\@example.com) is local.',
    b"11/22/26 07:00:00\tME-I0101: Local Delivery: Address (\xff\xc3\xe2\x80\xae\xed\xa0\x80@example.com) is local.",
    b"11/22/26 07:00:00\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t7\t192.0.2.7\tEHLO\t"
    b"EHLO \xe2\x80\xae\x1b[2J\\\t250 ok\t1\t2",
    b"something \xe2\x28\xa1 else, \x01\x7f",
    b'{"@timestamp":7,"message":{"a":1}}',
]


def strict(text):
    """JSON without a name that comes twice in an object."""
    def members(pairs):
        assert len({name for name, _ in pairs}) == len(pairs), text
        return dict(pairs)
    return json.loads(text, object_pairs_hook=members)


def as_template(record):
    """What a template over $! with a few statements makes of a message, but for what a document leaves out."""
    event = record["event"] or {}
    wanted = json.loads(json.dumps(event))
    for name in ("reason", "original"):
        wanted.get("event", {}).pop(name, None)
    dataset = "mailenable.smtp" if event else "mailenable.other"
    wanted.setdefault("@timestamp", record["reported"])
    wanted.setdefault("ecs", {"version": "9.4.0"})
    wanted.setdefault("event", {"kind": "event", "dataset": dataset})
    # A byte that is no UTF-8 is read as half a surrogate pair by the harness.
    message = re.sub("[\ud800-\udfff]", "\ufffd", record["msg"])
    wanted.update(message=message, host={"name": record["hostname"]},
                  data_stream={"type": "logs", "dataset": dataset, "namespace": "default"})
    return wanted


def test_a_document_says_what_the_variables_say(rsyslogd):
    sent = [HEAD + line + b"\n" for name in ("debug.log", "activity-rows.log", "w3c.log") for line in load_lines(name)]
    sent += [HEAD + line + b"\n" for line in HOSTILE] + [IETF, *FOREIGN]
    daemon = rsyslogd(BOTH)
    daemon.send(sent)
    records = daemon.after(len(sent))
    assert sum(record["parsesuccess"] == "OK" for record in records) > 50
    for record in records:
        document = strict(record["local"]["document"])
        assert document["event"].pop("created").startswith("20")
        assert document == as_template(record), record
        assert record["local"]["stream"] == "logs-{dataset}-default".format(**document["data_stream"])


def test_the_report_makes_the_same_document(rsyslogd, tmp_path):
    """`mailenable-report --format bulk` of a plain log, and the module of the same lines as they are forwarded."""
    lines = [line.rstrip(b"\r") for name in ("debug.log", "activity-rows.log", "imap-rows.log", "pop-rows.log")
             for line in load_lines(name)]
    daemon = rsyslogd('action(type="mmmailenable" correlate="off" {})'.format(DOCUMENT))
    daemon.send([HEAD + line + b"\n" for line in lines])
    records = [(line, record) for line, record in zip(lines, daemon.after(len(lines)))
               if "time" in ((record["event"] or {}).get("mailenable") or {})]
    assert len(records) > 100
    for line, record in records:
        # Each line alone, so that no conversation adds to it.
        done = subprocess.run([os.environ["ME_REPORT"], "--format", "bulk", "--timezone", "+01:00", "--host", "MAIL01"],
                              input=line + b"\n", stdout=subprocess.PIPE, timeout=60, check=True)
        wanted = strict(record["local"]["document"])
        wanted["event"].pop("created")
        action, document = done.stdout.decode().splitlines()
        assert json.loads(action)["create"]["_index"] == record["local"]["stream"]
        document = strict(document)
        messages = [one.pop("message").replace("#011", "\t").strip() for one in (document, wanted)]
        assert messages[0] == messages[1]
        assert document == wanted, line


def test_every_frame_makes_a_document(rsyslogd):
    sent = [sent for _, sent, _ in load_frames()]
    daemon = rsyslogd(BOTH)
    daemon.send(sent)
    for record in daemon.after(len(sent)):
        document = strict(record["local"]["document"])
        assert document.get("mailenable") == (record["event"] or {}).get("mailenable")
        # Nothing of a record is lost where a parser took its start for a header.
        native = document.get("mailenable", {})
        for name in ("code", "text", "reply"):
            assert native.get(name, "") in document["message"].replace("+", " "), record


def test_no_document_is_left_from_another_action(rsyslogd):
    daemon = rsyslogd('set $.document = "old"; set $.stream = "old"; set $.kept = "kept";\n'
                      'action(type="mmmailenable" fields=["none"] {})'.format(DOCUMENT))
    daemon.send([IETF, FOREIGN[0], IETF])
    ours, foreign, again = daemon.after(3)
    for record in (ours, again):
        assert record["local"]["kept"] == "kept" and record["local"]["stream"] == "logs-mailenable.smtp-default"
        assert strict(record["local"]["document"])["mailenable"]["event"] == "relay-denied"
    assert foreign["local"] == {"kept": "kept"}
    assert [record["event"] for record in (ours, foreign, again)] == [None] * 3
    assert [record["parsesuccess"] for record in (ours, foreign, again)] == ["OK", "FAIL", "OK"]


def test_a_document_is_the_same_behind_a_queue_on_disk(rsyslogd, tmp_path):
    stored = 'template(name="stored" type="string" string="%$.stream% %$.document%\\n")'
    write = ('action(type="omfile" file={} template="stored" queue.type="Disk" queue.fileName="documents" '
             'queue.spoolDirectory={})'.format(quoted(tmp_path / "stored.jsonl"), quoted(tmp_path)))
    daemon = rsyslogd(BOTH + "\n" + write, prelude=stored)
    sent = [HEAD + line + b"\n" for line in HOSTILE * 20]
    daemon.send(sent)
    wanted = ["{stream} {document}".format(**record["local"]) for record in daemon.after(len(sent))]
    found = daemon.wait_for_lines(str(tmp_path / "stored.jsonl"), len(sent))
    assert found == wanted


def test_fields_of_a_site_s_own_go_in_front(rsyslogd, tmp_path):
    labelled = ('template(name="labelled" type="string" '
                'string="{\\"labels\\":{\\"site\\":\\"north\\"},%$.document:2:$%\\n")')
    write = 'action(type="omfile" file={} template="labelled")'.format(quoted(tmp_path / "labelled.jsonl"))
    daemon = rsyslogd(BOTH + "\n" + write, prelude=labelled)
    daemon.send([IETF, FOREIGN[0]])
    for record, line in zip(daemon.after(2), daemon.wait_for_lines(str(tmp_path / "labelled.jsonl"), 2)):
        assert strict(line) == dict(strict(record["local"]["document"]), labels={"site": "north"})
