# SPDX-License-Identifier: Apache-2.0
"""Made-up conversations of which the truth is known, their lines out of order and through four workers and two inputs:
who a Debug verdict is said to be about. Figures are printed (pytest -s)."""
import json
import os

import pytest

from harness import chance, conversations, inputs
from harness.oracle import Oracle
from harness.rsyslogd import quoted

COUNT = 10000
HOSTS = ("MAIL01", "MAIL02", "MAIL03")
LATE, STEP = 1.5, 0.5  # seconds of log time; together the window in which lines change their order
CALM_HOSTS = tuple("MAIL{:03}".format(number) for number in range(100))
SECONDS = 20  # from one conversation of a calm host to the next, on average
# Small batches, so that all four have something to do and overtake each other.
QUEUE = ('queue.type="FixedArray" queue.size="4000" queue.workerThreads="{}" queue.workerThreadMinimumMessages="20" '
         'queue.dequeueBatchSize="8" queue.timeoutEnqueue="60000"')


class Output:
    """What the module said of each line, read as it grows."""

    def __init__(self, daemon, path):
        self._daemon, self._path, self._rest, self._at = daemon, path, b"", 0
        self.objects = {}

    def wait_for(self, count):
        """Wait until the objects of `count` lines are there."""
        def enough():
            if os.path.exists(self._path):
                with open(self._path, "rb") as file:
                    file.seek(self._at)
                    text = file.read()
                self._at += len(text)
                *lines, self._rest = (self._rest + text).split(b"\n")
                for line in lines:
                    number, fields = line.split(b"|", 1)
                    self.objects[int(number)] = json.loads(fields)
            return len(self.objects) >= count
        self._daemon.wait_until(enough, lambda: "{} lines (have {})".format(count, len(self.objects)), 60)


def replay(rsyslogd, directory, parameters, batches, workers=4):
    """Send all lines, a batch when the one before has come out; returns [(line, what the module said)] in the order in
    which they came out: with one worker, the order in which the module saw them."""
    path = directory / "objects.txt"
    daemon = rsyslogd(
        'action(type="mmmailenable" {})\naction(type="omfile" file={} template="objects")'.format(
            parameters, quoted(path)),
        kinds=(inputs.Tcp, inputs.Ptcp), record=False, queue=QUEUE.format(workers),
        prelude='template(name="objects" type="string" string="%procid%|%$!mailenable%\\n")')
    daemon.expected_complaints.append("queue.workerThreadMinimumMessage is set quite low")  # what it is about
    output = Output(daemon, path)
    lines = []
    for batch in batches:
        frames = {True: [], False: []}
        for line in batch:
            frames[line.is_debug].append("<13>Nov 22 00:00:00 {} mailenable[{}]: {}\n".format(
                line.conversation.host, len(lines), line.text))
            lines.append(line)
        for is_debug, kind in ((False, "imtcp"), (True, "imptcp")):
            daemon.send(["".join(frames[is_debug]).encode()], kind)
        output.wait_for(len(lines))
    return [(lines[number], fields) for number, fields in output.objects.items()]


def wrong_words(line, fields):
    """What is said about `line` and is not true of its conversation."""
    truth = line.conversation
    allowed = {"client_ip": {truth.ip}, "helo": {truth.helo}, "user": {truth.user}, "sender": {truth.sender},
               "recipient": set(truth.recipients), "authenticated": {True} if truth.kind == "authenticated" else set()}
    found = {name: fields[name] for name in allowed if name in fields and fields[name] not in allowed[name]}
    if not line.is_debug and "code" in fields and fields["code"] not in \
            {each.text.split("ME-", 1)[1][:5].join(("ME-", "")) for each in truth.lines if each.is_debug}:
        found["code"] = fields["code"]
    return found


def rows_before(line):
    """Rows of the conversation that came in an earlier batch."""
    return [each for each in line.conversation.lines if not each.is_debug and each.batch < line.batch]


