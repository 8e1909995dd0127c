# SPDX-License-Identifier: Apache-2.0
"""Strangers' text is harmless in each format."""
import csv
import html.parser
import io
import json
import re
import unicodedata

import pytest

import hostile

BY = ["client", "user", "sender", "recipient"]
DECEPTIVE = re.compile("[\u00ad\u061c\u115f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe0f\ufeff\uffa0"
                       "\ufff9-\ufffb\U0001d173\U000e0000-\U000e0fff]")


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "SMTP-Activity-261122.log"
    path.write_bytes(hostile.log())
    return path


@pytest.mark.parametrize("by", BY)
def test_a_terminal_gets_printable_ascii(report, log, by):
    output = report("--by", by, "--top", "0", log)
    assert not re.search(rb"[^\n -~]", output)
    assert b"\\x1b[2J" in output or by == "client"
    assert max(map(len, output.splitlines())) <= 80


@pytest.mark.parametrize("by", BY)
def test_a_spreadsheet_gets_no_formula(report, log, by):
    output = report("--format", "csv", "--by", by, log).decode("utf-8")
    assert output.count("\r\n") == output.count("\n") == output.count("\r")
    assert not DECEPTIVE.search(output)
    rows = list(csv.reader(io.StringIO(output, newline="")))
    assert len({len(row) for row in rows}) == 1 and len(rows) > 10
    for row in rows:
        assert all(unicodedata.category(c) != "Cc" for cell in row for c in cell)


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_NONE], ids=["quotes", "no quotes"])
def test_no_formula_whatever_separates_cells(report, log, by, separator, quoting):
    """A spreadsheet decides by the country it is in what separates cells."""
    output = report("--format", "csv", "--by", by, log).decode("utf-8")
    found = 0
    for row in csv.reader(io.StringIO(output, newline=""), delimiter=separator, quoting=quoting):
        for cell in row:
            assert not re.match(r"[\s\"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]", cell), cell
            found += "=1+1" in cell
    assert found or by == "client" or separator == "|"


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_stays_json(report, log, form):
    output = report("--format", form, "--by", "user", log).decode("utf-8")
    values = [json.loads(line) for line in output.split("\n")[:-1]] if form == "jsonl" else [json.loads(output)]
    assert values
    assert "<script>document.title='owned'</script>" in json.dumps(values)
    # What a terminal would obey or a reader would be deceived by is written as \u.
    assert not re.search("[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", output)
    assert "\\u202e" in output
    assert "\\u0000nul" in output or form == "json"  # a row with a NUL in it names nobody for sure


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_an_object_has_no_field_that_a_stranger_named(report, text):
    """Whatever the HELO name is: an object for each row, with the row's own event and reply."""
    raw = text.replace("\n", " ").encode("utf-8", "surrogatepass")
    output = report("--format", "jsonl", stdin=hostile.row(0, b"EHLO", b"EHLO " + raw, b"250-hello"))
    values = [json.loads(line) for line in output.decode("utf-8").split("\n")[:-1]]
    assert len(values) == 1 and values[0]["log"] == "activity"
    assert values[0].get("reply", "250-hello") == "250-hello" or "\t" in text
    assert set(values[0]) <= {"log", "service", "event", "time", "client_ip", "message_id", "connection", "direction",
                              "command", "argument", "reply", "reply_code", "bytes_sent", "bytes_received", "helo",
                              "user", "anomalies", "subject", "offence"}


