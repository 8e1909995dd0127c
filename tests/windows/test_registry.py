# SPDX-License-Identifier: Apache-2.0
"""Where MailEnable logs, from a registry that is made up: nobody has seen the one of a real server."""
import os
import subprocess

import pytest

from conftest import drive
from test_files import write

KEY = r"HKLM\SOFTWARE\Wow6432Node\Mail Enable"
SMTP = KEY + r"\Mail Enable\Connectors\SMTP"


@pytest.fixture
def registry(windows):
    """add(key, name, text): what is added is gone behind the test."""
    prefix = os.path.join(os.path.dirname(windows.program), "wine")

    def reg(*words, may_fail=False):
        done = subprocess.run(["wine", "reg", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                              env={**os.environ, "WINEPREFIX": prefix, "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"})
        assert may_fail or done.returncode == 0, done.stderr

    def add(key, name, text, kind="REG_SZ"):
        reg("add", key, "/v", name, "/t", kind, "/d", text, "/f")

    yield add
    reg("delete", KEY, "/f", may_fail=True)


def run(windows):
    """(status, standard output, standard error) without a name and without input."""
    done = subprocess.run([windows.program, "--format", "csv"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode()


def test_every_directory_of_a_log_counts(windows, native, registry, tmp_path):
    for number, name in enumerate(["smtp", "debug", "other"], 1):
        write(tmp_path / name / "a.log", number)
    registry(SMTP, "Activity Log Directory", drive(tmp_path / "smtp"))
    registry(SMTP, "LogPath", drive(tmp_path / "debug"), "REG_EXPAND_SZ")
    registry(SMTP, "Log Level", drive(tmp_path / "other"))
    registry(SMTP, "Log Directory of old", drive(tmp_path / "gone"))
    assert run(windows) == (0, native("--format", "csv", tmp_path / "smtp", tmp_path / "debug"), "")


def test_the_directory_beside_the_program(windows, native, registry, tmp_path):
    (tmp_path / "Mail Enable" / "Bin").mkdir(parents=True)
    write(tmp_path / "Mail Enable" / "Logging" / "SMTP" / "a.log", 1)
    registry(KEY + r"\Mail Enable", "Application Directory", drive(tmp_path / "Mail Enable" / "Bin"))
    assert run(windows) == (0, native("--format", "csv", tmp_path / "Mail Enable" / "Logging"), "")


def test_where_the_installer_puts_it(windows, native):
    usual = os.path.join(os.path.dirname(windows.program), "wine", "drive_c", "Program Files (x86)", "Mail Enable")
    path = os.path.join(usual, "Logging", "SMTP", "a.log")
    os.makedirs(os.path.dirname(path))
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write("11/22/26 07:00:01\tSMTP-IN\t0.MAI\t1\t192.0.2.9\tAUTH\t{blank}\t535 Invalid\t9\t9\tbob\n")
        status, output, words = run(windows)
        assert (status, words) == (0, "") and b"192.0.2.9" in output
        assert output == native("--format", "csv", path)
    finally:
        os.remove(path)
        os.removedirs(os.path.dirname(path))


def test_without_mailenable_it_says_what_to_type(windows):
    status, output, words = run(windows)
    assert (status, output) == (2, b"")
    assert r'mailenable-report "C:\Program Files (x86)\Mail Enable\Logging"' in words
