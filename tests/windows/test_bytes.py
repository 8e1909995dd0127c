# SPDX-License-Identifier: Apache-2.0
"""The program for Windows writes what the native one writes, byte for byte."""
import re

import pytest

from conftest import REPORT_TESTS
import mmdb

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
PAIRS = [(form, by) for form in words("format.def") for by in words("group_key.def")
         if form not in LISTS or by == "client"]
PLACES = {"198.51.100.0/24": {"country": {"iso_code": "DE"}, "autonomous_system_number": 64500,
                              "autonomous_system_organization": "B\u00fcro"},
          "2001:db8::/32": {"country": {"iso_code": "NL"}}}


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A file for --geo, with a name that is not ASCII."""
    return mmdb.write(tmp_path_factory.mktemp("geo") / "\u00f6rter.mmdb", PLACES)


@pytest.mark.parametrize("form,by", PAIRS)
def test_every_format_and_key(windows, native, samples, places, form, by):
    options = [*format_of(form), *([] if form in LISTS else ["--by", by]),
               *(["--geo", places] if by in ("country", "asn") else []), *samples]
    assert windows(*options, stderr=None) == native(*options, stderr=None)
    assert windows.stderr == native.stderr


def test_help_names_the_same_options(windows, native):
    def named(run):
        return set(re.findall(r"--[a-z-]+", str(run("--help"))))

    assert named(windows) == named(native)
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
