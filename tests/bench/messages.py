# SPDX-License-Identifier: Apache-2.0
"""The messages of the benchmark: what is sent, and the objects that have to come out.

Knows the bundled samples and how a forwarder frames a line; knows neither rsyslogd nor the contestants.
"""
import random
import re

from harness import frames
from harness.conversations import busy_hosts

# The relay codes, each with the form of its text that the rules of the peers know.
NINE = ("ME-I0111", "ME-E0109", "ME-I0112", "ME-I0110", "ME-I0108", "ME-I0106", "ME-I0107", "ME-I0102", "ME-I0101")
CONVERSATIONS = 2000

FOREIGN = (
    "<38>Nov 22 07:00:01 web01 sshd[811]: Accepted publickey for deploy from 192.0.2.14 port 55000 ssh2: ED25519 "
    "SHA256:9uTmFPqBvVf3vIb6dJ0Yq3eRz0aQz0xWm0Kk1o2p3q4",
    "<86>Nov 22 07:00:01 web01 CRON[20417]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
    "<78>Nov 22 07:00:01 web01 CRON[20418]: (root) CMD (   cd / && run-parts --report /etc/cron.hourly)",
    "<22>Nov 22 07:00:02 mx01 postfix/smtpd[3121]: NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 554 5.7.1 "
    "<sam@example.org>: Relay access denied; from=<eve@example.net> to=<sam@example.org> proto=ESMTP helo=<there>",
    "<22>Nov 22 07:00:02 mx01 postfix/qmgr[1022]: 4XkQ2z1kYhz9vNc: from=<alice@example.com>, size=5411, nrcpt=1 "
    "(queue active)",
    "<6>Nov 22 07:00:03 web02 kernel: [93211.114001] nft drop IN=eth0 OUT= SRC=198.51.100.23 DST=192.0.2.10 LEN=60 "
    "TOS=0x00 PREC=0x00 TTL=51 ID=54321 PROTO=TCP SPT=40222 DPT=23 WINDOW=65535 RES=0x00 SYN URGP=0",
    "<30>Nov 22 07:00:03 web02 systemd[1]: Started Session 4410 of User deploy.",
    "<190>Nov 22 07:00:04 web02 nginx: 198.51.100.40 - - [22/Nov/2026:07:00:04 +0000] \"GET /status HTTP/1.1\" 200 "
    "612 \"-\" \"curl/7.88.1\"",
    "<30>Nov 22 07:00:05 db01 mariadbd[702]: 2026-11-22  7:00:05 44120 [Warning] Aborted connection 44120 to db: "
    "'shop' user: 'shop' host: '192.0.2.21' (Got timeout reading communication packets)",
    "<13>Nov 22 07:00:06 app01 shop[99]: order 1029 of customer 4711 paid by invoice, 3 items, total 59.90 EUR",
)


def framed(line):
    """A line of a log as NXLog's to_syslog_bsd() sends it."""
    return "<22>Nov 22 07:00:01 mail01 MailEnable: " + line


def bundled():
    """(line, golden object) of every Debug record among the samples."""
    lines = [line.decode("ascii").rstrip("\r") for line in frames.load_lines("debug.log")]
    return [(line, golden) for line, golden in zip(lines, frames.load_golden("debug.jsonl")) if golden]


def nine():
    """(line, golden object) of one bundled line for each relay code, with a tagged address where it has one."""
    found = []
    for code in NINE:
        plain = [pair for pair in bundled() if re.match(r"\d\d/\d\d/\d\d [0-9:]{8}\t%s: [^[]" % code, pair[0])]
        found.append(max(plain, key=lambda pair: "[SMTP:" in pair[0]))
    return found


def _rows():
    made = busy_hosts(random.Random(7), CONVERSATIONS, ["mail01"], 20, ["both"])
    lines = sorted((line for each in made for line in each.lines), key=lambda line: line.at)
    return [framed(line.text) for line in lines if not line.is_debug]


def messages(kind):
    """The messages that are sent over and over: `foreign`, `debug`, `half` of either, or `activity` rows."""
    debug = [framed(line) for line, _ in nine()]
    if kind == "foreign":
        return list(FOREIGN)
    if kind == "debug":
        return debug
    if kind == "activity":
        return _rows()
    assert kind == "half"
    count = len(debug) * len(FOREIGN)
    return [each for i in range(count) for each in (FOREIGN[i % len(FOREIGN)], debug[i % len(debug)])]


def stream(pieces, count):
    """`count` messages as they go over a connection."""
    block = [piece + "\n" for piece in pieces]
    whole, rest = divmod(count, len(block))
    return ("".join(block) * whole + "".join(block[:rest])).encode("ascii")
