# SPDX-License-Identifier: Apache-2.0
"""What depends on a terminal: width, colour, progress; and what happens when output goes nowhere."""
import fcntl
import os
import re
import resource
import select
import signal
import struct
import subprocess
import termios
import time

import pytest

from conftest import SAMPLES, open_terminal
from test_options import PLAIN_KEYS, format_of, words


def on_a_terminal(program, args, columns, env=None, stderr_only=False):
    """What stays on a terminal of that width, behind the progress of a slow run; with `stderr_only`, all that came."""
    master, slave = open_terminal()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [program, *map(str, args)], stdin=subprocess.DEVNULL, stderr=slave,
        stdout=subprocess.DEVNULL if stderr_only else slave,
        env={"PATH": os.environ["PATH"], "TERM": "xterm", "TZ": "UTC", **(env or {})})
    os.close(slave)
    output, deadline = b"", time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([master], [], [], 1)[0]:
            continue
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        output += data
    os.close(master)
    assert process.wait(timeout=20) == 0
    text = output.replace(b"\r\n", b"\n").decode()
    return text if stderr_only else re.sub(r"\r[^\r\n]*\x1b\[K", "", text)


def plain(text):
    return re.sub(r"\x1b\[\d+m", "", text)


@pytest.fixture(scope="module")
def logs(month_logs):
    return month_logs[0]


@pytest.mark.parametrize("by", PLAIN_KEYS)
@pytest.mark.parametrize("columns", [20, 40, 79, 80, 119, 120, 140, 300])
def test_width(report, logs, columns, by):
    text = plain(on_a_terminal(report.program, ["--by", by, logs], columns))
    widest = max(map(len, text.splitlines()))
    assert widest <= min(max(columns, 40), 240)
    assert ("TRIED" in text) == (columns >= 120)
    assert ("WHAT FAILED AND WHY" in text) == (columns >= 80 and by != "reason")
    if columns == 80:
        assert text.encode() == report("--by", by, logs)


@pytest.mark.parametrize("columns", [40, 80, 120, 160])
def test_who_it_was_is_never_cut(report, tmp_path, columns):
    """Two of these look the same when their ends are missing."""
    clients = ["2001:db8:1234:5678:9abc:def0:1234:%s" % end for end in ("5678", "5679")]
    users = ["a.rather.long.name.%d@example.com" % i for i in range(2)]
    line = "11/22/26 07:00:01\tSMTP-IN\t%032X.MAI\t1\t%s\tAUTH\t{blank}\t535 Invalid\t9\t9\t%s\n"
    path = tmp_path / "log"
    path.write_text("".join(line % (i, clients[i], users[i]) for i in range(2)))
    for by in ("client", "user"):
        text = plain(on_a_terminal(report.program, ["--by", by, path], columns))
        for name in clients + users:
            assert re.search(r"(?<!\S)%s(?!\S)" % re.escape(name), text), text


def test_colour_only_where_it_is_wanted(report, logs):
    assert "\x1b[31m" in on_a_terminal(report.program, [logs], 80)
    assert "\x1b" not in on_a_terminal(report.program, [logs], 80, {"NO_COLOR": "1"})
    assert "\x1b[31m" in on_a_terminal(report.program, [logs], 80, {"NO_COLOR": ""})
    assert "\x1b" not in on_a_terminal(report.program, [logs], 80, {"TERM": "dumb"})
    assert b"\x1b" not in report(logs)


def read_rest(master):
    """What comes until the terminal's other end is closed."""
    output = b""
    while select.select([master], [], [], 60)[0]:
        try:
            data = os.read(master, 4096)
        except OSError:
            return output
        output += data
    raise AssertionError("the program goes on: %r" % output)


