# SPDX-License-Identifier: Apache-2.0
"""What a file is called, which file it is, and what happens to files that are none."""
import os
import pathlib
import subprocess

import pytest

from conftest import SAMPLES, drive

ROW = "11/22/26 07:00:01\tSMTP-IN\t%032X.MAI\t1\t192.0.2.%d\tAUTH\t{blank}\t535 Invalid\t9\t9\tuser%d@example.com\n"


def write(path, *numbers):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(ROW % (n, n, n) for n in numbers))
    return path


def both(windows, native, theirs, ours):
    """The reports of the same files, named in either way; they have something to say."""
    options = ["--format", "json"]
    got, want = windows(*options, *theirs), native(*options, *ours)
    assert got == want
    assert b"192.0.2." in got
    return got


@pytest.mark.parametrize("spell", [
    drive, lambda path: drive(path).replace("\\", "/"), lambda path: "\\\\?\\" + drive(path), str,
    lambda path: str(path).replace("/", "\\"), lambda path: drive(path).lower(),
], ids=["drive", "slashes", "prefix", "root", "backslashes", "lower"])
def test_spellings(windows, native, tmp_path, spell):
    path = write(tmp_path / "mail01" / "with blanks.log", 1, 2)
    both(windows, native, [spell(path)], [path])
    by_host = ["--by", "host", "--format", "csv"]
    assert b"mail01," in windows(*by_host, spell(path)) == native(*by_host, path)


def test_a_drive_is_no_host(windows, native, tmp_path):
    path = write(tmp_path / "mail01" / "C$" / "Logging" / "SMTP" / "a.log", 1)
    assert b"mail01," in windows("--by", "host", "--format", "csv", drive(path))


def shown(name):
    """As messages have it, which write what no keyboard may have as the number of the character."""
    return "".join(c if c < "\x7f" else "\\u{%x}" % ord(c) for c in name)


@pytest.mark.parametrize("name", ["журнал.log", "ログ ü.log", "\U0001F4E7.log"])
def test_names_in_any_script(windows, native, tmp_path, name):
    path = write(tmp_path / name, 1)
    both(windows, native, [drive(path)], [path])
    both(windows, native, [drive(tmp_path)], [tmp_path])
    path.unlink()
    windows(drive(path), status=1, stderr=None)
    native(path, status=1, stderr=None)
    assert windows.stderr.rsplit("\\" + shown(name), 1)[1] == native.stderr.rsplit("/" + shown(name), 1)[1]


def test_long_paths(windows, native, tmp_path):
    deep = tmp_path
    for letter in "abcd":
        deep = deep / (letter * 120)
    path = write(deep / "long.log", 1)
    assert len(str(path)) > 480
    both(windows, native, [drive(path)], [path])
    both(windows, native, [drive(tmp_path)], [tmp_path])
    both(windows, native, [drive(deep) + "\\*.log"], [path])


@pytest.mark.parametrize("pattern,names", [
    ("*.log", ["a1.log", "a2.log", "b1.log"]), ("a?.log", ["a1.log", "a2.log"]), ("*1*", ["a1.log", "b1.log"]),
    ("A*.LOG", ["a1.log", "a2.log"]), ("s*b/*.txt", ["sub/c.txt"]), ("*/c.txt", ["sub/c.txt"]), ("*.lo", []),
    ("a1.log?", []), ("x*/*", []), ("a1.log/*", []),
])
def test_wildcards(windows, native, tmp_path, pattern, names):
    for number, name in enumerate(["a1.log", "a2.log", "b1.log", "sub/c.txt"], 1):
        write(tmp_path / name, number)
    for word, where in ((drive(tmp_path / pattern), "/"), (pattern, tmp_path), (pattern.replace("/", "\\"), tmp_path)):
        got = windows("--format", "json", word, cwd=where, status=0 if names else 1, stderr=None)
        if names:
            assert windows.stderr == ""
            assert got == native("--format", "json", *[tmp_path / name for name in names])
        else:
            assert "nothing has such a name" in windows.stderr


def test_a_file_counts_once_under_all_its_names(windows, native, tmp_path):
    path = write(tmp_path / "a.log", 1, 2, 3)
    os.link(path, tmp_path / "hard.log")
    os.symlink(path, tmp_path / "soft.log")
    once = native("--format", "csv", path)
    for names in ([path, path], [path, tmp_path / "hard.log"], [path, tmp_path / "soft.log"], [tmp_path, path]):
        assert windows("--format", "csv", *map(drive, names)) == once


