# SPDX-License-Identifier: Apache-2.0
"""A log directory that fills as MailEnable's does: two logs, CR LF, other names each day. And what the module must say
of all of it, each line once.

Knows no sender.
"""
import os

REFUSED = "503 This mail server requires authentication when attempting to send to a non-local e-mail address."
DENIED = "Relay Denied: Failed to meet all relay criteria."
# Name of the file by the day, as each of the two kinds of transcripts has it.
ACTIVITY, W3C = "SMTP-Activity-{}.log", "ex{}.log"
DEBUG = "SMTP-Debug-{}.log"


class MailServer:
    """`transcript` is ACTIVITY or W3C. Days are YYMMDD."""

    def __init__(self, directory, transcript=ACTIVITY):
        self.directory = directory
        self.transcript = transcript
        os.makedirs(directory)
        self.count = 0

    def append(self, name, data):
        """Write and close: a sender may look at any moment."""
        with open(os.path.join(self.directory, name), "ab") as file:
            file.write(data)

    def _lines(self, day, number):
        date = "{}/{}/{}".format(day[2:4], day[4:6], day[:2])
        time = "07:{:02}:{:02}".format(number // 60 % 60, number % 60)
        debug = "{} {}\tME-I0111: [{}] {}".format(date, time, number, DENIED)
        if self.transcript == W3C:
            row = " ".join(["20{}-{}-{}".format(day[:2], day[2:4], day[4:6]), time, "198.51.100.7", "SMTP-IN", "-",
                            "192.0.2.1", str(number), "RCPT", "RCPT+TO:<a@example.net>", REFUSED.replace(" ", "+"),
                            "MAIL01", "9", "8", "-", ""])
        else:
            row = "\t".join(["{} {}".format(date, time), "SMTP-IN", "{:032X}.MAI".format(number), str(number),
                             "198.51.100.7", "RCPT", "RCPT TO:<a@example.net>", REFUSED, "9", "8", "", ""])
        return [(DEBUG.format(day), debug.encode()), (self.transcript.format(day), row.encode())]

    def open_day(self, day):
        """What stands at the beginning of each file, and is no record."""
        star = "******************"
        self.append(DEBUG.format(day), "[{}/{}/{} 00:00:20]{} LOG FILE STARTED {}*\r\n".format(
            day[2:4], day[4:6], day[:2], star, star).encode())
        if self.transcript == W3C:
            self.append(W3C.format(day), b"#Software: MailEnable SMTP Server Version 1.0a\r\n")

    def talk(self, day, conversations):
        """So many refused recipients, each told by both logs."""
        for _ in range(conversations):
            self.count += 1
            for name, line in self._lines(day, self.count):
                self.append(name, line + b"\r\n")

    def begin_to_talk(self, day):
        """A conversation whose last bytes are not written yet: call what is returned to write them."""
        self.count += 1
        lines = self._lines(day, self.count)
        for name, line in lines:
            self.append(name, line[:40])

        def end():
            for name, line in lines:
                self.append(name, line[40:] + b"\r\n")
        return end

    @property
    def records(self):
        """How many records there are now."""
        return 2 * self.count

    def check(self, objects):
        """Every line is among `objects` once, says what it says, and is joined with the other log's."""
        logs = {"debug", "w3c" if self.transcript == W3C else "activity"}
        found = {}
        for fields in objects:
            key = fields["log"], fields["connection"]
            assert key not in found, "twice: {}".format(key)
            found[key] = fields
        assert set(found) == {(log, number) for log in logs for number in range(1, self.count + 1)}
        for (log, number), fields in found.items():
            wanted = ("denied", "no-criteria-met" if log == "debug" else "authentication-required")
            assert (fields["outcome"], fields["reason"]) == wanted, fields
            assert "anomalies" not in fields
            if log != "debug":
                assert (fields["client_ip"], fields["recipient"]) == ("198.51.100.7", "a@example.net")
            others = [found[each, number] for each in logs]
            assert "id" in [each.get("correlated_by") for each in others], others


def live(server, sender, objects):
    """Some days of a mail server: midnight, and a restart of the sender during which there is another midnight.

    `sender` has start() and stop(); objects(count) waits for so many records and returns all there are.
    """
    server.open_day("261122")
    server.talk("261122", 5)
    sender.start()
    objects(server.records)
    # Half a line is not yet a line.
    end = server.begin_to_talk("261122")
    server.open_day("261123")
    server.talk("261123", 5)
    objects(server.records - 2)
    end()
    objects(server.records)
    sender.stop()
    server.talk("261123", 5)
    server.open_day("261124")
    server.talk("261124", 5)
    sender.start()
    objects(server.records)
    # What comes last has come after anything that was sent twice.
    server.talk("261124", 1)
    server.check(objects(server.records))
