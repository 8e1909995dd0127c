# SPDX-License-Identifier: Apache-2.0
"""Where things are: the examples, and a network of the test's own.

A missing tool is an error, never a reason to skip.
"""
import os
import shutil

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "conf-examples")


def own_network():
    """Words before a command that give it a network of its own; the machine's packet filter is out of its reach."""
    assert shutil.which("nft", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"), "nft: install nftables"
    # Killed with its parent, as a killed test run must leave nothing behind.
    user = [] if os.getuid() == 0 else ["--map-root-user"]
    return ["setpriv", "--pdeathsig", "KILL", "--", "unshare", "--net"] + user


def inside(process):
    """Words before a command that run it in the network of `process`, which own_network() started."""
    user = [] if os.getuid() == 0 else ["--user", "--preserve-credentials"]
    return ["nsenter", "--target", str(process.pid), "--net"] + user
