# SPDX-License-Identifier: Apache-2.0
"""How fast the report is, beside `grep -c ME-` over the same bytes and pflogsumm over as many bytes of its own kind.

Makes up the logs in a temporary directory (ME_BENCH_MB megabytes, 1000 unless set), runs everything ME_BENCH_RUNS
times (3), and prints a table in Markdown: the median of the seconds, bytes per second, and the most memory a run took.
Every file is read once before, so that the disk plays no part.
"""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import month

MEGABYTE = 1000000
SCALE = 4  # one month of the two servers is about 33 MB


def make_logs(directory, size):
    """Months of as many pairs of servers as it takes."""
    first = directory / "pair000"
    # A process of its own, as for the other log: what this one has used would count as its children's memory.
    subprocess.run([sys.executable, month.__file__, first, str(SCALE)], check=True)
    made = sum(path.stat().st_size for path in first.rglob("*.log"))
    pairs = max(1, round(size / made))
    for i in range(1, pairs):
        for server in first.iterdir():
            shutil.copytree(server, directory / ("pair%03d" % i) / ("%s-%03d" % (server.name, i)))


def make_postfix_log(path, size):
    lines = []
    for i in range(20000):
        head = "Nov %2d %02d:%02d:%02d mail01 postfix/" % (1 + i // 800, i // 40 % 24, i % 60, i * 7 % 60)
        client = "unknown[203.0.113.%d]" % (i % 250)
        lines += [
            head + "smtpd[%d]: connect from %s" % (1000 + i, client),
            head + "smtpd[%d]: NOQUEUE: reject: RCPT from %s: 554 5.7.1 <victim%d@example.org>: Relay access denied;"
            " from=<spam@example.net> to=<victim%d@example.org> proto=ESMTP helo=<ylmf-pc>" % (1000 + i, client, i, i),
            head + "smtpd[%d]: disconnect from %s ehlo=1 mail=1 rcpt=0/1 commands=2/3" % (1000 + i, client),
        ]
    block = ("\n".join(lines) + "\n").encode()
    with open(path, "wb") as out:
        while out.tell() < size:
            out.write(block)


def run(command):
    """(seconds, seconds of processor time, most memory in bytes)"""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C"})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main():
    program = os.environ["ME_REPORT"]
    size = int(os.environ.get("ME_BENCH_MB", "1000")) * MEGABYTE
    runs = int(os.environ.get("ME_BENCH_RUNS", "3"))
    with tempfile.TemporaryDirectory() as place:
        logs, postfix = pathlib.Path(place) / "logs", pathlib.Path(place) / "postfix.log"
        make_logs(logs, size)
        files = sorted(map(str, logs.rglob("*.log")))
        total = sum(os.path.getsize(name) for name in files)
        commands = {
            "grep -c ME-": (["grep", "-c", "ME-", *files], total),
            "mailenable-report --jobs 1": ([program, "--jobs", "1", str(logs)], total),
            "mailenable-report --jobs 2": ([program, "--jobs", "2", str(logs)], total),
            "mailenable-report --format html": ([program, "--format", "html", str(logs)], total),
        }
        if shutil.which("pflogsumm"):
            subprocess.run([sys.executable, __file__, str(postfix), str(total)], check=True)
            commands["pflogsumm, its own kind"] = (["pflogsumm", str(postfix)], os.path.getsize(postfix))
        for command, _ in commands.values():
            for name in command[1:]:
                if os.path.isfile(name):
                    subprocess.run(["cat", name], stdout=subprocess.DEVNULL, check=True)
        results = {name: [] for name in commands}
        for _ in range(runs):
            for name, (command, _) in commands.items():
                results[name].append(run(command))
        machine = (len(files), total / MEGABYTE, os.cpu_count(), runs)
        print("%d files, %.0f MB, %d processors, median of %d runs" % machine)
        print("\n| command | seconds | processor seconds | MB/s | MB of memory |\n|---|---|---|---|---|")
        for name, measured in results.items():
            seconds = statistics.median(triple[0] for triple in measured)
            processor = statistics.median(triple[1] for triple in measured)
            memory = max(triple[2] for triple in measured)
            rate = commands[name][1] / seconds / MEGABYTE
            print("| `%s` | %.2f | %.2f | %.0f | %.0f |" % (name, seconds, processor, rate, memory / MEGABYTE))


if __name__ == "__main__":
    sys.exit(make_postfix_log(sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 1 else main())
