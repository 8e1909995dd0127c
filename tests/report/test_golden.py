# SPDX-License-Identifier: Apache-2.0
"""What the program printed when somebody last read it: each format by each question, on the samples and on the made-up
month. That the figures are right, other tests say; these show what a change does to a reader.

`make update-report` writes the files in tests/data/report anew and shows the difference.
"""
import difflib
import os
import pathlib
import re

import pytest

from conftest import SAMPLES
from test_options import words
from test_terminal import on_a_terminal, plain

GOLDEN = SAMPLES / "report"
SHORT = ["--top", "8"]  # rows of the month: enough to see what a row looks like
DAY = ["--since", "2026-11-17", "--until", "2026-11-17"]


def cases():
    """{file: (logs, columns of the terminal or 0, arguments)}"""
    found = {
        "month/80.table": ("month", 80, []),
        "month/120.table": ("month", 120, []),
        "month/140.table": ("month", 140, []),
        "month/granted.table": ("month", 0, ["--only", "granted", "--by", "reason"]),
        "month/others.table": ("month", 0, ["--max-groups", "3"]),
        "month/relayer.jsonl": ("month", 0, ["--format", "jsonl", "--client", "198.18.0.5", *DAY]),
        "samples/all.jsonl": ("samples", 0, ["--format", "jsonl"]),
        "samples/nothing.table": ("samples", 0, ["--client", "203.0.113.255"]),
        "samples/nothing.html": ("samples", 0, ["--format", "html", "--client", "203.0.113.255"]),
    }
    for form in sorted(set(words("format.def")) - {"jsonl"}):
        for by in words("group_key.def"):
            arguments = ["--format", form, "--by", by]
            found["samples/by-%s.%s" % (by, form)] = ("samples", 0, arguments)
            found["month/by-%s.%s" % (by, form)] = ("month", 0, arguments + SHORT)
    return found


CASES = cases()


def readable(name, output):
    """A page without what its template says anyway, and by other questions than the first without what is the same;
    nothing with the number of a version."""
    if name.endswith(".json"):
        return re.sub(rb'"version":"[0-9.]+"', b'"version":"VERSION"', output)
    if not name.endswith(".html"):
        return output
    text = re.sub(r"mailenable-report [0-9.]+", "mailenable-report VERSION", output.decode())
    text = re.sub(r"(?s)(<style>).*(</style>)|(<script>).*(</script>)", r"\1\3...\2\4", text)
    text = re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-...", text)
    asked = re.search("by-([a-z]+)", name)
    if asked and asked.group(1) != "client":
        text = re.search(r'(?s)<h2 id="by-.*?</table>\n', text).group()
    return text.encode()


def difference(name, wanted, output):
    before, after = (text.decode("utf-8", "replace").splitlines() for text in (wanted, output))
    return "\n".join(difflib.unified_diff(before, after, "tests/data/report/" + name, "now", lineterm=""))


@pytest.mark.parametrize("name", sorted(CASES))
def test_output_is_as_it_was_read(report, samples, month_logs, name):
    logs, columns, arguments = CASES[name]
    arguments = [*arguments, *(samples if logs == "samples" else [month_logs[0]])]
    if columns:
        output = plain(on_a_terminal(report.program, arguments, columns)).encode()
    else:
        output = report(*arguments)
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
    found = {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*") if path.is_file()}
    if os.environ.get("ME_REPORT_UPDATE"):
        for name in found - set(CASES):
            print("\nremoved: " + name)
            (GOLDEN / name).unlink()
        found &= set(CASES)
    assert found == set(CASES)


def test_pages_differ_by_the_question_in_their_tables_alone(report, samples):
    def rest(by):
        page = report("--format", "html", "--by", by, *samples).decode()
        page = re.sub(r'(?s)<h2 id="by-.*</table>\n</div>\n', "", page)
        return re.sub(r'<li><a href="#by-[a-z]+">[^<]*</a></li>\n', "", page)

    pages = {rest(by) for by in words("group_key.def")}
    assert len(pages) == 1 and "</main>" in pages.pop()
