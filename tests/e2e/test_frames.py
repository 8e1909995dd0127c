# SPDX-License-Identifier: Apache-2.0
"""Every frame of frames.txt, byte for byte, through every input and every escaping, gives the same object.

The sample lines of debug.log, which have no syslog header at all, take the same ways.
"""
import pytest

from harness import escapings, frames, inputs, samples

# A forwarder's JSON is opened first, as an administrator would do it.
STATEMENTS = """
if $rawmsg startswith "{" then {
    action(type="mmjsonparse" cookie="")
    action(type="mmmailenable" variable="$!Message")
} else {
    action(type="mmmailenable")
}
"""
PRELUDE = 'module(load="mmjsonparse")'

every_input = pytest.mark.parametrize("kind", inputs.ALL, ids=lambda kind: kind.name)
every_escaping = pytest.mark.parametrize("escaping", escapings.ALL, ids=lambda escaping: escaping[0])


def object_of(record):
    """The module's own object of a record, None when there is none."""
    return (record["event"] or {}).get("mailenable")


def test_the_sample_file_holds_what_it_promises():
    loaded = frames.load_frames()
    foreign = [label for label, _, wanted in loaded if wanted is None]
    assert foreign == ["not ours: must stay untouched"] * 2 and len(loaded) >= 20


@every_escaping
@every_input
def test_every_frame_gives_the_same_object(rsyslogd, kind, escaping):
    daemon = rsyslogd(STATEMENTS, kinds=(kind,), settings=escaping[1], prelude=PRELUDE)
    loaded = frames.load_frames()
    daemon.send(frame for _, frame, _ in loaded)
    records = daemon.after(len(loaded))
    for (label, _, wanted), before, after in zip(loaded, daemon.before(len(loaded)), records):
        assert object_of(after) == wanted, label
        if wanted is None:
            assert after == dict(before, parsesuccess="FAIL"), label
        else:
            assert after["parsesuccess"] == "OK", label


@every_escaping
@every_input
def test_foreign_frames_leave_as_they_came(rsyslogd, kind, escaping):
    daemon = rsyslogd('action(type="mmmailenable")', kinds=(kind,), settings=escaping[1])
    daemon.send(samples.FOREIGN)
    records = daemon.after(2)
    assert records == daemon.before(2)
    assert [record["rawmsg"].encode() + b"\n" for record in records] == samples.FOREIGN
    assert [record["parsesuccess"] for record in records] == ["FAIL"] * 2
    for record in records:
        assert set(record["event"] or {}) <= {"metadata"}  # imfile's own
        assert record["local"] is None
        assert record["global"] is None


@every_escaping
@every_input
def test_sample_debug_log(rsyslogd, kind, escaping):
    daemon = rsyslogd('action(type="mmmailenable")', kinds=(kind,), settings=escaping[1])
    lines = frames.load_lines("debug.log")
    golden = frames.load_golden("debug.jsonl")
    daemon.send(line + b"\n" for line in lines)
    records = daemon.after(len(lines))
    for line, wanted, before, after in zip(lines, golden, daemon.before(len(lines)), records):
        assert object_of(after) == wanted, line
        assert after["parsesuccess"] == ("FAIL" if wanted is None else "OK"), line
        if wanted is None:
            assert after == before, line
