# SPDX-License-Identifier: Apache-2.0
"""Whether the contestants do the same job: the fields that each makes of the bundled lines, beside the golden objects.

Knows what goes in and what has to come out; measures nothing. Fields beyond the golden ones are a peer's own affair.
"""
import json

from messages import bundled, framed, messages, nine, stream
from running import running

ENOUGH = 50  # rows of the Activity log that are looked at


class Void(Exception):
    """A contestant does not do the job, so a comparison with it would say nothing."""


def _objects(contestant, daemon, sent):
    """What was found in each of the messages; {} where nothing was."""
    before = len(daemon.lines())
    daemon.feed(stream(sent, len(sent)))
    return [contestant.object_of(line) for line in daemon.lines()[before:]]


def _fits(made, golden, spared=()):
    return all(made.get(name) == value for name, value in golden.items() if name not in spared)


def check(contestant):
    """The number of bundled Debug records of which this contestant makes every field; raises Void when it fails on
    lines that it is to read, or finds something in a foreign message."""
    with running(contestant) as (daemon, _):
        for message, made in zip(messages("foreign"), _objects(contestant, daemon, messages("foreign"))):
            if "event" in made:
                raise Void("{} finds a record in {}".format(contestant.name, message))
        if "debug" in contestant.reads:
            for (line, golden), made in zip(nine(), _objects(contestant, daemon, messages("debug"))):
                if not _fits(made, golden, contestant.spared):
                    raise Void("{}: of {!r} comes\n{}\nwanted\n{}".format(
                        contestant.name, line, json.dumps(made), json.dumps(golden)))
        if "activity" in contestant.reads:
            rows = messages("activity")[:ENOUGH]
            for row, made in zip(rows, _objects(contestant, daemon, rows)):
                if made.get("log") != "activity":
                    raise Void("{} does not read {}".format(contestant.name, row))
        records = bundled()
        found = _objects(contestant, daemon, [framed(line) for line, _ in records])
        return sum(_fits(made, golden) for (_, golden), made in zip(records, found))
