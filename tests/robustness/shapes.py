# SPDX-License-Identifier: Apache-2.0
"""Lines of all shapes: the sample lines with fresh names and times, cut, glued, bent and with other separators.

Knows the sample files; knows neither rsyslog nor what a line means.
"""
import hashlib
import os
import re
import time

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
SPELLINGS = (b"\t", b"#011", b"\\t", b"#009", b" ")
WORDS = (b"ME-", b"ME-I0111:", b"ME-I0106: Relay Granted: [", b"SMTP-IN", b"SMTP-OU", b"\t", b"#011",
         b"07/24/14 15:40:49 ", b"[07/24/14 15:40:49]", b"2025-05-04 10:06:59 203.0.113.22 SMTP-IN ", b"15:40:49 ",
         b"AUTH", b"{blank}", b"503 ", b"<>", b"\"", b"(", b")", b"[", b"]", b"#015", b"\r", b"\xff\xfe",
         b"\xef\xbb\xbf", b" N/A", b"#011N/A", b"198.51.100.7", b"2001:db8::1",
         b"F97C625D979F4C59B928F5A02B4B99E9.MAI", b"Relay Denied:", b"+", b"=", b".")
START = 1795305600  # 2026-11-22 00:00:00


def sample_lines():
    """The lines of the three sample logs."""
    lines = []
    for name in ("debug.log", "activity-rows.log", "w3c.log"):
        with open(os.path.join(DATA, name), "rb") as file:
            lines += [line.rstrip(b"\r\n") for line in file if line.strip() and not line.startswith(b"#")]
    return lines


def fresh(line, number):
    """The line with the time, the message id and the connection of its own, so that no two lines belong together; nor
    does one byte changed make them another line's."""
    at = time.gmtime(START + 10 * number)
    message = hashlib.md5(b"%d" % number).hexdigest().upper().encode()
    connection = b"%d%d" % (100000 + number, sum(map(int, str(number))) % 10)
    line = re.sub(rb"\b\d\d/\d\d/\d\d (\d\d:){2}\d\d", time.strftime("%m/%d/%y %H:%M:%S", at).encode(), line)
    line = re.sub(rb"\b20\d\d-\d\d-\d\d (\d\d:){2}\d\d", time.strftime("%Y-%m-%d %H:%M:%S", at).encode(), line)
    line = re.sub(rb"[0-9A-F]{32}\.MAI", message + b".MAI", line)
    line = re.sub(rb"\[(\d{3,5})\]", b"[" + connection + b"]", line)
    line = re.sub(rb"(\.MAI\t|- 192[0-9.]+ )\d{3,5}\b", lambda match: match.group(1) + connection, line)
    return line


def bent(random, line):
    """The line with one thing done to it."""
    place = random.randrange(len(line) + 1)
    how = random.randrange(8)
    if how == 0:
        return line[:place]
    if how == 1:
        return line[place:]
    if how == 2:
        return line[:place] + random.choice(WORDS) + line[place:]
    if how == 3:
        return line[:place] + bytes((random.randrange(1, 256),)) + line[place + 1:]
    if how == 4:
        return line.replace(b"\t", random.choice(SPELLINGS))
    if how == 5:
        return line[:place] + line[min(len(line), place + random.randrange(1, 12)):]
    if how == 6:
        return random.choice(WORDS) + line
    return line.replace(b" ", b"\t", random.randrange(1, 3))


def made(random, count):
    """`count` lines, none empty, without LF and NUL: one in four as it is, the others bent once or more."""
    samples = sample_lines()
    for number in range(count):
        line = fresh(random.choice(samples), number)
        while random.randrange(4) > 0:
            line = bent(random, line) or line
        yield line.replace(b"\n", b" ").replace(b"\0", b" ")
