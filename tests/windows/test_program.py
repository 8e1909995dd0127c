# SPDX-License-Identifier: Apache-2.0
"""The file itself: what it asks of Windows, how it is hardened, what it says of itself; and that it never falls over.
"""
import os
import re
import subprocess

import pytest


@pytest.fixture(scope="module")
def headers():
    return subprocess.run(["x86_64-w64-mingw32-objdump", "-p", os.environ["ME_WINDOWS"]], check=True,
                          stdout=subprocess.PIPE).stdout.decode()


def test_asks_for_nothing_that_windows_has_not(headers):
    libraries = {name.lower() for name in re.findall(r"DLL Name: (\S+)", headers)}
    assert libraries == {"advapi32.dll", "bcrypt.dll", "kernel32.dll", "msvcrt.dll", "ws2_32.dll"}


def test_is_hardened(headers):
    assert {"HIGH_ENTROPY_VA", "DYNAMIC_BASE", "NX_COMPAT"} <= set(re.findall(r"^\s+(\w+)$", headers, re.M))


def test_has_no_date(headers):
    assert re.search(r"^Time/Date\s+(Thu Jan  1 00:00:00 1970|0)", headers, re.M), headers[:2000]


def test_says_what_it_is(windows):
    with open(os.environ["ME_WINDOWS"], "rb") as file:
        content = file.read()
    version = windows("--version").decode().split()[1]
    for text in ("ProductVersion\0" + version, "mailenable-report.exe"):
        assert text.replace("\0", "").encode("utf-16-le")[:8] in content
    assert version.encode("utf-16-le") in content
    for text in (b">UTF-8</activeCodePage>", b">true</longPathAware>", b'level="asInvoker"'):
        assert text in content


@pytest.mark.slow
def test_a_hundred_runs(windows, native, samples):
    """wine shows a fault on standard error, which has to be empty; threads end in another order each time."""
    want = native("--format", "json", "--jobs", "4", *samples)
    for _ in range(100):
        assert windows("--format", "json", "--jobs", "4", *samples) == want