def known_clients(came, workers):
    """[(Debug record, what the module said, the only client that it can be about)], where there is one."""
    oracle = Oracle()
    known = []
    # With several workers the order within a batch is not known: its rows count for the next one. What they add cannot
    # make a client less sure, as the handles of this test are free for as long as the oracle thinks.
    waiting = []
    for line, fields in came:
        if workers > 1 and waiting and waiting[0].batch < line.batch:
            for row in waiting:
                oracle.show(row)
            waiting = []
        if line.is_debug:
            client = oracle.client_of(line)
            known += [(line, fields, client)] if client is not None else []
        elif workers > 1:
            waiting.append(line)
        else:
            oracle.show(line)
    return known


@pytest.mark.parametrize("workers", [1, 4])
def test_10000_conversations_by_id(rsyslogd, tmp_path, workers):
    random = chance.seeded("conversations by id")
    made = conversations.busy_hosts(random, COUNT, HOSTS, 100, ("id", "handle", "both"))
    reused = len(made) - len({(each.host, each.handle) for each in made})
    came = replay(rsyslogd, tmp_path / "daemon0", "", conversations.shuffled(random, made, LATE, STEP), workers)
    wrong = [(line.text, wrong_words(line, fields)) for line, fields in came if wrong_words(line, fields)]
    debug = [(line, fields) for line, fields in came if line.is_debug]
    known = known_clients(came, workers)
    unjoined = [line.text for line, fields, client in known if fields.get("client_ip") != client]
    joined = sum("client_ip" in fields for _, fields in debug)
    coded = sum("code" in fields for line, fields in came if not line.is_debug)
    begun = sum(bool(rows_before(line)) for line, _ in debug)
    print("{} workers: {} conversations, {} on a used handle; {} lines, {} Debug verdicts: {} behind a batch with a "
          "row of their conversation; {} joined, {} wrong; {} must be known, {} of them unjoined; {} rows got a "
          "verdict".format(workers, COUNT, reused, len(came), len(debug), begun, joined, len(wrong), len(known),
                           len(unjoined), coded))
    assert not wrong, wrong[:5]
    assert all(client == line.conversation.ip for line, _, client in known)  # of the test itself
    assert len(known) > len(debug) // 2 and reused > COUNT // 2
    assert not unjoined, unjoined[:5]


# In order, one log behind the other, without the W3C log and with it; or every line out of order, of which the module
# knows that it must not trust it. Several workers keep no order: one may be held up with a row that would have been the
# second candidate.
@pytest.mark.parametrize("order, workers, w3c, least", [
    (conversations.lagging, 1, False, 0.15), (conversations.lagging, 1, True, 0.15),
    (conversations.shuffled, 4, False, 0.01)])
def test_10000_conversations_by_time(rsyslogd, tmp_path, order, workers, w3c, least):
    random = chance.seeded("conversations by time")
    made = conversations.calm_hosts(random, COUNT, CALM_HOSTS, SECONDS, w3c)
    came = replay(rsyslogd, tmp_path / "daemon0", 'correlate="time"', order(random, made, 1.0, 1.0), workers)
    wrong = [(line.text, wrong_words(line, fields)) for line, fields in came if wrong_words(line, fields)]
    denied = [fields for line, fields in came if line.is_debug and line.conversation.kind == "denied"]
    joined = sum(fields.get("correlated_by") == "time" and "client_ip" in fields for fields in denied)
    rows = sum(fields.get("correlated_by") == "time" for line, fields in came if not line.is_debug)
    print("{}{}: {} conversations of {} hosts, {} denials: {} joined ({:.1f} %), {} when the row came; {} wrong".format(
        order.__name__, ", W3C" if w3c else "", COUNT, len(CALM_HOSTS), len(denied), joined + rows,
        100 * (joined + rows) / len(denied), rows, len(wrong)))
    assert not wrong, wrong[:5]
    assert joined + rows > least * len(denied)
