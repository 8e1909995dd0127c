# SPDX-License-Identifier: Apache-2.0
"""Where conf-examples is, and the file of it that every other one wants.

Knows no single example.
"""
import os

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "conf-examples")
LOAD = 'module(load="mmmailenable")'


def site_global():
    """Text of site/00-global.conf, to put before an example as /etc/rsyslog.d would have it."""
    with open(os.path.join(ROOT, "site", "00-global.conf"), encoding="utf-8") as file:
        return file.read()