@pytest.mark.parametrize("text", hostile.TEXTS)
def test_warnings_are_harmless_too(report, text):
    """An account that was guessed is named in a warning."""
    raw = text.encode("utf-8", "surrogatepass")
    lines = [hostile.row(4 * i, b"AUTH", b"{blank}", b"535 Invalid Username or Password", raw) for i in range(12)]
    lines.append(hostile.row(100, b"AUTH", b"{blank}", b"235 Authenticated", raw))
    table = report(stdin=b"".join(lines))
    assert not re.search(rb"[^\n -~]", table) and max(map(len, table.splitlines())) <= 80
    page = report("--format", "html", stdin=b"".join(lines)).decode("utf-8")
    assert not DECEPTIVE.search(page) and not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f]", page)
    assert "<svg onload" not in page and "<meta http-equiv=refresh" not in page and page.count("<script>") == 1
    warnings = json.loads(report("--format", "json", stdin=b"".join(lines)))["warnings"]
    # A row in which a TAB, a CR or a NUL stands names nobody for sure.
    assert "guessed-account" in {w["id"] for w in warnings} or re.search("[\t\r\0]", text)


def test_marks_do_not_pile_up(report, log):
    """Forty marks on a letter would be drawn over the lines above."""
    page = report("--format", "html", log).decode("utf-8")
    assert not re.search("[\u0300-\u036f\u0489\u20d0-\u20ff]{4}", page)
    assert "Z\u0301\u0489\u20dd\ufffd" in page


class Elements(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_a_page_gets_no_element(report, log, samples):
    def elements(output):
        parser = Elements()
        parser.feed(output.decode("utf-8"))
        return parser

    tame, wild = elements(report("--format", "html", *samples)), elements(report("--format", "html", log))
    assert wild.found <= tame.found and wild.attributes <= tame.attributes
    text = report("--format", "html", log).decode("utf-8")
    assert not DECEPTIVE.search(text) and not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f]", text)
    assert "&lt;script&gt;document.title=&#39;owned" in text


def test_shapes_hold_nothing_private(report, log):
    lines = b"11/22/26 07:00:01 SMTP-IN secret@example.com \x1b[31m\n12:00 ME-Z0001 password hunter2 for bob\n"
    output = report("--unrecognized", stdin=lines).decode()
    assert "99/99/99 99:99:99 SMTP-IN aaaaaa@aaaaaaa.aaa \\x1b[99a" in output
    assert not re.search("secret|hunter|bob|1[123]", output)
    assert "ME-Z0001" in output
    assert b"99/99/99#011ME-I0111 aaaa#015" in report("--unrecognized", stdin=b"11/22/26#011ME-I0111 mary#015\n")


def test_shapes_of_nothing(report):
    line = b"11/22/26 07:00:01\tME-I0111: Relay Denied: Failed to meet all relay criteria.\n"
    assert report("--unrecognized", stdin=b"hello\n") == b"No line looks like those of MailEnable's SMTP service.\n"
    assert report("--unrecognized", stdin=line) == b"Every line that looks like MailEnable's was understood.\n"


FIXED = r"(?<![a9])ME-[A-Za-z][0-9X]{4}|SMTP-(?:IN|OU)|Relay (?:Denied|Granted)|Local Delivery|\.MAI|AUTH|RCPT TO:" \
    r"|MAIL FROM:|Recipient Denied|EHLO|HELO|#0(?:11|09|12|15)|\\[trn]|\\x[0-9a-f]{2}"


def test_shapes_of_hostile_lines_are_shapes(report):
    """What no stranger chose, taken away, leaves nothing but `a`, `9` and punctuation."""
    heads = ["ME-I0111 ", "SMTP-IN\t", "x#011SMTP-OU#011"]
    lines = [head + text.replace("\n", " ") for head in heads for text in hostile.TEXTS]
    output = report("--unrecognized", stdin="\n".join(lines).encode("utf-8", "surrogatepass")).decode("ascii")
    shapes = [line[10:] for line in output.splitlines()]
    assert len(shapes) > 20
    for shape in shapes:
        assert re.search("SMTP-(IN|OU)|ME-I0111", shape)
        assert not re.search("[b-zA-Z0-8]", re.sub(FIXED, "", shape)), shape


def test_messages_about_files_with_odd_names(report, tmp_path):
    report(tmp_path / "\x1b[31m", status=1, stderr=None)
    assert "\x1b" not in report.stderr
