# SPDX-License-Identifier: Apache-2.0
"""The README's configuration in YAML: newer releases of rsyslog take it and do what it says, older ones refuse it.

Knows no YAML: the block is text, in which a test puts ports and paths of its own.
"""
import os
import re

import pytest

from harness import examples, inputs, samples, site
from harness.rsyslogd import Rsyslogd, module_under_test, quoted, release, verify, without_advice

README = os.path.join(examples.ROOT, "..", "README.md")
SINCE = (8, 2604)
GLOBAL = "/etc/rsyslog.d/00-global.conf"
newer = pytest.mark.skipif(release() < SINCE, reason="this rsyslog reads no YAML")


def replaced(text, old, new):
    """`text` with `new` in the only place of `old`."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def block(directory):
    """The README's only block of YAML, with the module and the global settings from where they lie here."""
    with open(README, encoding="utf-8") as file:
        text, = re.findall(r"(?ms)^```yaml\n(.*?)^```$", file.read())
    (directory / "00-global.conf").write_text(examples.site_global())
    text = replaced(text, GLOBAL, str(directory / "00-global.conf"))
    text = replaced(text, "/var/log/mailenable/", str(directory) + "/")
    if os.geteuid() != 0:
        text = replaced(text, "fileGroup: adm", 'fileGroupNum: "{}"'.format(os.getegid()))
    return replaced(text, "load: mmmailenable", "load: " + module_under_test())


def complaints(words):
    """What is left of the words of rsyslogd -N1 without advice and its own frame."""
    return [line for line in without_advice(words).splitlines()
            if line and "config validation run" not in line]


def test_a_release_takes_it_or_refuses_it_whole(tmp_path):
    status, words = verify(block(tmp_path), tmp_path, "verify.yaml")
    if release() < SINCE:
        assert status != 0
    else:
        assert (status, complaints(words)) == (0, [])


@newer
def test_yaml_has_no_word_for_repeated_messages(tmp_path):
    text = 'global:\n  RepeatedMsgReduction: "off"\n' + block(tmp_path)
    assert "'RepeatedMsgReduction' not known" in verify(text, tmp_path, "verify.yaml")[1]


def with_inputs(text, directory, udp, tcp):
    """`text` with private ports."""
    udp.config(directory, "mailenable")
    tcp.config(directory, "mailenable")
    ports = {"imudp": str(udp.port), "imtcp": '0"\n    listenPortFileName: "{}'.format(directory / "imtcp.port")}
    for kind, port in ports.items():
        text = replaced(text, '- type: {}\n    port: "514"'.format(kind),
                        '- type: {}\n    address: 127.0.0.1\n    port: "{}"'.format(kind, port))
    return text


@newer
def test_it_does_what_the_frame_does(tmp_path):
    directory = tmp_path / "daemon"
    directory.mkdir()
    kinds = inputs.Udp(), inputs.Tcp()
    path = directory / "own.yaml"
    path.write_text(with_inputs(block(directory), directory, *kinds))
    daemon = Rsyslogd(directory, "include(file={})\n".format(quoted(path)))
    try:
        for kind in kinds:
            kind.connect(daemon)
        # Longer than the default, as 00-global.conf lets it be; and a line through the other listener.
        kinds[1].send(samples.frame("raw line").rstrip() + b" " + b"x" * 10000 + b"\nno line of MailEnable\n")
        kinds[0].send(samples.frame("raw line"))
        lines = daemon.wait_for_lines("all.json", 2)
        assert len(lines) == 2
        assert all('"code": "ME-I0111"' in line for line in lines)
        assert sum("x" * 10000 in line for line in lines) == 1
    finally:
        for kind in kinds:
            kind.close()
        daemon.stop()
    daemon.assert_quiet()


@newer
def test_the_whole_set_up_can_be_included(tmp_path):
    (tmp_path / "mailenable.conf").write_text(site.build(tmp_path, ["archive", "denied"], (), site.listeners(tmp_path)))
    text = "include:\n  - path: {}\n".format(tmp_path / "mailenable.conf")
    status, words = verify(text, tmp_path, "verify.yaml")
    assert (status, complaints(words)) == (0, [])
