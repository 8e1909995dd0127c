# SPDX-License-Identifier: Apache-2.0
"""What the project has promised of its speed, beside what was measured. Knows the promises; measures nothing."""
from contestants import CORRELATION, DELIVERED, DOCUMENT, MMNORMALIZE, NATIVE, NORMALIZED, NOTHING


class Target:
    """A promise: `value` may be `limit` at most, or with `at_least` has to be that much."""

    def __init__(self, name, value, limit, unit, note="", at_least=False):
        self.name, self.value, self.limit, self.unit, self.note = name, value, limit, unit, note
        self.at_least = at_least

    def verdict(self):
        """PASS, or by how much it is missed."""
        kept = self.value >= self.limit if self.at_least else self.value <= self.limit
        return "PASS" if kept else "missed by {:.1%}".format(abs(self.value / self.limit - 1))

    def cells(self):
        """The columns of its row."""
        number = "{:,.0f}" if self.limit >= 100 else "{:.3f}"
        promise = "at {} {} {}".format("least" if self.at_least else "most", number.format(self.limit), self.unit)
        measured = number.format(self.value) + (" ({})".format(self.note) if self.note else "")
        return self.name, promise, measured, self.verdict()


class Shown(Target):
    """A promise that another program has judged."""

    def __init__(self, name, promise, verdicts):
        self._cells = name, promise, ", ".join(verdicts) or "nothing", (
            "PASS" if verdicts and all("PASS" in verdict for verdict in verdicts) else "missed")

    def cells(self):
        return self._cells


def targets(counts, times, rates, linear, lock):
    """`counts`: {(contestant, kind): (instructions in all, inside)}; `times`: {(contestant, kind): Times}; `rates`:
    {text: megabytes a second of the recogniser}; `linear` and `lock`: what the benches of the library have said."""
    whole = {name: counts[name, "foreign"][0] for name in (NOTHING, DELIVERED)}
    ours, theirs = (times[name, "debug"].above(times[NOTHING, "debug"]) for name in (NATIVE, MMNORMALIZE))
    share = ours.share_of(theirs)
    ours, theirs = (times[name, "debug"].above(times[NOTHING, "debug"]) for name in (DOCUMENT, NORMALIZED))
    document = ours.share_of(theirs)
    return [
        Target("foreign line, inside the action", counts[DELIVERED, "foreign"][1], 200, "instructions"),
        Target("foreign line, whole pipeline over the do-nothing module", whole[DELIVERED] / whole[NOTHING], 1.02,
               "times", "by instructions; by time {}".format(
                   times[DELIVERED, "foreign"].share_of(times[NOTHING, "foreign"]))),
        Target("Debug verdict with its native object, inside the action", counts[NATIVE, "debug"][1], 3500,
               "instructions"),
        Target("Debug verdict, time added over the do-nothing module", share.median(), 0.6,
               "of what mmnormalize adds", share.range()),
        Target("Activity row, native object, correlation, inside the action", counts[CORRELATION, "activity"][1], 6000,
               "instructions"),
        *(Target("{}, its document in the whole rsyslogd".format(what), counts[DOCUMENT, kind][0], limit,
                 "instructions")
          for what, kind, limit in (("foreign line", "foreign", 20000), ("Debug record", "debug", 28000),
                                    ("Activity row", "activity", 38000))),
        Target("Debug record, its document, time added over the do-nothing module", document.median(), 0.25,
               "of what mmnormalize and its document add", document.range()),
        *(Target("recogniser, {}".format(text), rate, 1000, "MB a second", at_least=True)
          for text, rate in rates.items() if text.startswith(("foreign", "Activity"))),
        Shown("recogniser, texts made to be slow", "linear up to 1 MB", sorted(set(linear))),
        Shown("four workers, correlation on", "at most 5 % of the time at our lock", lock),
    ]
