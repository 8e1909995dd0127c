# SPDX-License-Identifier: Apache-2.0
"""The files of conf-examples as a test runs them: whole, with only the places changed that are a site's own.

A replacement that finds nothing is an error: an example that was rewritten must not silently lose its test.
"""
import json
import os

from harness import site
from harness.examples import site_global
from harness.rsyslogd import quoted

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "conf-examples")


def path(*names):
    """Path of an example file."""
    return os.path.join(EXAMPLES, *names)


def read(*names):
    """Text of an example file."""
    with open(path(*names), encoding="utf-8") as file:
        return file.read()


def read_json(*names):
    """An example file parsed."""
    return json.loads(read(*names))


def read_configuration(*names):
    """Text of an rsyslog configuration behind the file that all of them want."""
    return site_global() + read(*names)


def adapt(text, replacements):
    """`text` with each key of `replacements` put into the place of its value's: every key must occur."""
    for old, new in replacements.items():
        assert old in text, "the example no longer has {}".format(old)
        text = text.replace(old, new)
    return text


def listening(directory, port_file):
    """Parameters in the place of a fixed port: the kernel chooses, and the file tells."""
    return 'address="127.0.0.1" port="0" listenPortFileName={}'.format(quoted(os.path.join(str(directory), port_file)))


def listener(directory, port_file):
    """listeners.conf of conf-examples/site; the kernel chooses the ports, and the file tells that of TCP."""
    line = site.TCP.replace('port="5514"', 'address="127.0.0.1" port="0"')
    return adapt(site.listeners(directory), {line: line.replace(" ruleset", ' listenPortFileName={} ruleset'.format(
        quoted(os.path.join(str(directory), port_file))))})
