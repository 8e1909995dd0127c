# SPDX-License-Identifier: Apache-2.0
"""Rows that are longer than rsyslog takes, full of what a stranger would like to be a message of its own, and what may
come out of an input that got them.

Knows no example and no input.
"""
import json
import re

HEADER = b"<13>Jul 24 15:40:50 MAIL01 mailenable: "
ROW = (b"09/05/18 10:00:%02d\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.7\tRCPT\t"
       b"RCPT TO:<%s@example.com>\t250 Requested mail action okay, completed\t43\t33\t\t")
# What the rest of a line looks like when it begins as the stranger wishes; one of them begins near every limit.
FORGED = b" <13>Jul 24 15:40:51 MAIL01 mailenable: 09/05/18 10:00:09 ME-I0073: IP Address 192.0.2.66 banned."
LONG, LONGER = 9 * 1024, 70 * 1024
DATAGRAM = 65507  # what fits into one of IPv4
# The second of each row that play() sends.
WHOLE = ["01", "02", "03", "04", "05"]


def long_row(second, length, header):
    """A frame of `length` octets, its line end included, one row whose recipient is a stranger's text."""
    room = length - len(header + ROW % (second, b"")) - 1
    return header + ROW % (second, (FORGED * (room // len(FORGED) + 1))[:room]) + b"\n"


def play(send, header=HEADER, longest=LONGER):
    """Send two long rows, and others behind them."""
    send(long_row(1, LONG, header))
    send(header + ROW % (2, b"next") + b"\n")
    send(long_row(3, longest, header))
    for second in (4, 5):
        send(header + ROW % (second, b"next") + b"\n")


# For a template: what came in, and what the module makes of it.
RECORD = ('{\\"kind\\":\\"%inputname%\\",\\"first\\":\\"%rawmsg:1:200:json%\\",'
          '\\"object\\":\\"%$!mailenable:::json%\\"}\\n')


def check(lines, wanted=WHOLE):
    """`lines`, written with RECORD, are one for each of the `wanted` seconds, and each says what its own row says, or
    nothing."""
    found = [json.loads(line) for line in lines]
    seconds = [re.search(r"(?:^|mailenable(?::| - - -) )09/05/18 10:00:(\d\d)\t", each["first"]) for each in found]
    assert all(seconds), [each["first"] for each, second in zip(found, seconds) if not second]
    seconds = [second.group(1) for second in seconds]
    assert sorted(seconds) == sorted(wanted)
    for each, second in zip(found, seconds):
        said = json.loads(each["object"] or "{}")
        if second in ("02", "04", "05"):
            assert (said["event"], said["recipient"]) == ("recipient-accepted", "next@example.com")
        else:
            assert said.get("event", "command") in ("recipient-accepted", "command")
            assert said.get("client_ip", "198.51.100.7") == "198.51.100.7"
            assert "outcome" not in said


# What rsyslog says of a line that is too long.
COMPLAINTS = ["received oversize message", "larger than max msg size", "message too long"]
