# SPDX-License-Identifier: Apache-2.0
"""The same lines in whatever form they come: one report."""
import bz2
import collections
import gzip
import io
import json
import lzma
import os
import pathlib
import resource
import shutil
import subprocess
import time
import zipfile

import pytest

import month


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """Some days of one server as one file, in the order of time."""
    directory = tmp_path_factory.mktemp("forms")
    server = month.make(days=4)[1]
    server.write(directory)
    path = directory / "mail02" / "all.log"
    rows = sorted(server.rows, key=lambda row: row[:2])
    path.write_bytes(b"".join(text.encode() + b"\r\n" for *_, text in rows))
    return path


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True, timeout=60).stdout


@pytest.fixture(scope="module")
def plain(report, log):
    return report("--format", "json", "--by", "user", log)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress, zstd], ids=["gz", "xz", "bz2", "zst"])
def test_packed(report, log, plain, tmp_path, pack):
    packed = tmp_path / "log"
    packed.write_bytes(pack(log.read_bytes()))
    assert report("--format", "json", "--by", "user", packed) == plain
    assert report("--format", "json", "--by", "user", "-", stdin=packed.read_bytes()) == plain


def test_zip_and_directory_and_stdin(report, log, plain, tmp_path):
    with zipfile.ZipFile(tmp_path / "logs.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(log, "deep/inside/all.log")
    assert report("--format", "json", "--by", "user", tmp_path / "logs.zip") == plain
    (tmp_path / "one" / "two").mkdir(parents=True)
    shutil.copy(log, tmp_path / "one" / "two")
    assert report("--format", "json", "--by", "user", tmp_path / "one") == plain
    assert report("--format", "json", "--by", "user", "-", stdin=log.read_bytes()) == plain
    assert report("--format", "json", "--by", "user", stdin=log.read_bytes()) == plain


def test_a_zip_of_a_whole_server(report, log, tmp_path):
    """Debug and Activity meet, although they are two entries of one archive."""
    place = log.parent / "Logging" / "SMTP"
    wanted = report("--format", "json", place)
    with zipfile.ZipFile(tmp_path / "server.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in place.iterdir():
            archive.write(path, path.name)
    assert report("--format", "json", tmp_path / "server.zip") == wanted


def test_a_zip_of_several_servers(report, tmp_path):
    """Its directories name the servers, as they do when it is unpacked. Tools of Windows write backslashes."""
    row = ROW.replace("#011", "\t") + "\r\n"
    places = {
        "mail01/Logging/SMTP/a.log": "mail01",
        "Plesk/Mail Servers/Mail Enable/Logging/SMTP/a.log": "outside",
        "mail02\\Logging\\SMTP\\a.log": "mail02",
        "../mail03/./Logs/../a.log": "mail03",
        "../a.log": "outside",
        "/mail04/a.log": "mail04",
        "a.log": "outside",
        "b\u00fcro/a.log": "b\u00fcro",
    }
    (tmp_path / "outside").mkdir()
    with zipfile.ZipFile(tmp_path / "outside" / "all.zip", "w") as archive:
        for i, name in enumerate(places):
            archive.writestr(name, row.replace("07:00:", "07:%02d:" % i))
    found = json.loads(report("--format", "json", "--by", "host", tmp_path))
    assert {g["host"]: g["attempts"] for g in found["groups"]} == collections.Counter(places.values())


@pytest.fixture(scope="module")
def farm(tmp_path_factory):
    """More files than are read together: seven pairs of servers, which the same clients call on."""
    directory = tmp_path_factory.mktemp("farm")
    for i in range(7):
        for server in month.make(days=1 + i % 2):
            server.name += "-%d" % i
            server.write(directory)
    return directory


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl", "html"])
def test_the_number_of_threads_does_not_matter_with_many_servers(report, farm, form):
    for more in ([], ["--max-groups", "3"], ["--by", "recipient", "--only", "all", "--top", "0"]):
        wanted = report("--format", form, "--jobs", "1", *more, farm)
        for jobs in ("2", "3", "8"):
            assert report("--format", form, "--jobs", jobs, *more, farm) == wanted


def test_many_servers_are_the_sum_of_each(report, farm):
    def counts(place):
        found = json.loads(report("--format", "json", "--top", "0", place))
        return collections.Counter({
            (g.get("client"), w["event"], w.get("reason")): w["attempts"] for g in found["groups"] for w in g["what"]})

    single = sum((counts(place) for place in farm.iterdir()), collections.Counter())
    assert len(list(farm.iterdir())) == 14 and sum(single.values()) > 100
    assert counts(farm) == single


def test_the_same_file_twice_counts_once(report, log, plain):
    assert report("--format", "json", "--by", "user", log, log.parent / "." / "all.log") == plain


HEADERS = {
    "traditional": "Nov 22 07:00:01 mail09 mailenable: ",
    "traditional without tag": "Nov 22 07:00:01 mail09 ",
    "RSYSLOG_FileFormat": "2026-11-22T07:00:01.123456+01:00 mail09 mailenable ",
    "RFC 5424": '<133>1 2026-11-22T07:00:01.123456+01:00 mail09 app - - [a@1 b="x \\"]\\" y"] ',
    "RFC 3164 frame": "<133>Nov 22 07:00:01 mail09 mailenable: ",
}
ROW = (
    "11/22/26 07:00:01#011SMTP-IN#01167F8B39840CFFA46C0B5C0FD5D91AF4D.MAI#0111320#011192.0.2.1#011AUTH#011{blank}"
    "#011535 Invalid Username or Password#01134#01118#011bob#011"
)


@pytest.mark.parametrize("header", HEADERS)
def test_lines_that_rsyslog_wrote(report, header):
    found = json.loads(report("--format", "json", "--by", "host", stdin=(HEADERS[header] + ROW + "\n").encode()))
    assert [(g["host"], g["attempts"]) for g in found["groups"]] == [("mail09", 1)]


@pytest.mark.parametrize(
    "line",
    [
        {"message": "", "hostname": "mail09"},
        {"timestamp": "x", "host": {"name": "mail09", "ip": ["192.0.2.1"]}, "message": ""},
        {"a": {"message": "not this"}, "msg": "", "b": [1, "}"], "host": "mail09"},
    ],
)
def test_json_lines(report, line):
    for field in ("message", "msg"):
        if field in line:
            line[field] = ROW.replace("#011", "\t")
    found = json.loads(report("--format", "json", "--by", "host", stdin=json.dumps(line).encode() + b"\n"))
    assert [(g["host"], g["attempts"]) for g in found["groups"]] == [("mail09", 1)]


def test_a_code_without_a_time_behind_a_tag(report):
    line = b"2026-11-22T07:00:01+01:00 mail09 mailenable: ME-I0111: Relay Denied: Failed to meet all relay criteria.\n"
    group = json.loads(report("--format", "json", stdin=line))["groups"][0]
    assert group["attempts"] == 1 and group["first"] == "2026-11-22T07:00:01"


def test_every_cut_of_a_file(report, log, tmp_path):
    """Whole lines count; of a cut line nothing but its being there may be seen."""
    data = b"".join(log.read_bytes().splitlines(keepends=True)[:12])
    cuts = sorted({*range(0, len(data), 37), *range(len(data) - 150, len(data) + 1)})
    for cut in cuts:
        found = json.loads(report("--format", "json", stdin=data[:cut]))["summary"]
        whole = data[:cut].count(b"\n")
        assert whole <= found["records"] + found["unrecognized_lines"] <= found["lines"] <= whole + 1


def test_a_packed_file_that_is_cut_is_reported_as_far_as_it_goes(report, log, tmp_path):
    packed = tmp_path / "cut.gz"
    packed.write_bytes(gzip.compress(log.read_bytes())[:-2000])
    found = json.loads(report("--format", "json", packed, status=1, stderr=None))
    assert found["summary"]["records"] > 1000
    assert "cut.gz: " in report.stderr


def zipped(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("all.log", data)
    return out.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress, zstd, zipped],
                         ids=["gz", "xz", "bz2", "zst", "zip"])
def test_every_kind_of_packed_file_cut_anywhere(report, log, pack):
    """What can be unpacked is counted, and that the rest is missing is said; at no place does it go wrong."""
    data = log.read_bytes()
    packed, lines = pack(data), data.count(b"\n")
    whole = 0
    for cut in sorted({0, 1, 2, 5, 11, 17, 30, *range(64, len(packed), len(packed) // 16), len(packed) - 1}):
        done = subprocess.run([report.program, "--format", "json", "-"], input=packed[:cut], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60)
        summary = json.loads(done.stdout)["summary"]
        assert done.returncode in (0, 1) and summary["records"] <= lines
        assert done.returncode == 1 or summary["records"] in (0, lines), (cut, summary)
        assert (done.stderr != b"") == (done.returncode == 1)
        whole = max(whole, summary["records"])
    assert whole > lines // 2


def is_being_read(process, path):
    """Whether the process has the file open, or mapped, and reads more than its beginning, which is looked at first."""
    try:
        for link in os.listdir("/proc/%d/fd" % process.pid):
            if os.readlink("/proc/%d/fd/%s" % (process.pid, link)) == str(path):
                position = pathlib.Path("/proc/%d/fdinfo/%s" % (process.pid, link)).read_text().split()[1]
                if int(position) > 16384:
                    return True
        return str(path) in pathlib.Path("/proc/%d/maps" % process.pid).read_text()
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.parametrize("change", ["cut", "emptied", "grown", "removed"])
def test_a_file_that_changes_while_it_is_read(report, tmp_path, jobs, change):
    """Nobody takes the objects that come out of its beginning, so that the work stops in the middle of the file."""
    line = ROW.replace("#011", "\t").encode() + b"\r\n"
    lines, more = 100000, 1000
    path = tmp_path / "changing.log"
    path.write_bytes(line * lines)
    process = subprocess.Popen([report.program, "--format", "jsonl", "--jobs", jobs, path],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 20
    while not is_being_read(process, path):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.01)
    if change == "grown":
        with path.open("ab") as end:
            end.write(line * more)
    elif change == "removed":
        path.unlink()
    else:
        os.truncate(path, len(line) * (lines // 2) + 20 if change == "cut" else 0)
    output, errors = process.communicate(timeout=60)
    assert process.returncode in (0, 1), errors
    objects = output.splitlines()
    assert {json.loads(objects[i])["event"] for i in (0, -1)} <= {"auth-failure", "command"}
    if change == "removed":
        assert len(objects) == lines
    elif change == "grown":
        assert lines <= len(objects) <= lines + more
    else:
        assert 0 < len(objects) <= (lines // 2 if change == "cut" else lines - 1)


def test_odd_bytes(report):
    line = ROW.replace("#011", "\t").encode()
    assert json.loads(report("--format", "json", stdin=line))["summary"]["failed"] == 1
    noise = b"\0\0\0\n\xff\xfe\n" + line + b"\r\n\n\x1a"
    assert json.loads(report("--format", "json", stdin=noise))["summary"]["failed"] == 1


@pytest.mark.parametrize("excess", [-1, 0, 1])
def test_a_line_at_its_limit(report, excess):
    line = ROW.replace("#011", "\t").encode()
    long = b"x" * (65536 - 1 - len(line) + excess) + b" " + line
    found = json.loads(report("--format", "json", stdin=long + b"\n" + line + b"\n"))["summary"]
    assert found["lines"] == 2 and found["long_lines"] == (1 if excess > 0 else 0)
    assert found["failed"] >= 1


def test_a_directory_without_logs(report, tmp_path):
    (tmp_path / "empty").mkdir()
    assert report(tmp_path).startswith(b"There was no file to read.\n")
    (tmp_path / "other.bin").write_bytes(bytes(range(256)) * 100)
    (tmp_path / ".hidden.log").write_text(ROW)
    assert b"No record" in report(tmp_path)


def test_an_input_that_is_missing_is_said_and_the_rest_reported(report, samples):
    output = report("missing.log", "debug.log", status=1, stderr=None)
    assert b"Open relay" in output
    assert "missing.log: No such file" in report.stderr
    assert b"! Incomplete: 1 input could not be read, or not to its end." in output


UTF_16 = {
    "with a mark": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "big, with a mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "without a mark": lambda text: text.encode("utf-16-le"),
    "big, without a mark": lambda text: text.encode("utf-16-be"),
    "appended to ASCII": lambda text: text[:9000].rpartition("\n")[0].encode() + b"\n"
                                      + text[text[:9000].rindex("\n") + 1:].encode("utf-16-le"),
    "with ASCII appended": lambda text: text[:9000].rpartition("\n")[0].encode("utf-16-le") + "\n".encode("utf-16-le")
                                        + text[text[:9000].rindex("\n") + 1:].encode(),
    "big, appended to ASCII": lambda text: text[:9000].rpartition("\n")[0].encode() + b"\n"
                                           + text[text[:9000].rindex("\n") + 1:].encode("utf-16-be"),
}


@pytest.mark.parametrize("form", UTF_16)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
def test_text_in_utf_16_is_read(report, log, plain, tmp_path, form, pack):
    """Windows PowerShell writes it: Get-Content SMTP-Debug.log > copy.log, and with >> behind what was ASCII."""
    text = log.read_bytes().decode()
    path = tmp_path / "copy.log"
    path.write_bytes(pack(UTF_16[form](text)))
    assert report("--format", "json", "--by", "user", path) == plain
    assert report("--format", "json", "--by", "user", "-", stdin=path.read_bytes()) == plain


def test_names_in_utf_16_come_out_as_utf_8(report):
    user = "j\u00fcrgen\u20ac\U0001f4a9@example.com"
    row = "11/22/26 07:00:01\tSMTP-IN\t%032X.MAI\t1\t192.0.2.1\tAUTH\t{blank}\t535 no\t8\t9\t%s\t\r\n" % (1, user)
    for codec in ("utf-16-le", "utf-16-be"):
        found = json.loads(report("--format", "json", "--by", "user", stdin=row.encode(codec)))
        assert [group["user"] for group in found["groups"]] == [user]
    broken = row.replace("\U0001f4a9", "\ud83d").encode("utf-16-le", "surrogatepass")
    found = json.loads(report("--format", "json", "--by", "user", stdin=broken))
    assert [group["user"] for group in found["groups"]] == [user.replace("\U0001f4a9", "\ufffd")]


def processor_seconds():
    """What the programs that this process has waited for have used; os.times() counts in hundredths."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.native  # what children use is measured, and wine's server, which does most of the work, is not a child
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_of_many_files_takes_as_long_as_their_rows(report, tmp_path, compression):
    """Four times as many take about four times as long, not sixteen times."""
    row = "11/22/26 07:%02d:%02d\tSMTP-IN\t%032X.MAI\t1\t192.0.2.1\t\t\t530 denied access\t0\t0\t\t\r\n"
    seconds = {}
    for count in (1000, 4000):
        path = tmp_path / ("%d.zip" % count)
        with zipfile.ZipFile(path, "w", compression) as archive:
            for i in range(count):
                archive.writestr("%d.log" % i, row % (i // 60 % 60, i % 60, i))
        runs = []
        for _ in range(3):
            begin = processor_seconds()
            found = json.loads(report("--format", "json", "--jobs", "1", path))
            runs.append(processor_seconds() - begin)
            assert found["summary"]["files"] == found["summary"]["failed"] == count
        seconds[count] = min(runs)
    assert seconds[4000] < 8 * seconds[1000], seconds


def test_a_broken_archive_is_said(report, tmp_path):
    """Cut anywhere, or with any byte of its directory changed: read, or said to be broken."""
    packed, row = io.BytesIO(), ROW.replace("#011", "\t") + "\r\n"
    rows = [row.replace("07:00:", "07:%02d:" % i) for i in range(2)]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for i, row in enumerate(rows):
            archive.writestr("mail0%d/%d.log" % (i, i), row)
    data, path = packed.getvalue(), tmp_path / "logs.zip"

    def status(content):
        path.write_bytes(content)
        done = subprocess.run([report.program, "--format", "json", path], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60)
        assert done.returncode in (0, 1) and bool(done.stderr) == bool(done.returncode), done
        return done.returncode, json.loads(done.stdout)["summary"]["failed"]

    assert status(data) == (0, 2)
    assert status(data + b"a comment that nobody announced") == (0, 2)
    for cut in range(4, len(data), 3):
        assert status(data[:cut])[0] == 1, cut
    for place in range(data.index(b"PK\1\2"), len(data)):
        status(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1:])


def test_an_archive_that_was_written_to_a_pipe(report, log, plain, tmp_path):
    packed = io.BytesIO()

    class Pipe(io.RawIOBase):
        """Cannot be sought in, so that sizes stand behind the data."""

        def write(self, data):
            return packed.write(data)

        def writable(self):
            return True

    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        packed.seek(0)
        packed.truncate()
        with zipfile.ZipFile(Pipe(), "w", compression) as archive, archive.open("all.log", "w") as entry:
            entry.write(log.read_bytes())
        (tmp_path / "piped.zip").write_bytes(packed.getvalue())
        assert report("--format", "json", "--by", "user", tmp_path / "piped.zip") == plain


@pytest.mark.parametrize("jobs", ["1", "4"])
def test_a_log_and_its_copies_count_once(report, log, plain, tmp_path, jobs):
    """Its .gz, and what a backup took before the day was over; not a log that begins alike and goes on otherwise."""
    data = log.read_bytes()
    (tmp_path / "all.log").write_bytes(data)
    (tmp_path / "all.log.gz").write_bytes(gzip.compress(data))
    (tmp_path / "a.log").write_bytes(data[:len(data) // 2])
    found = json.loads(report("--format", "json", "--by", "user", "--jobs", jobs, tmp_path))
    wanted = json.loads(plain)
    assert (found["summary"]["copies"], found["summary"]["files"]) == (2, 1)
    wanted["summary"]["copies"] = 2
    assert found == wanted
    assert b"2 files left out: another one holds the same" in b" ".join(report(tmp_path).split())
    (tmp_path / "b.log").write_bytes(data[:len(data) // 2] + b"ME-I0111: Relay Denied: something else\n")
    assert json.loads(report("--format", "json", tmp_path))["summary"]["files"] == 2


def test_the_same_lines_of_another_server_count(report, log, plain, tmp_path):
    for host in ("mail01", "mail02"):
        (tmp_path / host).mkdir()
        shutil.copy(log, tmp_path / host)
    found = json.loads(report("--format", "json", "--by", "user", tmp_path))["summary"]
    assert found["copies"] == 0 and found["failed"] == 2 * json.loads(plain)["summary"]["failed"]


def test_records_without_a_date_are_counted_whatever_time_is_asked_for(report):
    stdin = b"ME-I0111: Relay Denied: Failed to meet all relay criteria.\r\n" * 3
    stdin += b"11/22/26 07:00:01\tME-I0112: Relay Denied: Server is configured not to allow relaying\r\n"
    for options, count in ([], 4), (["--since", "2027-01-01"], 3), (["--until", "2026-11-22"], 4):
        found = json.loads(report("--format", "json", *options, stdin=stdin))
        assert found["summary"]["failed"] == count and found["summary"]["records_undated"] == 3
        assert {w["id"]: w["count"] for w in found["warnings"]} == ({"undated-records": 3} if options else {})
        assert len(report("--format", "jsonl", *options, stdin=stdin).splitlines()) == count


def test_a_report_says_that_it_is_incomplete(report, log, tmp_path):
    """Whoever gets it by mail has not seen standard error."""
    (tmp_path / "cut.log.gz").write_bytes(gzip.compress(log.read_bytes())[:1000])
    inputs = ["missing.log", tmp_path / "cut.log.gz", log]
    found = json.loads(report("--format", "json", *inputs, status=1, stderr=None))
    warning = next(w for w in found["warnings"] if w["id"] == "unread-inputs")
    assert warning["count"] == 2 and found["summary"]["files"] == 2
    page = report("--format", "html", *inputs, status=1, stderr=None).decode()
    assert "Incomplete: 2 inputs could not be read, or not to their end." in page and "lines of 2 files:" in page
    assert "unread-inputs" not in report("--format", "json", log).decode()


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl", "html"])
def test_a_report_beside_the_logs_is_no_log(report, log, tmp_path, form):
    """What is written into the directory that is read, now or before."""
    shutil.copy(log, tmp_path)
    (tmp_path / "old.html").write_bytes(report("--format", "html", log) + b"ME-W0999 SMTP-IN\n")
    wanted = report("--format", form, log, cwd=tmp_path)
    name = "new." + form
    for path in (".", tmp_path):
        with open(tmp_path / name, "wb") as out:
            subprocess.run([report.program, "--format", form, path], stdout=out, cwd=tmp_path, timeout=60, check=True)
        found = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        assert len(found.splitlines()) == len(wanted.splitlines())
        assert b"Not understood" not in found and b"unrecognized-lines" not in found


@pytest.mark.native  # what a shell of this system opens is no file of wine's drives; tests/windows has the same
def test_the_output_is_no_input(report, tmp_path):
    path = tmp_path / "log"
    path.write_text("x\n")
    with open(path, "ab") as out:
        done = subprocess.run([report.program, path], stdout=out, stderr=subprocess.PIPE, timeout=20)
    assert done.returncode == 1 and b"log: is also the output" in done.stderr
