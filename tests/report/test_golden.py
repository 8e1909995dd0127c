# SPDX-License-Identifier: Apache-2.0
"""What the program printed when somebody last read it. The month shows each question as a table, and each format by one
question; the logs in tests/data/report/logs show what is done with every kind of record and with strangers' text. That
the figures are right, other tests say; these show what a change does to a reader.

The logs are the report's own, so that a new sample of the recogniser changes nothing here. `make update-report` writes
the files in tests/data/report anew and shows the difference.
"""
import difflib
import os
import pathlib
import re

import pytest

from conftest import SAMPLES
from test_options import PLAIN_KEYS, format_of, words
from test_terminal import on_a_terminal, plain

GOLDEN = SAMPLES / "report"
SHORT = ["--top", "8"]  # rows of the month: enough to see what a row looks like
DAY = ["--since", "2026-11-17", "--until", "2026-11-17"]
FORMATS = sorted(set(words("format.def")) - {"table"})


def cases():
    """{file: (logs, columns of the terminal or 0, arguments)}"""
    found = {
        "month/80.table": ("month", 80, []),
        "month/120.table": ("month", 120, []),
        "month/140.table": ("month", 140, []),
        "month/granted.table": ("month", 0, ["--only", "granted", "--by", "reason"]),
        "month/others.table": ("month", 0, ["--max-groups", "3"]),
        "samples/client.table": ("logs", 0, []),
        "samples/reason.table": ("logs", 0, ["--by", "reason", "--only", "all"]),
        "samples/nothing.table": ("logs", 0, ["--client", "203.0.113.255"]),
        "samples/nothing.html": ("logs", 0, ["--format", "html", "--client", "203.0.113.255"]),
        "w3c/rows.jsonl": ("w3c/logs", 0, ["--format", "jsonl"]),
        "w3c/rows.bulk": ("w3c/logs", 0, ["--format", "bulk", "--timezone", "utc"]),
        "w3c/client.table": ("w3c/logs", 0, []),
    }
    for by in PLAIN_KEYS:
        if by != "client":
            found["month/%s.table" % by] = ("month", 0, ["--by", by, *SHORT])
    for form in FORMATS:
        some = ["--client", "198.18.0.5", *DAY] if form in ("jsonl", "bulk") else SHORT
        found["month/month." + form] = ("month", 0, [*format_of(form), *some])
        found["samples/client." + form] = ("logs", 0, format_of(form))
    return found


CASES = cases()


def readable(name, output):
    """A page without what its template says anyway, and nothing with the number of a version."""
    if name.endswith(".json"):
        return re.sub(rb'"version":"[0-9.]+"', b'"version":"VERSION"', output)
    if not name.endswith(".html"):
        return output
    text = re.sub(r"mailenable-report [0-9.]+", "mailenable-report VERSION", output.decode())
    text = re.sub(r"(?s)(<style>).*(</style>)|(<script>).*(</script>)", r"\1\3...\2\4", text)
    text = re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-...", text)
    return text.encode()


def difference(name, wanted, output):
    before, after = (text.decode("utf-8", "replace").splitlines() for text in (wanted, output))
    return "\n".join(difflib.unified_diff(before, after, "tests/data/report/" + name, "now", lineterm=""))


@pytest.mark.parametrize("name", sorted(CASES))
def test_output_is_as_it_was_read(report, month_logs, name):
    logs, columns, arguments = CASES[name]
    arguments = [*arguments, month_logs[0] if logs == "month" else GOLDEN / logs]
    if columns:
        output = plain(on_a_terminal(report.program, arguments, columns)).encode()
    else:
        # Records without a date have no document, and their number is said.
        output = report(*arguments, stderr=None if name.endswith(".bulk") else b"")
    output = readable(name, output)
    path = GOLDEN / name
    if os.environ.get("ME_REPORT_UPDATE"):
        changed = difference(name, path.read_bytes() if path.exists() else b"", output)
        print("\n" + changed if changed else "", end="")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output)
    assert path.exists(), "nobody has read this yet: make update-report"
    changed = difference(name, path.read_bytes(), output)
    if path.read_bytes() != output:
        pytest.fail(changed or "only the ends of lines differ")


def test_no_file_is_left_over():
    found = {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*")
             if path.is_file() and path.parent.name != "logs"}
    if os.environ.get("ME_REPORT_UPDATE"):
        for name in found - set(CASES):
            print("\nremoved: " + name)
            (GOLDEN / name).unlink()
        found &= set(CASES)
    assert found == set(CASES)


def test_pages_differ_by_the_question_in_their_tables_alone(report):
    def rest(by):
        page = report("--format", "html", "--by", by, GOLDEN / "logs").decode()
        page = re.sub(r'(?s)<h2 id="by-.*</table>\n</div>\n', "", page)
        return re.sub(r'<li><a href="#by-[a-z]+">[^<]*</a></li>\n', "", page)

    pages = {rest(by) for by in PLAIN_KEYS}
    assert len(pages) == 1 and "</main>" in pages.pop()
