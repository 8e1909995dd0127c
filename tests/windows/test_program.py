# SPDX-License-Identifier: Apache-2.0
"""The file itself: what it asks of Windows, how it is hardened, what it says of itself; and that it never falls over.
"""
import os
import pathlib
import re
import subprocess
import zipfile

import pytest

from conftest import REPORT_TESTS

ROOT = REPORT_TESTS.parent.parent
# Libraries that the program is linked with, by the names of their licences; Windows has the others itself.
LICENCES = {"fastjson": "libfastjson", "archive": "libarchive", "maxminddb": "libmaxminddb", "bz2": "bzip2",
            "lzma": "lzma", "zstd": "zstd", "z": "zlib", "pthread": "mingw-w64"}
OF_WINDOWS = {"bcrypt", "ws2_32"}


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


@pytest.fixture(scope="module")
def archive():
    """{name: content} of the zip; its names are below one directory."""
    path, = pathlib.Path(os.environ["ME_WINDOWS"]).parent.glob("*.zip")
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        return {name.replace(path.stem + "/", "", 1): file.read(name) for name in file.namelist()}


def test_the_zip_has_all_that_a_user_needs(archive):
    texts = {name for name in archive if name != "mailenable-report.exe"}
    assert archive["mailenable-report.exe"] == pathlib.Path(os.environ["ME_WINDOWS"]).read_bytes()
    assert {name for name in texts if "/" not in name} == {"mailenable-report.txt", "windows.txt"}
    assert {name for name in texts if name.startswith("examples/")} == {
        "examples/" + path.name for path in (ROOT / "packaging" / "windows" / "examples").iterdir()}
    for name in texts:
        lines = archive[name].split(b"\n")
        assert len(lines) > 10 and all(line.endswith(b"\r") for line in lines[:-1]), name


def test_the_manual_is_a_text(archive, windows):
    manual = archive["mailenable-report.txt"].decode()
    assert "\b" not in manual and "\x1b" not in manual
    assert set(re.findall(r"--[a-z-]+", windows("--help").decode())) <= set(re.findall(r"--[a-z-]+", manual))


def test_the_zip_has_the_licence_of_all_that_is_inside(archive):
    command = (ROOT / "packaging" / "windows" / "build").read_text().split('-L"$libraries/lib"')[1].split("\n\n")[0]
    linked = set(re.findall(r"-l(\w+)", command))
    assert linked - OF_WINDOWS == set(LICENCES)
    wanted = {"licences/%s.txt" % name for name in [*LICENCES.values(), "gcc", "mailenable-report"]}
    assert {name for name in archive if name.startswith("licences/")} == wanted


@pytest.mark.slow
def test_a_hundred_runs(windows, native, samples):
    """wine shows a fault on standard error, which has to be empty; threads end in another order each time."""
    want = native("--format", "json", "--jobs", "4", *samples)
    for _ in range(100):
        assert windows("--format", "json", "--jobs", "4", *samples) == want
