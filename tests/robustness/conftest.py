# SPDX-License-Identifier: Apache-2.0
"""What the tests of robustness share: the harness of the end-to-end tests, and a table of what was measured.

Knows no fault.
"""
import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "e2e")]

import figures  # noqa: E402


@pytest.fixture(name="table")
def fixture_table():
    """figures.Table of this test, printed at its end whatever came of it."""
    table = figures.Table()
    yield table
    table.show()
