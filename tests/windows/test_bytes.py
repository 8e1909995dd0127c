# SPDX-License-Identifier: Apache-2.0
"""The program for Windows writes what the native one writes, byte for byte."""
import re

import pytest

from conftest import REPORT_TESTS

ROOT = REPORT_TESTS.parent.parent


def words(name):
    rows = re.findall(r'^ME_\w+\(\w+, "([^"]+)"', next((ROOT / "report").rglob(name)).read_text(), re.M)
    assert len(rows) > 3
    return rows


def format_of(form):
    """Options that choose a format, with what it cannot do without."""
    return ["--format", form, *(["--timezone", "utc"] if form == "bulk" else [])]


# Addresses for a ban, whatever else is asked for.
LISTS = ("list", "mailenable-deny")
# These take --geo, which the program for Windows does not have.
BY_GEO = ("country", "asn")
PAIRS = [(form, by) for form in words("format.def") for by in words("group_key.def")
         if by not in BY_GEO and (form not in LISTS or by == "client")]


@pytest.mark.parametrize("form,by", PAIRS)
def test_every_format_and_key(windows, native, samples, form, by):
    options = [*format_of(form), *([] if form in LISTS else ["--by", by]), *samples]
    assert windows(*options) == native(*options)


def test_help_names_the_same_options_but_geo(windows, native):
    def named(run):
        return set(re.findall(r"--[a-z-]+", str(run("--help"))))

    assert named(windows) == named(native) - {"--geo"}
    assert len(named(windows)) > 20


@pytest.mark.parametrize("form", words("format.def"))
def test_a_month(windows, native, month_logs, form):
    options = [*format_of(form), month_logs[0]]
    assert windows(*options) == native(*options)


@pytest.mark.parametrize("options", [
    ["--version"], ["--unrecognized"], ["--only", "all", "--top", "3"], ["--client", "2001:db8::/32"],
    ["--jobs", "1"], ["--jobs", "4"], ["--sort", "name"], ["--since", "2018-01-01", "--until", "2020-12-31"],
], ids=" ".join)
def test_options(windows, native, samples, options):
    assert windows(*options, *samples) == native(*options, *samples)


@pytest.mark.parametrize("options", [
    ["--by", "moon"], ["--nothing"], ["--top"], ["-x"], ["--since", "x"],
], ids=" ".join)
def test_wrong_usage(windows, native, options):
    windows(*options, status=2, stderr=None)
    native(*options, status=2, stderr=None)
    assert windows.stderr == native.stderr != ""
