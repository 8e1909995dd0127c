# SPDX-License-Identifier: Apache-2.0
"""A whole rsyslogd with its libfastjson, built for ThreadSanitizer, without the module and with it: no report may have
code of the module, or an object that it made, on either side. ME_RACE_MESSAGES sets how many messages each gets.

rsyslogd has races of its own. Without the module, its own statements make objects of the same shape.
"""
import collections
import os
import signal

import pytest

import contestants
import reports
from contestants import BOTH, WITH, WITHOUT, Tally
from harness.rsyslogd import executable, module_under_test, quoted

pytestmark = pytest.mark.races
MESSAGES = int(os.environ.get("ME_RACE_MESSAGES") or 20000)
ROUND = 2500  # messages; after each round all workers but one end, and others begin with the next
WORKERS = 4
SUPPRESSIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "races.supp")

PATIENT = 'queue.size="5000" queue.timeoutEnqueue="600000" queue.timeoutShutdown="600000"'
# A worker that finds nothing to do soon ends, and frees what it has, while queues still hold its messages.
MANY = PATIENT + (' queue.workerThreads="{}" queue.workerThreadMinimumMessages="100" '
                  'queue.timeoutWorkerThreadShutdown="50"').format(WORKERS)
QUEUED = 'queue.type="LinkedList" ' + MANY
FIRST = 'correlate="id" correlate.maxConversations="512" redactCredentials="off"'
SECOND = {
    WITH: 'action(type="mmmailenable" container="$!other" correlate="time" ecs="on" explain="on")',
    WITHOUT: r"""
set $!mailenable!event = "relay-denied";
set $!mailenable!reason = "authentication-required";
set $!mailenable!reply = "503 no";
set $!mailenable!reply_code = 503;
set $!mailenable!text = $msg;
set $!other = $!mailenable;
set $.parsed = parse_json("[\"mailenable\", \"open-relay\"]", "\$!tags");""",
}
# Each value by itself, too, and by workers of several queues: asked for its text, a number writes into itself.
LEAVES = """
template(name="leaves" type="string"
         string="%syslogtag%%$!mailenable!event% %$!mailenable!reply% %$!mailenable!reply_code% %$!%\\n")
"""
# What an administrator may do with the fields: copy, compare, walk, remove, hand over, write. A message that is in two
# queues is copied for the one on disk: rsyslogd writes there without the message's lock, with and without the module.
USES = """
set $!copy = $!mailenable;
if $!mailenable!reason contains "required" then set $.reason = $!mailenable!reason & ", " & $!other!event;
foreach ($.tag in $!tags) do {{ set $.last = $.tag; }}
unset $!other!event;
call further
action(type="omfile" file={direct} template="leaves")
action(type="omfile" file={queued} template="leaves" {many})
action(type="omfile" file={disk} template="leaves" action.copyMsg="on"
       queue.type="Disk" queue.filename="waiting" {patient})
"""
FURTHER = """
ruleset(name="further" {many}) {{
{third}
set $!further = $!copy!event;
action(type="omfile" file={further} template="leaves")
}}
"""
THIRD = {
    WITH: 'action(type="mmmailenable" container="$.third" correlate="id" ecs="on")',
    WITHOUT: 'set $.third!event = $!mailenable!event;',
}
OUTPUTS = ("direct", "queued", "disk", "further")


def configuration(directory, who, connection):
    words = dict({name: quoted(directory / name) for name in OUTPUTS}, many=QUEUED, patient=PATIENT)
    tested = contestants.config(directory, who, SECOND[who] + USES.format(**words), QUEUED, connection, FIRST)
    return LEAVES + tested + FURTHER.format(third=THIRD[who], **words)


def workers(daemon):
    """How many workers the queue of the tested ruleset has now."""
    folder, found = "/proc/{}/task".format(daemon.process.pid), 0
    for number in os.listdir(folder):
        found += daemon.read("{}/{}/comm".format(folder, number)).startswith("rs:tested")
    return found


def one_round(daemon, connection, first):
    """Sends the messages from `first` on, and one HUP when all workers are at it. Returns the most workers that there
    were, once they have ended but for the one that rsyslogd keeps."""
    most = 0

    def is_over():
        nonlocal most
        now = workers(daemon)
        if most < WORKERS <= now:
            daemon.process.send_signal(signal.SIGHUP)
        most = max(most, now)
        return now <= 1 and len(daemon.lines("direct")) >= first + ROUND

    connection.send(contestants.messages(first, ROUND))
    daemon.wait_until(is_over, lambda: "end of the round: {} workers".format(workers(daemon)))
    return most


def drive(directory, who, log):
    """Gives a daemon its messages and stops it. Returns figures."""
    connection = contestants.tcp()
    daemon = contestants.start(directory, configuration(directory, who, connection), connection,
                               {"TSAN_OPTIONS": reports.options(log, SUPPRESSIONS)})
    assert os.path.dirname(os.path.dirname(executable())) + "/lib/libfastjson" in daemon.read(
        "/proc/{}/maps".format(daemon.process.pid))
    most = [one_round(daemon, connection, first) for first in range(0, MESSAGES, ROUND)]
    connection.close()
    daemon.stop()
    daemon.expected_complaints.append("queue.workerThreadMinimumMessage is set quite low")
    daemon.assert_quiet()
    for name in OUTPUTS:
        tally = Tally.of_file(MESSAGES, directory / name)
        assert tally.lost == 0 and tally.doubled == 0, "{}: {}".format(name, tally.figures())
    return {"messages": MESSAGES, "workers": min(most), "HUPs": sum(count >= WORKERS for count in most)}


def test_races(table, tmp_path, monkeypatch):
    monkeypatch.setenv("ME_E2E_PATIENCE", "10")
    module, seen = os.path.basename(module_under_test()), {}
    for who in BOTH:
        log = tmp_path / who.replace(" ", "-") / "report"
        try:
            figures = drive(contestants.fresh(tmp_path, who), who, log)
        finally:
            found, needed = reports.read(log)
            ours = [report for report in found if report.names(module)]
            # What another side does to an object of the module need not show the module. rsyslogd alone has no such.
            new = [report for report in found if who == WITH and report not in ours and
                   report.place not in seen[WITHOUT][0]]
            print(*(report.text for report in ours + new), sep="")
        # What is suppressed must be everybody's.
        unfounded = [rule for rule in needed if who == WITH and rule not in seen[WITHOUT][1]]
        good = not ours and not new and not unfounded and figures["workers"] >= WORKERS
        table.add("rsyslogd under ThreadSanitizer", who, "PASS" if good else "short", **figures, ours=len(ours),
                  new=len(new), others=len(found) - len(ours) - len(new), suppressed=sum(needed.values()))
        for place, count in collections.Counter(report.place for report in found).items():
            print("\n    {} x {}".format(count, place), end="")
        seen[who] = {report.place for report in found}, needed
        assert good, unfounded
