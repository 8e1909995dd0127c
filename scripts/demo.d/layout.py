# SPDX-License-Identifier: Apache-2.0
"""Two columns of text on a terminal: what came in on the left, what was made of it on the right.

Knows widths, colours and the names of a few fields; knows neither rsyslog nor where lines come from.
"""
import os
import shutil
import textwrap

NARROW, WIDE = 60, 160
_HEADLINE = ("outcome", "event")
# What a reader looks for first; the rest follows in the module's order, without what the left side already shows.
_FIRST = ("reason", "risk", "code")
_LEFT_OUT = ("log", "level", "decided_by", "text", "explanation")

_STYLES = {"none": "", "bold": "1", "dim": "2", "red": "1;31", "green": "32", "yellow": "33"}


def visible(frame):
    """A frame as text with its control characters spelled out, so that nothing in it reaches the terminal."""
    names = {"\t": "\\t", "\r": "\\r", "\n": "\\n"}
    return "".join(names.get(each) or (each if " " <= each <= "~" else "".join(
        "\\x{:02X}".format(byte) for byte in each.encode("utf-8", "surrogateescape")))
                   for each in frame.decode("utf-8", "surrogateescape"))


class Page:
    """Prints to `stream` in the terminal's width; colours only on a terminal and without NO_COLOR."""

    def __init__(self, stream):
        self._stream = stream
        self._coloured = (stream.isatty() and not os.environ.get("NO_COLOR")
                          and os.environ.get("TERM", "dumb") != "dumb")
        self.width = min(WIDE, max(NARROW, shutil.get_terminal_size((80, 24)).columns))
        self._left = (self.width - 3) // 2
        self._right = self.width - 3 - self._left

    def line(self, text="", style="none"):
        """One paragraph over the whole width."""
        for row in textwrap.wrap(text, self.width, drop_whitespace=True) or [""]:
            self._print(self._painted(row, style))

    def verbatim(self, text, style="none"):
        """Text that must not be re-flowed."""
        for start in range(0, max(len(text), 1), self.width):
            self._print(self._painted(text[start:start + self.width], style))

    def heading(self, words, left, right):
        """A title, the names of the columns, and a rule."""
        self.line(words, "bold")
        self._print(left.ljust(self._left) + " | " + right)
        self._print("-" * self._left + "-+-" + "-" * self._right)

    def pair(self, frame, fields):
        """One message: its bytes, and its fields or None when it is not MailEnable's."""
        left = _cut(visible(frame), self._left)
        rows = list(self._annotation(fields))
        for number in range(max(len(left), len(rows))):
            text, style = rows[number] if number < len(rows) else ("", "none")
            padded = (left[number] if number < len(left) else "").ljust(self._left)
            self._print(padded + " | " + self._painted(text, style))
        self._print(" " * self._left + " |")

    def _annotation(self, fields):
        if fields is None:
            yield "not MailEnable's: left as it came", "dim"
            return
        yield " ".join(str(fields[name]).upper() if name == "outcome" else str(fields[name])
                       for name in _HEADLINE if name in fields), _style_of(fields)
        names = [name for name in _FIRST if name in fields]
        names += [name for name in fields if name not in _HEADLINE + _FIRST + _LEFT_OUT]
        texts = ["{} {}".format(name, _shown(fields[name])) for name in names]
        for row in _packed(texts, self._right):
            yield row, "none"
        if fields.get("risk") in ("high", "critical") and "explanation" in fields:
            for row in textwrap.wrap(fields["explanation"], self._right):
                yield row, _style_of(fields)

    def _painted(self, text, style):
        code = _STYLES[style]
        return "\x1b[{}m{}\x1b[0m".format(code, text) if self._coloured and code and text else text

    def _print(self, text):
        print(text.rstrip(), file=self._stream)


def _style_of(fields):
    if fields.get("risk") in ("high", "critical"):
        return "red"
    return {"denied": "yellow", "granted": "green"}.get(fields.get("outcome"), "bold")


def _shown(value):
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return visible(text.encode("utf-8", "surrogateescape"))


def _cut(text, width):
    return [text[start:start + width] for start in range(0, len(text), width)] or [""]


def _packed(texts, width):
    """Texts as rows, as many to a row as fit with two blanks between them."""
    row = ""
    for text in texts:
        if row and len(row) + 2 + len(text) > width:
            yield row
            row = ""
        row = row + "  " + text if row else text
        while len(row) > width:
            yield row[:width]
            row = row[width:]
    if row:
        yield row
