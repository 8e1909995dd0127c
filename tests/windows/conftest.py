# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests of the program for Windows: it under wine, and the native one beside it. What the tests of the
report have already, they lend.
"""
import importlib.util
import os
import pathlib
import sys

import pytest

REPORT_TESTS = pathlib.Path(__file__).parent.parent / "report"
sys.path.insert(0, str(REPORT_TESTS))


def lent():
    spec = importlib.util.spec_from_file_location("report_conftest", REPORT_TESTS / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


lender = lent()
SAMPLES = lender.SAMPLES
month_logs = lender.month_logs
samples = lender.samples


def program_of(name):
    program = os.environ.get(name)
    assert program and os.access(program, os.X_OK), "%s must name a program: run `make check-windows`" % name
    return program


@pytest.fixture(scope="session")
def windows():
    return lender.Report(program_of("ME_REPORT"))


@pytest.fixture(scope="session")
def native():
    return lender.Report(program_of("ME_NATIVE"))


def drive(path):
    r"""The path as Windows has it: Z:\tmp\log of /tmp/log."""
    return "Z:" + str(path).replace("/", "\\")
