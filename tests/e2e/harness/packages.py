# SPDX-License-Identifier: Apache-2.0
"""Debian packages that tests/bans/fetch.sh has unpacked, and never installed.

A missing one is an error, never a reason to skip. Knows no package.
"""
import os


def unpacked(package, *names):
    """A path in an unpacked package. ME_PACKAGES names the directory that fetch.sh filled."""
    directory = os.environ.get("ME_PACKAGES")
    assert directory, "ME_PACKAGES does not name the unpacked packages; run `make check-bans` or `make check-senders`"
    path = os.path.join(directory, package, *names)
    assert os.path.exists(path), path
    return path


def all_unpacked():
    """The directory of each unpacked package."""
    root = os.path.dirname(unpacked("lock"))
    return [os.path.join(root, name) for name in sorted(os.listdir(root)) if os.path.isdir(os.path.join(root, name))]
