# SPDX-License-Identifier: Apache-2.0
"""What the project has promised of its speed, beside what was measured. Knows the promises; measures nothing."""
from contestants import CORRELATION, DELIVERED, MMNORMALIZE, NATIVE, NOTHING


class Target:
    """A promise: `value` may be `limit` at most."""

    def __init__(self, name, value, limit, unit, note=""):
        self.name, self.value, self.limit, self.unit, self.note = name, value, limit, unit, note

    def verdict(self):
        """PASS, or by how much it is missed."""
        if self.value <= self.limit:
            return "PASS"
        return "missed by {:.0%}".format(self.value / self.limit - 1)

    def cells(self):
        """The columns of its row."""
        number = "{:,.0f}" if self.limit >= 100 else "{:.3f}"
        measured = number.format(self.value) + (" ({})".format(self.note) if self.note else "")
        return self.name, "at most {} {}".format(number.format(self.limit), self.unit), measured, self.verdict()


def targets(counts, times):
    """`counts`: {(contestant, kind): (instructions in all, inside)}; `times`: {(contestant, kind): Times}."""
    whole = {name: counts[name, "foreign"][0] for name in (NOTHING, DELIVERED)}
    ours, theirs = (times[name, "debug"].above(times[NOTHING, "debug"]) for name in (NATIVE, MMNORMALIZE))
    share = ours.share_of(theirs)
    return [
        Target("foreign line, inside the action", counts[DELIVERED, "foreign"][1], 200, "instructions"),
        Target("foreign line, whole pipeline over the do-nothing module", whole[DELIVERED] / whole[NOTHING], 1.02,
               "times", "by instructions; by time {}".format(
                   times[DELIVERED, "foreign"].share_of(times[NOTHING, "foreign"]))),
        Target("Debug verdict with its native object, inside the action", counts[NATIVE, "debug"][1], 3500,
               "instructions"),
        Target("Debug verdict, time added over the do-nothing module", share.median(), 0.6,
               "of what mmnormalize adds", str(share)),
        Target("Activity row, native object, correlation, inside the action", counts[CORRELATION, "activity"][1], 6000,
               "instructions"),
    ]