def test_files_that_differ_are_all_read(windows, native, tmp_path):
    """So many that two would fall together if any of them did."""
    for number in range(1, 201):
        write(tmp_path / ("%d.log" % number), number)
    got = both(windows, native, [drive(tmp_path), "--top", "0"], [tmp_path, "--top", "0"])
    assert b'"192.0.2.200"' in got and b'"192.0.2.1"' in got


def test_a_directory_within_itself(windows, native, tmp_path):
    """wine shows a link to a directory as a directory: nothing but what it is says that it is one of those above."""
    write(tmp_path / "logs" / "a.log", 1)
    os.symlink(tmp_path / "logs", tmp_path / "logs" / "loop")
    os.symlink(tmp_path, tmp_path / "logs" / "up")
    assert windows("--format", "csv", drive(tmp_path)) == native("--format", "csv", tmp_path)


@pytest.mark.parametrize("name", ["NUL", "nul", "\\\\.\\NUL"])
def test_the_device_that_is_empty(windows, native, name):
    assert windows("--format", "csv", name) == native("--format", "csv", "/dev/null")


@pytest.mark.parametrize("name", ["CON", "con", "CONIN$", "LPT1"])
def test_devices_that_nothing_is_behind(windows, name):
    """No console, no printer: a failure in one line, and no waiting."""
    windows(name, status=1, stderr=None)
    one_line(windows.stderr)


def one_line(words):
    assert words.count("\n") == 1 and words.startswith("mailenable-report: "), words


@pytest.mark.parametrize("path", ["no such file", "no/such/directory", "", "Q:\\logs", "\\\\?\\Z:\\nothing"])
def test_what_is_not_there(windows, path):
    windows(path, status=1, stderr=None)
    one_line(windows.stderr)
    assert "No such file or directory" in windows.stderr


def test_a_file_that_cannot_be_read(windows):
    windows(drive("/proc/self/mem"), status=1, stderr=None)
    one_line(windows.stderr)


def test_standard_input(windows, native):
    text = (SAMPLES / "debug.log").read_bytes()
    assert windows("-", stdin=text) == windows(stdin=text) == native("-", stdin=text)


def run(windows, *args, **streams):
    return subprocess.run([windows.program, *args], stderr=subprocess.PIPE, timeout=60, cwd=SAMPLES,
                          stdin=subprocess.DEVNULL, **streams)


def test_a_full_disk(windows):
    with open("/dev/full", "wb") as full:
        done = run(windows, "--format", "html", "debug.log", stdout=full)
    assert done.returncode == 1
    one_line(done.stderr.decode())


@pytest.mark.parametrize("form", ["table", "jsonl", "html"])
def test_a_reader_that_left(windows, form):
    reader, writer = os.pipe()
    os.close(reader)
    done = run(windows, "--format", form, "--only", "all", "debug.log", stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_output_to_a_file(windows, native, tmp_path):
    """Twice: a new file, then one in the place of another. Nothing else stays in the directory."""
    path = write(tmp_path / "a.log", 1)
    out = tmp_path / "out ü"
    out.mkdir()
    for form in ("csv", "html"):
        assert windows("--format", form, "-O", drive(out / "report"), drive(path)) == b""
        assert (out / "report").read_bytes() == native("--format", form, path)
        assert os.listdir(out) == ["report"]
    windows("-O", drive(out / "no" / "report"), drive(path), status=1, stderr=None)
    one_line(windows.stderr)
    assert windows("-O", "NUL", drive(path)) == b""


def test_the_report_does_not_read_itself(windows, native, tmp_path):
    write(tmp_path / "a.log", 1)
    with open(tmp_path / "out.csv", "wb") as out:
        done = run(windows, "--format", "csv", drive(tmp_path), stdout=out)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "out.csv").read_bytes() == native("--format", "csv", tmp_path / "a.log")


def test_the_output_is_no_input(windows, tmp_path):
    """As cmd redirects; what this system opens is no file on a drive of wine's."""
    path = write(tmp_path / "log", 1)
    before = path.read_bytes()
    command = "%s %s >> %s" % (drive(pathlib.Path(windows.program).parent / "program.exe"), drive(path), drive(path))
    done = subprocess.run([windows.program, "/c", command], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          timeout=60, env={**os.environ, "ME_WINDOWS_RUN": "cmd"})
    assert done.returncode == 1 and b"log: is also the output" in done.stderr
    assert path.read_bytes().startswith(before) and b"192.0.2.1," not in path.read_bytes()[len(before):]
