# SPDX-License-Identifier: Apache-2.0
"""The HTML page in a browser: with and without scripts, light and dark, narrow and wide, and with hostile text.

With `ME_REPORT_PICTURES=DIR` the screenshots are kept there, to be looked at.
"""
import json
import os
import pathlib
import re
import struct

import pytest

import hostile
import month


@pytest.fixture(scope="module")
def wild_page(report, tmp_path_factory):
    directory = tmp_path_factory.mktemp("wild")
    (directory / "a.log").write_bytes(hostile.log())
    path = directory / "report.html"
    path.write_bytes(report("--format", "html", directory / "a.log"))
    return path


def assert_without_complaint(browser, path):
    assert browser.problems == []
    assert browser.requests == ["file://%s" % path]


def test_the_page_loads_without_a_word_and_shows_its_charts(browser, page):
    browser.show(page)
    assert_without_complaint(browser, page)
    assert browser.ask("document.querySelectorAll('.chart g rect').length") > 30
    assert browser.ask("document.querySelector('.chart').getBoundingClientRect().height") > 100
    assert browser.ask("document.querySelectorAll('.heat tbody td').length") == 7 * 24
    assert browser.ask("getComputedStyle(document.querySelector('.s0')).fill") != "rgb(0, 0, 0)"
    assert browser.ask("document.querySelector('.bar rect').getBoundingClientRect().width") > 50
    assert browser.ask("document.querySelectorAll('table.data').length") == 9


def granted_bars(browser):
    """{day: (granted, by an open relay)} as the titles of the bars say, and the days that are marked."""
    bars = browser.ask("""Array.from(document.querySelectorAll('[aria-labelledby=granted-label] g'), g =>
        [g.querySelector('title').textContent, g.querySelectorAll('.granted').length,
         g.querySelectorAll('.open').length])""")
    found, marked = {}, set()
    for title, bar, marks in bars:
        day, granted, opened = re.fullmatch(
            r"(\S+): relaying granted (\d+)(?:, (\d+) of them by an open relay)?", title).groups()
        found[day] = (int(granted), int(opened or 0))
        assert bar == 1 and marks in (0, 2)
        marked |= {day} if marks else set()
    return found, marked


def test_granted_relaying_stands_beside_the_attempts(browser, page, report, month_logs):
    browser.show(page)
    found, marked = granted_bars(browser)
    for only, place in (("relay-granted", 0), ("open-relay", 1)):
        days = json.loads(report("--format", "json", "--only", only, "--by", "day", month_logs[0]))["groups"]
        assert {day: counts[place] for day, counts in found.items() if counts[place]} == {
            group["day"]: group["attempts"] for group in days}
    opened = sum(server.granted["open-relay"] for server in month_logs[1])
    assert marked == {month.OPEN_RELAY[0].strftime("%Y-%m-%d")} == {day for day, counts in found.items() if counts[1]}
    assert sum(counts[1] for counts in found.values()) == opened > 0
    legend = browser.ask("Array.from(document.querySelectorAll('.below .legend li'), li => li.textContent)")
    assert legend == ["relaying granted by a login, an address or the like: %d" % (
        sum(counts[0] for counts in found.values()) - opened), "open relay, marked below the bars, too: %d" % opened]


OPEN_RELAY = b"11/22/26 07:00:0%d\tME-I0110: Relay Granted: Server is configured to allow anyone to relay.\n"


