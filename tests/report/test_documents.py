# SPDX-License-Identifier: Apache-2.0
"""The manual and the completions name every option and every word, and no other."""
import json
import os
import pathlib
import re
import subprocess

import pytest

import month
from conftest import SAMPLES
from test_options import ROWS, words

ROOT = pathlib.Path(__file__).parents[2]
MANUAL = (ROOT / "doc" / "mailenable-report.1").read_text()
COMPLETIONS = ["mailenable-report", "_mailenable-report", "mailenable-report.fish"]
LONG = {"--" + name for _, _, name, _ in ROWS}
LABELS = ROOT / "report" / "count" / "labels.def"


def test_no_two_things_are_called_the_same():
    rows = re.findall(r'^ME_LABEL\(\w+, \w+, \w+, "([^"]+)"\)', LABELS.read_text(), re.M)
    assert len(rows) > 30 and len(rows) == len(set(rows))


def test_no_two_rows_are_called_the_same(report, samples):
    rows = report("--by", "reason", "--only", "all", "--format", "csv", *samples).decode().splitlines()[1:]
    names = [row.split(",")[0] for row in rows]
    assert len(names) > 20 and len(names) == len(set(names))


def test_the_summary_speaks_as_the_rows_do(report, month_logs):
    """An id would be a second name for what a row has words for."""
    summary = report(month_logs[0]).decode().split("\nSummary\n")[1].split("\n\n")[0]
    summary = " ".join(summary.split())
    assert "900 logged in" in summary and "590 relay denied: no right" in summary
    assert not re.search(r"[a-z]-[a-z]", summary)


@pytest.fixture(scope="module")
def kinds(report):
    report("--only", "?", status=2, stderr=None)
    return set(re.findall(r"[a-z0-9-]+", report.stderr.split("one or more of", 1)[1]))


def completion(name):
    return (pathlib.Path(os.environ["ME_COMPLETIONS"]) / name).read_text()


def test_the_schema_has_every_word():
    schema = json.loads((ROOT / "doc" / "mailenable-report.schema.json").read_text())
    keys = words("group_key.def")
    assert schema["$defs"]["question"]["enum"] == keys
    assert set(keys) <= set(schema["$defs"]["group"]["properties"])
    assert schema["properties"]["asked"]["properties"]["sort"]["enum"] == words("sort.def")


def test_the_manual_has_a_paragraph_for_each_option():
    text = MANUAL.replace("\\-", "-")
    for _, letter, name, _ in ROWS:
        heads = re.findall(r'^\.TP\n\.BR? "?(?:-(.) ", " )?--%s\b' % name, text, re.M)
        assert heads == [letter], (name, heads)
    options = text.split(".SH OPTIONS")[1].split(".SH WARNINGS")[0]
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", options)) == LONG
    for word in words("group_key.def") + words("sort.def") + words("format.def") + words("only.def"):
        assert re.search(r"\b%s\b" % word, text), word


def test_the_manual_says_what_the_words_for_failures_mean_and_how_to_ask_for_them(kinds):
    rows = re.findall(r'^ME_LABEL\((\w+), (\w+), (\w+), "([^"]+)"\)', LABELS.read_text(), re.M)
    section = MANUAL.replace("\\-", "-").split(".SH WHAT FAILED AND WHY")[1].split("\n.SH ")[0]
    documented = re.findall(r'^\.T[PQ]\n\.BR "([^"]+)" " \(([a-z-]+)\)"$', section, re.M)
    wanted = [(words, (event if reason == "NONE" else reason).lower().replace("_", "-"))
              for event, reason, weight, words in rows if weight != "NOT_FAILED"]
    assert sorted(documented) == sorted(wanted) and {kind for _, kind in documented} <= kinds


def test_the_manual_is_good_roff():
    done = subprocess.run(
        ["man", "--warnings", "-l", "-"],
        input=MANUAL.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"MANWIDTH": "80", "MAN_KEEP_FORMATTING": "0", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        timeout=60,
    )
    assert done.returncode == 0 and done.stderr == b""
    assert b"--max-groups" in re.sub(rb".\x08|\x1b\[[0-9;]*m", b"", done.stdout)


def test_the_examples_of_the_manual_do_what_they_say(report, month_logs, tmp_path):
    """As they stand there, but for where the logs lie and for the mail, which nobody is to get."""
    (tmp_path / "mail").write_text('#!/bin/sh\nprintf "[%s]" "$@"; cat\n')
    (tmp_path / "mail").chmod(0o755)
    (tmp_path / "mailenable-report").symlink_to(report.program)
    text = MANUAL.split(".SH EXAMPLES")[1].replace("\\-", "-").replace("/srv/logs", str(month_logs[0]))
    examples = re.findall(r"\.nf\n(.*?)\n\.fi", text, re.S)
    assert len(examples) == 5

    def run(script, **options):
        env = {**os.environ, "PATH": "%s:/usr/bin:/bin" % tmp_path}
        done = subprocess.run(["sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
                              env=env, timeout=60, **options)
        assert done.returncode == 0 and done.stderr == b"", (script, done)
        return done.stdout.decode()

    assert run(examples[0]).startswith("CLIENT ")
    assert "Asked for " in run(examples[1])
    assert run(examples[2]) == "[-s][Mail server report][-A][report.html][boss@example.com]The page is attached.\n"
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")
    assert run(examples[3]).split() == [month.GUESSER, month.OFFICE]
    row = (SAMPLES / "activity-rows.log").read_bytes().splitlines(keepends=True)[3]
    (tmp_path / "SMTP-Activity-261122.log").write_bytes(row)
    assert run(examples[4].replace("tail -F", "cat")).startswith('{"log":"activity"')


def test_the_report_in_the_read_me_is_a_real_one():
    readme = (ROOT / "README.md").read_text()
    shown = re.search(r"```text\n(CLIENT  .*?)```", readme, re.S).group(1)
    printed = (SAMPLES / "report" / "month" / "80.table").read_text()
    assert all(part in printed for part in shown.split("...\n")) and shown.count("...\n") == 1


@pytest.mark.parametrize("name", COMPLETIONS)
def test_completions_know_every_option_and_word(name, kinds):
    text = completion(name)
    plain = re.sub(r"#.*", "", text)
    for _, letter, option, argument in ROWS:
        spelled = r"-l %s\b" % option if name.endswith(".fish") else r"--%s\b" % option
        assert re.search(spelled, plain), option
        if letter and argument != "NULL":
            assert re.search(r"-s %s\b" % letter if name.endswith(".fish") else r"(?<![\w-])-%s\b" % letter, plain)
    for word in words("group_key.def") + words("sort.def") + words("format.def") + sorted(kinds):
        assert re.search(r"(?<![\w-])%s(?![\w-])" % word, plain), word
