# SPDX-License-Identifier: Apache-2.0
"""How fast the report is, beside `grep -c ME-` over the same bytes and pflogsumm over as many bytes of its own kind.

Makes up the logs in a temporary directory (ME_BENCH_MB megabytes, 1000 unless set), reads every file once so that the
disk plays no part, runs everything in turn ME_BENCH_RUNS times (3), and prints tables in Markdown: medians, the
fastest and the slowest run, and the most memory. Then what has been promised, and whether it is kept.
"""
import collections
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

import bench_logs

MEGABYTE = 1000000
MEMORY_PROMISED = 64 << 20
SPEED_PROMISED = 0.5  # of grep's

Run = collections.namedtuple("Run", "seconds processor memory")


class Contest:
    """Commands that take turns, so that whatever else the machine does hits all of them alike."""

    def __init__(self, place, runs):
        self.place, self.runs, self.commands, self.results = place, runs, {}, {}

    def add(self, name, command, size):
        self.commands[name] = (command, size)

    def run_once(self, command):
        out = self.place / "measured"
        subprocess.run([os.environ["ME_MEASURE"], out, *command], check=True, env={**os.environ, "LC_ALL": "C"})
        seconds, processor, kibibytes = out.read_text().split()
        return Run(float(seconds), float(processor), int(kibibytes) << 10)

    def run(self):
        results = {name: [] for name in self.commands}
        for _ in range(self.runs):
            for name, (command, _) in self.commands.items():
                results[name].append(self.run_once(command))
        self.results = results

    def rate(self, name):
        """Bytes a second."""
        return self.commands[name][1] / statistics.median(run.seconds for run in self.results[name])

    def memory(self, name):
        return max(run.memory for run in self.results[name])

    def print(self):
        print("\n| command | MB | seconds | from … to | processor seconds | MB/s | MiB of memory |")
        print("|---|---|---|---|---|---|---|")
        for name, runs in self.results.items():
            seconds = sorted(run.seconds for run in runs)
            print("| `%s` | %.0f | %.2f | %.2f … %.2f | %.2f | %.0f | %.1f |" % (
                name, self.commands[name][1] / MEGABYTE, statistics.median(seconds), seconds[0], seconds[-1],
                statistics.median(run.processor for run in runs), self.rate(name) / MEGABYTE,
                self.memory(name) / (1 << 20)))


def total(files):
    return sum(os.path.getsize(name) for name in files)


def warm(files):
    for name in files:
        with open(name, "rb") as opened:
            while opened.read(MEGABYTE):
                pass


def whole(place, program, files, postfix, runs):
    contest = Contest(place, runs)
    size = total(files)
    contest.add("grep -c ME-", ["grep", "-c", "ME-", *files], size)
    for jobs in ("1", "2"):
        contest.add("mailenable-report --jobs " + jobs, [program, "--jobs", jobs, *files], size)
    contest.add("mailenable-report", [program, *files], size)
    contest.add("mailenable-report --format html", [program, "--format", "html", *files], size)
    if shutil.which("pflogsumm"):
        contest.add("pflogsumm, its own kind", ["pflogsumm", postfix], total([postfix]))
    contest.run()
    contest.print()
    return contest


def kinds(place, program, files, postfix, runs):
    """Each kind of file alone, one thread."""
    contest = Contest(place, runs)
    of_kind = {"Debug": "SMTP-Debug", "Activity": "SMTP-Activity", "W3C": "ex"}
    groups = {kind: [name for name in files if pathlib.Path(name).name.startswith(start)]
              for kind, start in of_kind.items()}
    groups["foreign"] = [postfix]
    for kind, names in groups.items():
        contest.add(kind + ": grep -c ME-", ["sh", "-c", 'grep -c ME- "$@" || :', "sh", *names], total(names))
        contest.add(kind + ": mailenable-report --jobs 1", [program, "--jobs", "1", *names], total(names))
    contest.run()
    contest.print()


def judge(what, good, figures):
    print("- %s: %s (%s)" % ("PASS" if good else "SHORTFALL", what, figures))


def main():
    program = os.environ["ME_REPORT"]
    size = int(os.environ.get("ME_BENCH_MB", "1000")) * MEGABYTE
    runs = int(os.environ.get("ME_BENCH_RUNS", "3"))
    with tempfile.TemporaryDirectory() as directory:
        place = pathlib.Path(directory)
        bench_logs.make_logs(place / "logs", size)
        files = sorted(map(str, (place / "logs").rglob("*.log")))
        postfix = str(place / "postfix.log")
        bench_logs.make_postfix_log(postfix, total(files))
        warm([*files, postfix])
        print("%d files, %.0f MB, %d processors, median of %d runs" % (
            len(files), total(files) / MEGABYTE, os.cpu_count(), runs))
        contest = whole(place, program, files, postfix, runs)
        kinds(place, program, files, postfix, runs)
        outputs = {subprocess.run([program, "--jobs", jobs, *files], stdout=subprocess.PIPE, check=True).stdout
                   for jobs in ("1", "2", "3")}
    share = contest.rate("mailenable-report") / contest.rate("grep -c ME-")
    memory = max(contest.memory(name) for name in contest.commands if name.startswith("mailenable-report"))
    print()
    judge("half the speed of grep", share >= SPEED_PROMISED, "%.2f of it" % share)
    judge("at most 64 MiB of memory", memory <= MEMORY_PROMISED, "%.1f MiB" % (memory / (1 << 20)))
    judge("the same report whatever the number of threads", len(outputs) == 1, "1, 2 and 3 threads")


if __name__ == "__main__":
    sys.exit(main())