def heed_interrupts():
    """A shell has what it runs in the background ignore them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def long_work(report):
    """The program at work for more than a second on a pipe that gives a line every now and then, when progress has
    been shown: (process, master of the terminal)."""
    master, slave = open_terminal()
    line = b"11/22/26 07:00:01\tME-I0111: Relay Denied: Failed to meet all relay criteria.\n"
    process = subprocess.Popen(
        [report.program, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=slave,
        env={**os.environ, "TERM": "xterm"}, preexec_fn=heed_interrupts)
    os.close(slave)
    output, deadline = b"", time.monotonic() + 30
    while b"MB/s" not in output and time.monotonic() < deadline:
        os.write(process.stdin.fileno(), line)
        if select.select([master], [], [], 0.1)[0]:
            output += os.read(master, 4096)
    assert b"MB/s" in output
    yield process, master
    os.close(master)
    process.kill()
    process.wait()


def test_progress_is_shown_while_the_work_is_long_and_leaves_nothing(long_work):
    process, master = long_work
    process.stdin.close()
    assert read_rest(master).endswith(b"\r\x1b[K")
    assert process.wait(timeout=20) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_progress_leaves_nothing_when_it_is_given_up(long_work, number):
    process, master = long_work
    process.send_signal(number)
    assert read_rest(master).endswith(b"\r\x1b[K")
    assert process.wait(timeout=20) == -number


def test_what_is_to_be_ignored_stays_ignored(report):
    """nohup, and whatever else began it with a signal ignored."""
    master, slave = open_terminal()
    process = subprocess.Popen(
        [report.program, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=slave,
        env={**os.environ, "TERM": "xterm"}, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    os.close(slave)
    status = "/proc/%d/status" % process.pid
    process.stdin.write(b"x\n" * 100000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    assert int(re.search(r"SigIgn:\s*(\w+)", open(status).read()).group(1), 16) & 1 << signal.SIGINT - 1
    assert b"100000 in 1 file" in process.communicate(timeout=60)[0] and process.returncode == 0
    os.close(master)


def test_no_progress_where_a_line_cannot_be_written_over(report, tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    process = subprocess.Popen(["sh", "-c", 'for i in 1 2 3 4 5 6 7 8; do echo x; sleep 0.2; done > "$1"', "sh", fifo])
    assert on_a_terminal(report.program, [fifo], 80, {"TERM": "dumb"}, stderr_only=True) == ""
    assert process.wait(timeout=20) == 0


def test_no_progress_for_short_work(report):
    """So short that it is no second's work for a program that is watched by a sanitizer on a busy machine."""
    assert on_a_terminal(report.program, [SAMPLES / "debug.log"], 80, stderr_only=True) == ""


LISTS = ("list", "mailenable-deny")  # of the clients that are bad enough, which with these samples takes --min 1


def format_options(form):
    return format_of(form) + (["--min", "1"] if form in LISTS else [])


OUTPUTS = pytest.mark.parametrize(
    "options", [format_options(form) for form in words("format.def")] + [["--unrecognized"], ["--help"], ["--version"]],
    ids=lambda options: options[1] if len(options) > 1 else options[0])


@OUTPUTS
def test_a_full_disk_is_said_once(report, samples, options):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [report.program, *options, *samples], stdout=full, stderr=subprocess.PIPE, cwd=SAMPLES, timeout=60)
    assert done.returncode == 1
    assert done.stderr == b"mailenable-report: standard output: No space left on device\n"


@pytest.mark.native
@pytest.mark.parametrize("form", words("format.def"))
def test_a_disk_that_becomes_full_is_said_once(report, logs, tmp_path, form):
    """The first octets find their place. A limit on the size of files does what a disk of that size would do."""
    size = 32 if form in LISTS else 2048

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    path = tmp_path / "out"
    with open(path, "wb") as out:
        done = subprocess.run([report.program, *format_options(form), str(logs)], stdout=out, stderr=subprocess.PIPE,
                              timeout=60, preexec_fn=limit)
    assert path.stat().st_size == size
    assert done.returncode == 1
    assert done.stderr == b"mailenable-report: standard output: File too large\n"


@OUTPUTS
def test_without_standard_output(report, samples, options):
    """The files that are read must not take its place."""
    done = subprocess.run(["sh", "-c", '"$@" >&-', "sh", report.program, *options, *samples],
                          stderr=subprocess.PIPE, cwd=SAMPLES, timeout=60)
    assert done.returncode == 1
    assert done.stderr == b"mailenable-report: standard output: Bad file descriptor\n"


@OUTPUTS
def test_a_closed_pipe_is_nothing_to_speak_of(report, samples, options):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [report.program, *options, *samples], stdout=write, stderr=subprocess.PIPE, cwd=SAMPLES, timeout=60)
    os.close(write)
    assert done.returncode == 0 and done.stderr == b""


@pytest.mark.parametrize("form", words("format.def"))
def test_a_pipe_that_is_closed_in_the_middle(report, logs, form):
    read, write = os.pipe()
    process = subprocess.Popen([report.program, *format_of(form), str(logs)], stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert len(os.read(read, 1000)) > 0
    os.close(read)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0
