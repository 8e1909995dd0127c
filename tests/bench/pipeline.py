# SPDX-License-Identifier: Apache-2.0
"""The benchmark of the module in its pipeline, beside its peers: `make bench`.

Prints tables in Markdown: whether the contestants do the same job, processor time, instructions, the library alone, and
the promises with PASS or the shortfall. ME_BENCH_MESSAGES (200000) and ME_BENCH_ROUNDS (5) make it shorter or surer.
"""
import os
import re
import subprocess
import sys

import instructions
import rounds
from contestants import Missing, contestants, tool
from messages import bundled, messages, stream
from targets import targets
from truth import Void, check

KINDS = {"foreign": "0 % MailEnable", "half": "50 %", "debug": "100 %", "activity": "Activity rows"}
COUNTED = ("foreign", "debug", "activity")


def progress(text):
    """One line on a terminal that the next one replaces; nothing elsewhere."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K" + text)
        sys.stderr.flush()


def table(title, head, rows):
    progress("")
    print("\n{}\n\n| {} |\n|{}".format(title, " | ".join(head), "---|" * len(head)))
    for row in rows:
        print("| {} |".format(" | ".join(row)))
    sys.stdout.flush()


def same_job(all_of_them):
    rows = []
    for contestant in all_of_them:
        progress("fields of " + contestant.name)
        right = check(contestant)
        if contestant.reads:
            rows.append((contestant.name, ", ".join(contestant.spared) or "-", str(right)))
    table("Every contestant makes the fields of the nine lines, one for each relay code, but those it is spared:",
          ("contestant", "spared", "of {} bundled Debug records right".format(len(bundled()))), rows)


def count_instructions(all_of_them):
    # A program behind mmexternal is a process of its own, and most of its cost.
    counted = [contestant for contestant in all_of_them if contestant.in_one_process()]
    counts = {}
    for contestant in counted:
        for kind in filter(contestant.takes, COUNTED):
            progress("instructions: {}, {}".format(contestant.name, kind))
            pieces = messages(kind)
            counts[contestant.name, kind] = instructions.count(contestant, lambda n, p=pieces: stream(p, n))

    def cell(name, kind):
        whole, inside = counts.get((name, kind), (None, None))
        if whole is None:
            return "-"
        return "{:,.0f}".format(whole) + ("" if inside is None else " ({:,.0f})".format(inside))

    table("Instructions for a message in the whole rsyslogd, and in brackets inside the action:",
          ("contestant", "foreign", "Debug", "Activity"),
          [[each.name, *(cell(each.name, kind) for kind in COUNTED)] for each in counted])
    return counts


def measure_time(all_of_them, count, number):
    times = rounds.measure(all_of_them, tuple(KINDS), count, number, progress)
    table("Processor seconds for a million messages, median and range of {} rounds of {} messages:".format(
        number, count), ("contestant", *KINDS.values()),
        [[each.name, *(str(times.get((each.name, kind), "-")) for kind in KINDS)] for each in all_of_them])
    return times


def run_library():
    """The benches of the library alone, shown as they are; what the recogniser's, its steps' and the conversations'
    have said."""
    programs, source = os.environ["ME_BENCH_LIBRARY"], os.path.dirname(os.path.abspath(__file__))
    recogniser = os.path.join(programs, "recogniser")
    said = []
    for command in ([recogniser], ["sh", os.path.join(source, "steps.sh"), recogniser],
                    [os.path.join(programs, "conversation")]):
        progress("the library alone: " + " ".join(map(os.path.basename, command)))
        # A program that finds a promise broken may say so with its exit status, too.
        said.append(subprocess.run(command, check=False, stdout=subprocess.PIPE, universal_newlines=True).stdout)
        progress("")
        print("\n```\n{}```".format(said[-1]), flush=True)
    return said


def found(pattern, text):
    return re.findall(pattern, text, re.MULTILINE)


def main():
    count = int(os.environ.get("ME_BENCH_MESSAGES") or 200000)
    number = int(os.environ.get("ME_BENCH_ROUNDS") or 5)
    only_truth = sys.argv[1:] == ["--truth"]
    try:
        if not only_truth:
            tool("valgrind", "valgrind")
        all_of_them = contestants()
        same_job(all_of_them)
    except (Missing, Void) as problem:
        progress("")
        return "bench: {}".format(problem)
    if only_truth:
        print("{} passed, 0 failed".format(len(all_of_them)))
        return None
    counts = count_instructions(all_of_them)
    times = measure_time(all_of_them, count, number)
    print("\nThe library alone:")
    recogniser, _, conversations = run_library()
    rates = {text: int(rate) for text, rate in found(r"^(\S.*?) {2,}\d+ +(\d+) +\d+ +\d+\b", recogniser)}
    linear = found(r"^\S.*? {2,}\d+\.\d+ +\d+\.\d+ +\d+\.\d+ +(.*)$", recogniser)
    lock = found(r"^.* locks taken, .* another, (.*)$", conversations)
    table("Promises:", ("what", "promise", "measured", "verdict"),
          [promise.cells() for promise in targets(counts, times, rates, linear, lock)])
    return None


if __name__ == "__main__":
    sys.exit(main())
