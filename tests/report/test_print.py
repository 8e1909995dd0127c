# SPDX-License-Identifier: Apache-2.0
"""The HTML page on paper: heads on every sheet, no row cut in two, charts in colour, whatever the screen looked like.

With `ME_REPORT_PICTURES=DIR` the sheets are kept there, to be looked at.
"""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

A4, LETTER = (8.27, 11.69), (8.5, 11)
DOTS_PER_INCH = 50
HEAD = re.compile(r"(\w+)\s+Attempts\s*↓?\s+First\s+Last\s+What happened\s+Who and to whom")
ROW = re.compile(r"\S.*?\s+\d[\d ]*\s+2026-11-\d\d \d\d:\d\d\s+2026-11-\d\d \d\d:\d\d\s+\d")
BAR, PAPER = bytes([0x2F, 0x6D, 0xB5]), b"\xff\xff\xff"


class Sheets:
    """A printed page: the lines of each sheet, and its pixels."""

    def __init__(self, pdf, directory, name):
        for tool in ("pdftotext", "pdftoppm"):
            assert shutil.which(tool), tool + " is missing: scripts/setup --tests installs it"
        place = pathlib.Path(os.environ.get("ME_REPORT_PICTURES") or directory)
        self.file = place / (name + ".pdf")
        self.file.write_bytes(pdf)
        text = subprocess.run(["pdftotext", "-layout", self.file, "-"], stdout=subprocess.PIPE, check=True, timeout=60)
        self.texts = [[line.strip() for line in sheet.splitlines() if line.strip()]
                      for sheet in text.stdout.decode().split("\f")[:-1]]

    def has(self, colour, sheet):
        """Whether there are some pixels of that colour next to each other."""
        picture = subprocess.run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-f", str(sheet), "-l", str(sheet), self.file],
                                 stdout=subprocess.PIPE, check=True, timeout=60).stdout
        assert picture.startswith(b"P6\n")
        return colour * 5 in picture


def assert_tables_read_well(sheets):
    rows, heads = 0, 0
    for lines in sheets.texts:
        tables = [i for i, line in enumerate(lines) if HEAD.match(line)]
        starts = [i for i, line in enumerate(lines) if ROW.match(line)]
        if not starts:
            continue
        rows, heads = rows + len(starts), heads + len(tables)
        assert tables and tables[0] < starts[0], "rows without a head: " + lines[0]
        for head in tables:
            assert head + 1 in starts, "a head without rows, or a row that began on the sheet before: " + lines[head]
        assert tables[0] == 0 or lines[tables[0] - 2].startswith("By "), lines[:tables[0]]
    assert heads > 10 and rows > 200


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("paper", [A4, LETTER], ids=["A4", "Letter"])
def test_tables_have_their_head_on_each_sheet_and_whole_rows(browser, page, tmp_path, paper, scripts):
    browser.show(page, scripts=scripts)
    sheets = Sheets(browser.sheets(*paper), tmp_path, "sheets-%s-%d" % (paper[0], scripts))
    assert_tables_read_well(sheets)
    assert all("Filter" not in line and "↕" not in line for lines in sheets.texts for line in lines)


def test_a_table_that_was_sorted_says_so_on_paper(browser, page, tmp_path):
    browser.show(page)
    browser.ask("document.querySelector('table.data th:nth-child(2) button').click()")
    sheets = Sheets(browser.sheets(*A4), tmp_path, "sheets-sorted")
    assert_tables_read_well(sheets)
    assert any(HEAD.match(line) and "↓" in line for lines in sheets.texts for line in lines)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_charts_keep_their_colours_on_white_paper(browser, page, tmp_path, dark):
    browser.show(page, dark=dark)
    sheets = Sheets(browser.sheets(*A4), tmp_path, "sheets-dark-%d" % dark)
    for words in ("Over time", "Most active", "Hours of the week"):
        sheet = next(i for i, text in enumerate(sheets.texts) if words in text) + 1
        assert sheets.has(BAR, sheet) and sheets.has(PAPER, sheet)
