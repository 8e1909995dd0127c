# SPDX-License-Identifier: Apache-2.0
"""Rows of figures, as they stand in doc/robustness.md: what was done, who did it, what came of it.

Knows nothing of what is counted.
"""


class Table:
    """Rows that are printed together, the verdict last."""

    def __init__(self):
        self._rows = []

    def add(self, what, who, verdict, **values):
        """One row; `values` in the order in which they are to be shown. `verdict`: PASS, or what is short."""
        self._rows.append((what, who, values, verdict))
        shown = ", ".join("{} {}".format(name, value) for name, value in values.items())
        print("\n{}: {}: {}: {}".format(what, who, shown, verdict), end="", flush=True)

    def show(self):
        """The rows again, as a table to paste."""
        print()
        for what, who, values, verdict in self._rows:
            shown = ", ".join("{} {}".format(name, value) for name, value in values.items())
            print("| {} | {} | {} | {} |".format(what, who, shown, verdict))
