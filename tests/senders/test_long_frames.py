# SPDX-License-Identifier: Apache-2.0
"""Lines that are longer than rsyslog takes, through the receiving side of the senders: over TLS with line feeds and
with octets counted, and over its plain listeners. What came behind the limit never becomes a message of its own.
"""
from harness import long_lines, site
from receiver import Receiver

SENDER = "mail01.example.com"


def test_a_long_line_makes_one_message(tmp_path, certificates):
    seen = tmp_path / "seen"
    receiver = Receiver(tmp_path, certificates, own=site.recorder("seen", long_lines.RECORD, seen))
    try:
        with receiver.connect(SENDER) as counted, receiver.connect(SENDER) as fed:
            long_lines.play(lambda frame: counted.sendall(b"%d %s" % (len(frame) - 1, frame[:-1])))
            long_lines.play(fed.sendall)
            long_lines.play(receiver.tcp.send)
            long_lines.play(receiver.udp.send, longest=long_lines.DATAGRAM)
            lines = receiver.daemon.wait_for_lines(str(seen), 4 * len(long_lines.WHOLE))
            # Now: of the end, which Python's socket leaves without TLS's own good-bye, the daemon does complain.
            receiver.daemon.expected_complaints += long_lines.COMPLAINTS
            receiver.daemon.assert_quiet()
    finally:
        receiver.close()
    assert len(receiver.daemon.lines(str(seen))) == len(lines)
    long_lines.check(lines, long_lines.WHOLE * 4)
