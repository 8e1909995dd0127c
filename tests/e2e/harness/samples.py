# SPDX-License-Identifier: Apache-2.0
"""The sample frames by name, and the objects they stand for.

Written from the documentation of the fields, never from what the program printed.
"""
from .frames import load_frames

DENIED = {
    "log": "debug",
    "service": "smtp",
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
    "service": "smtp",
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
    "offence": "relay-denied",
    "reply_code": 503,
    "bytes_sent": 235,
    "bytes_received": 0,
}
def frame(label_part):
    """The one frame whose label contains `label_part`."""
    found = [each for label, each, _ in load_frames() if label_part in label]
    assert len(found) == 1, label_part
    return found[0]


FOREIGN = [each for _, each, wanted in load_frames() if wanted is None]
