# SPDX-License-Identifier: Apache-2.0
"""When the made-up month is, who has a mailbox on mail03, and what an attempt is; for month.py and mailboxes.py."""
import collections
import datetime

START = datetime.datetime(2026, 11, 1)
DAYS = 30
OWNERS = {"owner%d@example.com" % i: "2001:db8:100:%x::1" % (i + 1) for i in range(12)}
OFFICE, CLERKS = "198.51.100.20", ["clerk%d@example.com" % i for i in range(14)]

Attempt = collections.namedtuple("Attempt", "when host client user sender recipient event reason service",
                                 defaults=["smtp"])
