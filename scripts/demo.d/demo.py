# SPDX-License-Identifier: Apache-2.0
"""The demo's work: a private rsyslogd in a temporary directory, some lines through it, and the page that shows them.

Uses the end-to-end tests' harness to run rsyslogd, so that there is one way of doing that. Started by scripts/demo,
which has set up before.
"""
import collections
import json
import os
import signal
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path[:0] = [HERE, os.path.join(ROOT, "tests", "e2e")]

# pylint: disable=wrong-import-position
from harness import frames, inputs  # noqa: E402
from harness.rsyslogd import DaemonError, Rsyslogd, quoted  # noqa: E402
from layout import Page  # noqa: E402

WAYS = {"udp": inputs.Udp, "tcp": inputs.Tcp, "file": inputs.File}
RESULTS = "results"
COLUMNS = ("what came in", "what rsyslog now knows about it")
SHOWN_OF_A_FILE = 40
SECONDS_WITHOUT_PROGRESS = 30
MODULE = os.environ.get("ME_E2E_MODULE") or os.path.abspath(os.path.join(ROOT, "build", ".libs", "mmmailenable.so"))

ACTION = 'action(type="mmmailenable" explain="on")'


def configuration(directory, ways):
    """Listeners, the module, and a file with one line a message: how it came in and what was made of it."""
    parts = ["module(load={})".format(quoted(MODULE))]
    parts += ['module(load="{}")'.format(module) for way in ways.values() for module in way.modules]
    parts += ['template(name="result" type="string" string="%inputname%\\t%$!mailenable%\\n")',
              'ruleset(name="demo") {', ACTION,
              'action(type="omfile" file={} template="result" flushOnTXEnd="on")'.format(
                  quoted(os.path.join(directory, RESULTS))), "}"]
    parts += [way.config(directory, "demo") for way in ways.values()]
    return "\n".join(parts) + "\n"


def send_and_collect(directory, ways, batches):
    """Send the frames of `batches` (way name to list) through a daemon; returns way name to list of objects or None.

    Messages of one way stay in order; nothing is said about the order of the ways among each other.
    """
    ways = {name: way() for name, way in ways.items()}
    daemon = Rsyslogd(directory, configuration(directory, ways))
    try:
        for name, way in ways.items():
            way.connect(daemon)
            for frame in batches[name]:
                way.send(frame)
        wait_for_results(daemon, sum(len(batch) for batch in batches.values()))
    finally:
        daemon.stop()
        for way in ways.values():
            way.close()
    daemon.assert_quiet()
    found = {name: [] for name in ways}
    for line in daemon.lines(RESULTS):
        module, _, text = line.partition("\t")
        name = next(each for each, way in ways.items() if way.modules[0] == module)
        found[name].append(json.loads(text) if text else None)
    return found


def wait_for_results(daemon, count):
    """Wait for `count` results for as long as they keep coming."""
    have = 0
    offset = 0

    def grown():
        try:
            return os.path.getsize(daemon.path(RESULTS)) > offset
        except FileNotFoundError:
            return False

    while have < count:
        daemon.wait_until(grown, "more than {} of {} messages".format(have, count), SECONDS_WITHOUT_PROGRESS)
        with open(daemon.path(RESULTS), "rb") as file:
            file.seek(offset)
            added = file.read()
        offset += len(added)
        have += added.count(b"\n")


def bundled():
    """Frames of lines.txt by way, and the words that introduce each way."""
    batches = collections.defaultdict(list)
    words = {}
    way = None
    for line in frames.load_lines(os.path.join(HERE, "lines.txt"))[1:]:
        if line.startswith(b"# "):
            way, _, words[way] = line[2:].decode("ascii").partition(": ")
        else:
            batches[way].append(frames.decode(line))
    return dict(batches), words


def show_bundled(page, directory):
    """Every bundled line with its annotation, way by way."""
    batches, words = bundled()
    found = send_and_collect(directory, WAYS, batches)
    for way, batch in batches.items():
        page.heading("{}: {}".format(way.upper(), words[way]), *COLUMNS)
        for frame, fields in zip(batch, found[way]):
            page.pair(frame, fields)
    show_end(page, [fields for each in found.values() for fields in each])


def show_file(page, directory, path):
    """The lines of the user's file, the first ones in full, and a summary of all."""
    with open(path, "rb") as file:
        # rsyslog drops empty lines, and so does this count of what must come back.
        batch = [line.rstrip(b"\n") + b"\n" for line in file if line.strip(b"\n")]
    found = send_and_collect(directory, {"file": inputs.File}, {"file": batch})["file"]
    page.heading("FILE: " + os.path.basename(path), *COLUMNS)
    for frame, fields in list(zip(batch, found))[:SHOWN_OF_A_FILE]:
        page.pair(frame, fields)
    if len(batch) > SHOWN_OF_A_FILE:
        page.line("... and {} more lines.".format(len(batch) - SHOWN_OF_A_FILE))
        page.line()
    show_end(page, found)


def show_end(page, found):
    """Counts, one object as JSON, and the configuration that did it."""
    ours = [fields for fields in found if fields is not None]
    page.line("{} messages: {} recognised, {} not MailEnable's.".format(len(found), len(ours),
                                                                        len(found) - len(ours)), "bold")
    counts = collections.Counter((fields["event"], fields.get("reason", ""), fields.get("risk", "")) for fields in ours)
    for (event, reason, risk), count in counts.most_common():
        page.line("{:>7}  {}{}{}".format(count, event, ", " + reason if reason else "",
                                         ", risk " + risk if risk else ""))
    page.line()
    if ours:
        page.line("The first of them as JSON:", "bold")
        page.verbatim(json.dumps(ours[0]))
        page.line()
    page.line("The lines of rsyslog.conf that did it:", "bold")
    page.verbatim('module(load="mmmailenable")')
    page.verbatim(ACTION)


def main(arguments):
    """Run the demo; returns the exit status."""
    # Turned into an exception, so that the daemon and the directory go whatever ends the demo.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    page = Page(sys.stdout)
    try:
        with tempfile.TemporaryDirectory(prefix="mmmailenable-demo-") as directory:
            if arguments:
                show_file(page, directory, arguments[0])
            else:
                show_bundled(page, directory)
    except (DaemonError, OSError) as problem:
        print("demo: {}".format(problem), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
