# SPDX-License-Identifier: Apache-2.0
"""watch="on" in a real rsyslogd: a made-up month of three servers against an independent count, with one worker and
with four, and the memory of the daemon under names and addresses that come once."""
import collections
import json
import os
import re
import time

import pytest

from harness import chance, counters, inputs, month
from harness.rsyslogd import quoted

WINDOW = 3600
FIELDS = ("client_failures", "network_failures", "account_failures", "account_clients", "after_failures")
AT_ONCE = 2000
WATCHED = 'template(name="watched" type="string" string="%$!mailenable%\\n")'
ONE_WORKER = 'queue.type="LinkedList" queue.size="20000" queue.timeoutEnqueue="60000"'
FOUR_WORKERS = ('queue.type="FixedArray" queue.size="{}" queue.workerThreads="4" '
                'queue.workerThreadMinimumMessages="{}" queue.dequeueBatchSize="{}" queue.timeoutEnqueue="60000"')


def replay(rsyslogd, directory, frames, queue, parameters, at_once=AT_ONCE):
    """Send the frames, so many at once; returns the objects in the order in which they left the module, without those
    of USER, which only names who logs in."""
    statements = ('action(type="mmmailenable" watch="on" {})\n'
                  'action(type="omfile" file={} template="watched" ioBufferSize="64k" flushOnTXEnd="on")'
                  .format(parameters, quoted(directory / "watched.jsonl")))
    daemon = rsyslogd(statements, kinds=(inputs.Ptcp,), record=False, queue=queue,
                      prelude=WATCHED + "\n" + counters.prelude(directory))
    for first in range(0, len(frames), at_once):
        daemon.send(["".join(frames[first:first + at_once]).encode()])
        lines = sum(frame.count("\n") for frame in frames[:first + at_once])
        daemon.wait_for_lines("watched.jsonl", lines, 60)
    assert counters.wait_for(daemon, lines, 60)["watch.evicted"] == 0
    found = [json.loads(line) for line in daemon.lines("watched.jsonl")]
    assert len(found) == lines
    return [fields for fields in found if fields.get("command") != "USER"]


def check_row(event, found, wanted):
    """One row against the count; returns whether an estimate is within 10 %."""
    shown = {name: found[name] for name in FIELDS if name in found}
    clients = wanted.get("account_clients", 0)
    close = True
    if clients > month.EXACT:
        estimate = shown.pop("account_clients")
        assert estimate >= month.EXACT and 0.6 < estimate / clients < 1.6, (event, found)
        close = 0.9 <= estimate / clients <= 1.1
        wanted = {name: value for name, value in wanted.items() if name != "account_clients"}
    assert shown == wanted, (event, found)
    return close


@pytest.mark.parametrize("parameters, by_conversation", [('timezone="utc"', True), ('correlate="off"', False)])
def test_a_month_equals_an_independent_count(rsyslogd, tmp_path, parameters, by_conversation):
    """One worker. With an offset, and without: then the distance of each host's first row from its reception counts."""
    events, start = month.events(chance.seeded("month")), month.start_of(time.time())
    frames = [month.frame(number, event, start) for number, event in enumerate(events)]
    found = replay(rsyslogd, tmp_path / "daemon0", frames, ONE_WORKER, parameters)
    count = month.Count(WINDOW, start, by_conversation)
    assert [fields["connection"] for fields in found] == list(range(1, len(events) + 1))
    close = [check_row(event, fields, count.take(event)) for event, fields in zip(events, found)]
    assert close.count(False) < len(close) // 20
    # what an operator alerts on
    guessed = [fields for fields in found if fields.get("after_failures", 0) >= 5]
    assert [(fields["client_ip"], fields["service"], fields["user"]) for fields in guessed] == [
        (month.IMAP_THIEF, "imap", month.IMAP_GUESSED), (month.THIEF, "smtp", month.GUESSED)]
    assert {fields["user"].lower() for fields in found if fields.get("account_clients", 0) > 20} == {
        month.GUESSED, *([month.POP_TRIED] if by_conversation else [])}


def largest(events, counts, field, key):
    """The largest count of each client, network or account."""
    found = collections.Counter()
    for event, fields in zip(events, counts):
        if field in fields:
            found[key(event)] = max(found[key(event)], fields[field])
    return found


def test_four_workers_lose_nothing(rsyslogd, tmp_path):
    """Four workers mix up what is sent at once: here a good part of a day, so that the window is one of a day. A PASS
    that overtakes its USER names nobody."""
    events = month.events(chance.seeded("month"))
    frames = [month.frame(number, event) for number, event in enumerate(events)]
    found = replay(rsyslogd, tmp_path / "daemon0", frames, FOUR_WORKERS.format(400, 40, 2),
                   'timezone="utc" watch.window="{}"'.format(month.DAY), 100)
    ordered = [None] * len(events)
    for fields in found:
        ordered[fields["connection"] - 1] = fields
    named = [event if "user" in fields or event.service != "pop" else event._replace(user="")
             for event, fields in zip(events, ordered)]
    count = month.Count(month.DAY)
    wanted = [count.take(event) for event in named]
    overtaken = sum(event != with_user for event, with_user in zip(named, events))
    assert overtaken * 2 < sum(event.service == "pop" for event in events), overtaken
    for field, key in (("client_failures", lambda event: event.client),
                       ("network_failures", lambda event: month.network(event.client)),
                       ("account_failures", lambda event: event.user.lower())):
        assert largest(named, ordered, field, key) == largest(named, wanted, field, key)
    print("PASS before USER: {}".format(overtaken))
    print("rows out of order: {}".format(sum(a["connection"] > b["connection"] for a, b in zip(found, found[1:]))))


def flood(rsyslogd, tmp_path, full, rows, steps):
    """Rows of ever new names and addresses; the daemon's KiB after `full` rows and after each step of the others."""
    daemon = rsyslogd('action(type="mmmailenable" watch="on" watch.maxEntries="4096" correlate="off" timezone="utc")',
                      kinds=(inputs.Ptcp,), record=False, prelude=counters.prelude(tmp_path / "daemon0"),
                      queue=FOUR_WORKERS.format(5000, 500, 128))
    sent, sizes = 0, []
    for step in range(steps + 1):
        upto = full + rows // steps * step
        for first in range(sent, upto, AT_ONCE):
            daemon.send(["".join(month.frame(n, month.Event(
                n // 1000, "MAIL01", month.FAILED, "10.{}.{}.{}".format(n >> 16 & 255, n >> 8 & 255, n & 255),
                "name{}".format(n))) for n in range(first, min(first + AT_ONCE, upto))).encode()])
        sent = upto
        counters.wait_for(daemon, sent, 600)
        status = daemon.read("/proc/{}/status".format(daemon.process.pid))
        sizes.append(int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)))
    print("KiB after {} rows and each {} more: {}".format(full, rows // steps, sizes))
    assert counters.latest(daemon)["watch.evicted"] > rows
    return sizes


@pytest.mark.skipif(not os.path.exists("/proc/self"), reason="without /proc nobody says how large a process is")
def test_memory_stays_in_a_small_flood(rsyslogd, tmp_path):
    sizes = flood(rsyslogd, tmp_path, 40000, 40000, 2)
    assert sizes[-1] - sizes[0] < 2048, sizes


@pytest.mark.slow
def test_memory_stays_in_a_flood_of_five_million(rsyslogd, tmp_path):
    sizes = flood(rsyslogd, tmp_path, 200000, 5000000, 5)
    assert sizes[-1] - sizes[0] < 2048, sizes
