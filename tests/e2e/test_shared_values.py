# SPDX-License-Identifier: Apache-2.0
"""Objects share strings: whoever reads, copies, changes or removes a value of one message, in any worker and by any
kind of template, sees and changes that message alone."""
import json

from harness import counters, inputs
from harness.rsyslogd import quoted
from test_load import FOUR_WORKERS

COUNT = 20000
HALF_A_MINUTE = 30
LINE = "<13>Jul 24 15:40:50 MAIL01 mailenable: 07/24/14 15:40:49 {}: {}"
# Each is read, changed or removed by every message that has it, while other workers have it too.
KINDS = [("ME-I0111", "Relay Denied: Failed to meet all relay criteria.", "relay-denied"),
         ("ME-I0108", "Relay Granted: Sender has authenticated.", "relay-granted"),
         ("ME-I0112", "Relay Denied: Server is configured not to allow relaying", "relay-denied"),
         ("ME-I0101", "Local Delivery: Address ([SMTP:bob@example.com]) is local.", "local-delivery"),
         ("ME-W0999", "\xff is no UTF-8.", "debug")]
TEMPLATES = r'''
template(name="string" type="list") {
    property(name="rawmsg" format="json") constant(value="|")
    property(name="$!mailenable!event") constant(value="|")
    property(name="$!mailenable!event" position.from="1" position.to="5") constant(value="|")
    property(name="$!mailenable!event" caseConversion="upper") constant(value="|")
    property(name="$!mailenable!event" format="jsonf") constant(value="|")
    property(name="$!mailenable!text" format="json") constant(value="\n")
}
template(name="list" type="list" option.jsonf="on") {
    property(outname="code" name="$!mailenable!code" format="jsonf")
    property(outname="reason" name="$!mailenable!reason" format="jsonf" onEmpty="null")
    property(outname="all" name="$!mailenable" format="jsonf" dataType="string")
    property(outname="whole" name="$!all-json-plain" format="jsonf")
    property(outname="message" name="jsonmesg" format="jsonf")
}
template(name="left" type="string" string="%$!%|%$.%\n")
'''
STATEMENTS = r'''
action(type="mmmailenable" ecs="on")
action(type="omfile" file={string} template="string")
set $.event = $!mailenable!event;
set $.copy = $!mailenable;
foreach ($.pair in $!mailenable) do {{
    if $.pair!key == "level" then {{
        set $.pair!value = "changed in a copy";
        set $.level = $.pair!value;
    }}
}}
if $!mailenable!code == "ME-I0108" then {{
    set $!mailenable!event = "changed";
    set $!mailenable!risk!deeper = "not possible";
    reset $!event!action = "changed";
    unset $!mailenable!outcome;
}}
action(type="omfile" file={left} template="left")
action(type="omfile" file={list} template="list" queue.type="LinkedList" queue.workerThreads="2" queue.size="30000"
       queue.timeoutEnqueue="60000" queue.timeoutShutdown="60000")
'''


def kinds_of(lines):
    """What stands in the lines, each thing once."""
    assert len(lines) == COUNT
    kinds = sorted(set(lines))
    assert len(kinds) == len(KINDS), kinds  # one kind of line has one outcome, in every worker and at every time
    return kinds


def check_string(line):
    found = line.split("|")
    _, text, event = next(kind for kind in KINDS if kind[0] in found[0])
    assert found[1:5] == [event, event[:5], event.upper(), '"mailenable!event":"{}"'.format(event)]
    assert found[5] == text.replace("\xff", "\ufffd")


def check_list(values):
    whole, message = json.loads(values["whole"]), json.loads(values["message"])
    assert whole == message["$!"] and whole["mailenable"] == json.loads(values["all"])
    assert (whole["mailenable"]["code"], whole["mailenable"].get("reason")) == (values["code"], values["reason"])
    assert whole["mailenable"]["event"] == whole["event"]["action"]


def check_left(line):
    whole, local = (json.loads(part) for part in line.split("|"))
    own, copy = whole["mailenable"], local["copy"]
    assert local["level"] == "changed in a copy" and own["level"] == copy["level"] in ("info", "warning")
    if own["code"] != "ME-I0108":
        assert own == copy and own["event"] == whole["event"]["action"] == local["event"]
        return
    assert (own["event"], whole["event"]["action"], own["risk"]) == ("changed", "changed", "none")
    assert (copy["event"], copy["outcome"], "outcome" in own) == ("relay-granted", "granted", False)


def test_each_message_has_its_own_values(rsyslogd, tmp_path):
    directory = tmp_path / "daemon0"
    files = {name: quoted(directory / name) for name in ("string", "list", "left")}
    daemon = rsyslogd(STATEMENTS.format(**files), kinds=(inputs.Ptcp,), record=False,
                      prelude=TEMPLATES + counters.prelude(directory), queue=FOUR_WORKERS)
    sent = [LINE.format(*KINDS[number % len(KINDS)][:2]) for number in range(COUNT)]
    for first in range(0, COUNT, 1000):
        daemon.send([("\n".join(sent[first:first + 1000]) + "\n").encode("latin-1")])
    counters.wait_for(daemon, COUNT, HALF_A_MINUTE)
    daemon.close()  # everything is written once the daemon has ended
    for line in kinds_of(daemon.lines("string")):
        check_string(line)
    for line in kinds_of(daemon.lines("left")):
        check_left(line)
    lists = [json.loads(line) for line in daemon.lines("list")]
    assert len(lists) == COUNT
    for values in lists:
        check_list(values)
