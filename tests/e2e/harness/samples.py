# SPDX-License-Identifier: Apache-2.0
"""The sample frames by name, and the objects they stand for.

Written from the documentation of the fields, never from what the program printed.
"""
import re

from .frames import load_frames

DENIED = {
    "log": "debug",
    "event": "relay-denied",
    "time": "2014-07-24T15:40:49",
    "outcome": "denied",
    "reason": "no-criteria-met",
    "risk": "low",
    "decided_by": "code",
    "code": "ME-I0111",
    "level": "info",
    "text": "Relay Denied: Failed to meet all relay criteria.",
}
REFUSED_RECIPIENT = {
    "log": "activity",
    "event": "relay-denied",
    "time": "2023-06-20T06:12:50",
    "outcome": "denied",
    "reason": "authentication-required",
    "risk": "low",
    "decided_by": "reply",
    "direction": "in",
    "message_id": "F97C625D979F4C59B928F5A02B4B99E9.MAI",
    "connection": 1448,
    "client_ip": "198.51.100.193",
    "command": "RCPT",
    "argument": "RCPT TO:<sam@example.org>",
    "recipient": "sam@example.org",
    "reply": "503 This mail server requires authentication when attempting to send to a non-local e-mail address. "
             "Please check your mail client settings or contact your administrator to verify that the domain or "
             "address is defined for this server.",
    "reply_code": 503,
    "bytes_sent": 235,
    "bytes_received": 0,
}
_HEADER_OFFSET = re.compile(rb"^<\d+>1 \d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d) ")


def header_offset(frame):
    """Offset from UTC in a frame's RFC 5424 header as text, "" when it has none."""
    match = _HEADER_OFFSET.match(frame)
    return match.group(1).decode("ascii") if match else ""


def wanted(label, frame):
    """Object the module must make of a frame of frames.txt; None when the message is not MailEnable's."""
    if label.startswith("not ours"):
        return None
    if label.startswith("an Activity row"):
        return dict(REFUSED_RECIPIENT)
    fields = dict(DENIED)
    if "strips the timestamp" in label:
        del fields["time"]
    else:
        fields["time"] += header_offset(frame)
    return fields


def frame(label_part):
    """The one frame whose label contains `label_part`."""
    found = [each for label, each, _ in load_frames() if label_part in label]
    assert len(found) == 1, label_part
    return found[0]


FOREIGN = [each for _, each, foreign in load_frames() if foreign]
