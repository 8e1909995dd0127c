#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The fields of the module by a program behind mmexternal: a message on a line in, a JSON object on a line out.

Usage: external.py FILE, into which it writes its process id, so that its processor time can be counted too.
"""
import json
import os
import re
import sys

LINE = re.compile(r"^ (\d\d)/(\d\d)/(\d\d) (\d\d:\d\d:\d\d)#011(ME-([IE])\d{4}): (.*)$")
ADDRESS = re.compile(r"\[([A-Z]+):([^]]+)\]")
IP = re.compile(r"\(([0-9a-f.:]+)\)")
CODES = {
    "ME-I0111": ("relay-denied", "denied", "no-criteria-met", "low"),
    "ME-E0109": ("relay-denied", "denied", "sender-not-local", "low"),
    "ME-I0112": ("relay-denied", "denied", "relaying-disabled", "low"),
    "ME-I0110": ("relay-granted", "granted", "open-relay", "critical"),
    "ME-I0108": ("relay-granted", "granted", "authenticated", "none"),
    "ME-I0106": ("relay-granted", "granted", "sender-local", "high"),
    "ME-I0107": ("relay-granted", "granted", "authorized-ip", "none"),
    "ME-I0102": ("catch-all-delivery", "not-required", "catch-all", "medium"),
    "ME-I0101": ("local-delivery", "not-required", "recipient-local", "none"),
}


def fields(text):
    """The object of one message; None when it is somebody else's."""
    found = LINE.match(text)
    if not found or found.group(5) not in CODES:
        return None
    month, day, year, clock, code, letter, text = found.groups()
    event, outcome, reason, risk = CODES[code]
    made = {"log": "debug", "service": "smtp", "event": event, "time": "20%s-%s-%sT%s" % (year, month, day, clock),
            "outcome": outcome, "reason": reason, "risk": risk, "decided_by": "code", "code": code,
            "level": "info" if letter == "I" else "error", "text": text}
    address = ADDRESS.search(text)
    if address:
        made["address_kind"], made["address"] = address.groups()
    elif code == "ME-I0107":
        made["client_ip"] = IP.search(text).group(1)
    return made


def main():
    with open(sys.argv[1], "w", encoding="ascii") as file:
        file.write(str(os.getpid()))
    for line in sys.stdin:
        made = fields(line.rstrip("\n"))
        sys.stdout.write(json.dumps({"$!": {"mailenable": made}} if made else {}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