def test_granted_relaying_alone_is_shown_too(browser, report, tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(report("--format", "html", stdin=OPEN_RELAY % 1 + OPEN_RELAY % 2))
    browser.show(path)
    assert_without_complaint(browser, path)
    assert browser.ask("Array.from(document.querySelectorAll('nav a'), a => a.hash)") == ["#warnings", "#time"]
    assert browser.ask("document.getElementById('granted-label').textContent") == (
        "Granted relaying by hour: mail to elsewhere that the server took. The most: 2, 2026-11-22 07:00. "
        "Open relay: first seen 2026-11-22 07:00, last seen 2026-11-22 07:00.")
    assert browser.ask("document.querySelectorAll('.chart').length") == 1
    assert "No connection failed." in browser.ask("document.body.innerText")


def test_granted_relaying_that_is_asked_for_stands_once(browser, report, tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(report("--format", "html", "--only", "granted", stdin=OPEN_RELAY % 1))
    browser.show(path)
    assert browser.ask("Array.from(document.querySelectorAll('.chart'), c => c.getAttribute('aria-labelledby'))") == [
        "time-label"]


def test_tables_sort(browser, page):
    browser.show(page)
    column = "Array.from(document.querySelectorAll('table.data')[0].tBodies[0].rows, r => r.cells[%d].textContent)"
    press = "document.querySelectorAll('table.data')[0].querySelectorAll('th button')[%d].click()"
    head = "document.querySelectorAll('table.data')[0].querySelectorAll('th')[%d].getAttribute('aria-sort')"
    before = browser.ask(column % 0)
    browser.ask(press % 1)
    counts = [int(re.sub(r"\D", "", text)) for text in browser.ask(column % 1)]
    assert counts == sorted(counts, reverse=True) and browser.ask(head % 1) == "descending"
    browser.ask(press % 1)
    counts = [int(re.sub(r"\D", "", text)) for text in browser.ask(column % 1)]
    assert counts == sorted(counts) and browser.ask(head % 1) == "ascending"
    browser.ask(press % 0)
    found = browser.ask(column % 0)
    assert sorted(found) == sorted(before) and browser.ask(head % 1) is None
    addresses = [name for name in found if "." in name]
    assert addresses == sorted(addresses, key=lambda name: list(map(int, name.split(".")))) != sorted(addresses)
    assert browser.problems == []


def test_tables_filter(browser, page):
    browser.show(page)
    shown = "Array.from(document.querySelectorAll('table.data')[0].tBodies[0].rows).filter(r => r.offsetHeight).length"
    everything = browser.ask(shown)
    type_in = "(i => { i.value = %r; i.dispatchEvent(new Event('input')); })(document.querySelector('.filter input'))"
    browser.ask(type_in % "RELAY DENIED")
    assert browser.ask(shown) == 3
    assert "3 of %d rows" % everything in browser.ask("document.querySelector('.filter').textContent")
    browser.ask(type_in % "")
    assert browser.ask(shown) == everything


def test_without_scripts_everything_is_there(browser, page):
    browser.show(page, scripts=False)
    assert_without_complaint(browser, page)
    assert browser.ask("document.querySelectorAll('th button, .filter').length") == 0
    text = browser.ask("document.body.innerText")
    for word in ("198.51.100.77", "Open relay", "relay denied", "Hours of the week", "By recipient", "bob@example.com"):
        assert word in text


@pytest.mark.parametrize("scripts", [True, False])
def test_hostile_text_stays_text(browser, wild_page, scripts):
    browser.show(wild_page, scripts=scripts)
    assert_without_complaint(browser, wild_page)
    assert browser.ask("document.title").startswith("Mail server report")
    wild = "img, base, iframe, object, h1[id], #injected, [onmouseover], [onerror], [onload], a[href^=javascript]"
    assert browser.ask("document.querySelectorAll('%s').length" % wild) == 0
    assert browser.ask("document.querySelectorAll('meta').length") == 5
    assert browser.ask("document.scripts.length") == 1
    assert "<script>document.title='owned'</script>" in browser.ask("document.body.innerText")


LOGIN = b"\t".join([b"11/22/26 07:00:01", b"SMTP-IN", b"A" * 32 + b".MAI", b"1", b"192.0.2.7", b"AUTH", b"{blank}",
                    b"535 Invalid Username or Password", b"9", b"9", b"bob"])
UNTIMED = b"ME-I0111: Relay Denied: Failed to meet all relay criteria.\n"


@pytest.mark.parametrize(
    "lines, options, sections, words",
    [
        (b"", [], [], ["No record of MailEnable was found.", "0 records in 0 lines of 1 file:"]),
        (b"11/22/26 07:00:01\tME-I0101: Local Delivery: Address (a@example.com) is local.\n", [], [],
         ["No connection failed.", "1 record in 1 line of 1 file:"]),
        (LOGIN, ["--user", "alice"], [], ["Nothing of what was asked for happened.", "Asked for: user alice"]),
        (LOGIN, [], ["time", "tops", "week", "by-client", "by-network", "by-user", "by-reason",
                   "by-service", "by-host"],
         ["The most: 1, 2026-11-22 07:00", "login failed: 1"]),
        (UNTIMED, [], ["by-client", "by-reason", "by-service", "by-host"], ["relay denied: no right"]),
    ],
    ids=["no record", "no failure", "nothing asked for", "one", "one without a time"],
)
def test_little_to_show(browser, report, tmp_path, lines, options, sections, words):
    """No empty chart and no empty table: a section is there when it has something to tell, and so is its link."""
    path = tmp_path / "report.html"
    path.write_bytes(report("--format", "html", "--host", "mail01", *options, stdin=lines))
    browser.show(path)
    assert_without_complaint(browser, path)
    assert browser.ask("Array.from(document.querySelectorAll('h2'), h => h.id)") == sections
    assert browser.ask("Array.from(document.querySelectorAll('nav a'), a => a.hash.slice(1))") == sections
    text = browser.ask("document.body.innerText")
    for word in words:
        assert word in text
    assert "- to -" not in text and "NaN" not in text


def test_a_hundred_thousand_clients(browser, report, tmp_path):
    """Two hundred rows of each table, the rest summed: a page that still can be mailed."""
    path = tmp_path / "report.html"
    lines = (LOGIN.replace(b"192.0.2.7", b"198.%d.%d.%d" % (18 + (i >> 16), i >> 8 & 255, i & 255))
             .replace(b"A" * 32, b"%032X" % i) for i in range(100000))
    path.write_bytes(report("--format", "html", stdin=b"\n".join(lines)))
    assert path.stat().st_size < 1000000
    browser.show(path)
    assert_without_complaint(browser, path)
    assert browser.ask("document.querySelectorAll('table.data')[0].tBodies[0].rows.length") == 201
    text = browser.ask("document.body.innerText")
    assert "(others)" in text and "Too many rows by client: 95000 attempts" in text


def size(picture):
    assert picture.startswith(b"\x89PNG")
    return struct.unpack(">II", picture[16:24])


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_fits_narrow_and_wide_in_light_and_dark(browser, page, wild_page, width, dark):
    for name, path in (("page", page), ("wild", wild_page)):
        browser.show(path, width=width, dark=dark)
        assert browser.ask("document.documentElement.scrollWidth") <= width
        picture = browser.picture(width, 3000)
        assert size(picture) == (width, 3000)
        pictures = os.environ.get("ME_REPORT_PICTURES")
        if pictures:
            kind = "%s-%d-%s.png" % (name, width, "dark" if dark else "light")
            (pathlib.Path(pictures) / kind).write_bytes(picture)


def luminance(colour):
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_charts_stand_out_from_what_they_stand_on(browser, page, dark):
    """WCAG 2.1, 1.4.11: 3 to 1 for what one must see."""
    browser.show(page, dark=dark)
    paper = browser.ask("getComputedStyle(document.querySelector('.panel')).backgroundColor")
    for number in range(8):
        fill = browser.ask("(r => { r.setAttribute('class', 's%d'); return getComputedStyle(r).fill; })"
                           "(document.querySelector('.legend rect'))" % number)
        assert contrast(fill, paper) >= 3, (number, fill, paper)
    for one in (".bar rect", ".granted", ".open"):
        assert contrast(browser.ask("getComputedStyle(document.querySelector('%s')).fill" % one), paper) >= 3
    assert contrast(browser.ask("getComputedStyle(document.querySelector('.chart text')).fill"), paper) >= 4.5


@pytest.mark.parametrize("media", ["", "print"], ids=["screen", "print"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_contrast_is_enough_for_everybody(browser, page, dark, media):
    """WCAG 2.1, 1.4.3: 4.5 to 1 for text."""
    browser.show(page, dark=dark, media=media)
    pairs = browser.ask("""(() => {
        const paper = e => { for (; e; e = e.parentElement) {
            const c = getComputedStyle(e).backgroundColor; if (!/, 0\\)$/.test(c)) return c; }
            return 'rgb(255,255,255)'; };
        return Array.from(document.querySelectorAll('h1,p,a,dt,dd,li,th,td,caption,label,footer p'),
                          e => [getComputedStyle(e).color, paper(e), e.className + e.tagName]);
    })()""")
    assert len(pairs) > 200
    for ink, paper, element in pairs:
        assert contrast(ink, paper) >= 4.5, (element, ink, paper)


def test_the_page_has_what_readers_of_screens_need(browser, page, report, month_logs):
    browser.show(page)
    assert browser.ask("document.documentElement.lang") == "en"
    assert browser.ask("document.querySelectorAll('h1').length") == 1
    assert browser.ask("document.querySelectorAll('table.data caption, table.heat caption').length") == 10
    assert browser.ask("document.querySelectorAll('th:not([scope])').length") == 0
    label = "document.getElementById(document.querySelector('.chart').getAttribute('aria-labelledby')).textContent"
    days = json.loads(report("--format", "json", "--by", "day", month_logs[0]))["groups"]
    most = max(days, key=lambda group: group["attempts"])
    assert browser.ask(label) == "Attempts by day. The most: {attempts}, {day}.".format(**most)


def test_the_page_keeps_its_own_policy(page):
    """No style attribute, no handler, nothing from elsewhere: whoever forbids more than the page does sees the same."""
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"""<[^>]*\s(style|on\w+)=""", text)
    assert not re.search(r"""<[^>]*\s(src|srcset|action|background)=""", text)
    assert re.findall(r'<a href="([^#][^"]*)"', text) == []
    assert "default-src 'none'" in text and "unsafe" not in text
