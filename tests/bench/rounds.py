# SPDX-License-Identifier: Apache-2.0
"""Processor time in interleaved rounds: every contestant once in each, so that a machine that slows down half-way does
so for all. Knows how to time one contestant and what medians are; draws no conclusions."""
import statistics

from messages import messages, stream
from running import running

WARM_UP = 2000
MILLION = 1000000


class Times(list):
    """Processor seconds for a million messages, one value a round."""

    def median(self):
        return statistics.median(self)

    def range(self):
        return "{:.2f} to {:.2f}".format(min(self), max(self))

    def __str__(self):
        return "{:.2f} ({})".format(self.median(), self.range())

    def above(self, other):
        """What each round took more than the same round of another contestant."""
        return Times(mine - its for mine, its in zip(self, other))

    def share_of(self, other):
        """This over another, round by round."""
        return Times(mine / its for mine, its in zip(self, other))


def _timed(contestant, pieces, count):
    warm_up, measured = stream(pieces, min(WARM_UP, count)), stream(pieces, count)
    with running(contestant) as (daemon, _):
        daemon.feed(warm_up)
        before = daemon.processor_seconds()
        daemon.feed(measured)
        return (daemon.processor_seconds() - before) * MILLION / count


def measure(contestants, kinds, count, rounds, progress):
    """{(contestant's name, kind): Times}; every other round runs backwards."""
    runs = [(contestant, kind) for kind in kinds for contestant in contestants if contestant.takes(kind)]
    pieces = {kind: messages(kind) for kind in kinds}
    times = {(contestant.name, kind): Times() for contestant, kind in runs}
    for number in range(rounds):
        for contestant, kind in runs if number % 2 == 0 else reversed(runs):
            progress("round {} of {}: {}, {}".format(number + 1, rounds, kind, contestant.name))
            times[contestant.name, kind].append(_timed(contestant, pieces[kind], max(count // contestant.slow, 1)))
    return times
