# SPDX-License-Identifier: Apache-2.0
"""The page of yesterday by mail: the commands of mailenable-report.service in the order in which systemd runs them,
with a sendmail that keeps the mail.
"""
import datetime
import email
import email.policy
import os
import pathlib
import shlex
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]
UNITS = ROOT / "packaging" / "systemd"
YESTERDAY = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
ROW = "{:%m/%d/%y} 07:{:02}:{:02}\tSMTP-IN\t{:032X}.MAI\t{}\t198.51.100.7\tAUTH\t{{blank}}\t{}\t9\t9\tbob@example.com\n"
pytestmark = pytest.mark.native  # systemd and sendmail


def service():
    """The unit as it is built."""
    path = os.environ.get("ME_UNITS")
    assert path, "ME_UNITS must name the directory of the units: run `make check-report`"
    return pathlib.Path(path) / "mailenable-report.service"


def settings(name):
    lines = service().read_text().replace("\\\n", " ").splitlines()
    return [line.split("=", 1)[1] for line in lines if line.startswith(name + "=")]


class Unit:
    """What systemd does with the unit, as far as it matters here: words, variables, prefixes and statuses."""

    def __init__(self, report, directory):
        self.directory = directory
        self.programs = {"mailenable-report": report.program, "mail-page": UNITS / "mail-page"}
        (self.runtime,) = settings("RuntimeDirectory")
        (directory / self.runtime).mkdir()
        (environment,) = settings("Environment")
        self.environment = dict(word.split("=", 1) for word in shlex.split(environment))
        self.said = ""

    def run(self, **changes):
        """The status that the unit ends with, and the mail or None."""
        self.environment.update(changes)
        status = 0
        for line in settings("ExecStart"):
            status = self._command(line.lstrip("-"))
            if status and not line.startswith("-"):
                break
        (post,) = settings("ExecStopPost")
        assert post.startswith("+")
        mailed = self._command(post[1:], EXIT_STATUS=str(status))
        mail = self.directory / "mail"
        return status or mailed, mail.read_bytes() if mail.exists() else None

    def _command(self, line, **more):
        words = []
        for word in line.replace("%t", str(self.directory)).split():
            bare = word[1:] if word[:1] == "$" and word[1:2] != "{" else None
            words += self.environment[bare].split() if bare else [self._filled(word)]
        done = subprocess.run(
            [self.programs[pathlib.Path(words[0]).name], *words[1:]], timeout=60, stderr=subprocess.PIPE,
            env={"PATH": "%s:/usr/bin:/bin" % (self.directory / "bin"), "TZ": "UTC", **self.environment, **more})
        self.said += done.stderr.decode()
        return done.returncode

    def _filled(self, word):
        for name, value in self.environment.items():
            word = word.replace("${%s}" % name, value)
        assert "$" not in word
        return word


@pytest.fixture
def unit(report, tmp_path):
    (tmp_path / "bin").mkdir()
    sendmail = tmp_path / "bin" / "sendmail"
    sendmail.write_text('#!/bin/sh\n[ "$*" = "-oi -t" ] && cat >%s/mail\n' % tmp_path)
    sendmail.chmod(0o755)
    return Unit(report, tmp_path)


def logs(tmp_path, *replies, day=YESTERDAY):
    path = tmp_path / "logs" / "mail01" / "SMTP-Activity.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as log:
        for n, reply in enumerate(replies):
            log.write(ROW.format(day, n // 60, n % 60, n + 1, n + 1, reply))
    return str(path.parent)


def parts_of(mail):
    """(message, table, page)"""
    message = email.message_from_bytes(mail, policy=email.policy.default)
    text, page = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert page.get_content_type() == "text/html" and page.is_attachment()
    assert not message.defects and not text.defects and not page.defects
    return message, text.get_content(), page


def test_a_day_with_failures(unit, tmp_path):
    status, mail = unit.run(LOGS=logs(tmp_path, *["535 Invalid"] * 7), MAILTO="one@example.com, two@example.com")
    assert (status, unit.said) == (0, "")
    message, table, page = parts_of(mail)
    day = YESTERDAY.strftime("%Y-%m-%d")
    assert message["To"] == "one@example.com, two@example.com" and message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "Failed connections of %s" % day
    assert abs(message["Date"].datetime - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(minutes=5)
    assert "198.51.100.7" in table and "login failed" in table
    assert page.get_filename() == day + ".html" and page.get_content().startswith("<!doctype html>")


def test_only_yesterday_counts(unit, tmp_path):
    now = datetime.datetime.now(datetime.timezone.utc)
    for days in (0, 2):
        logs(tmp_path, "535 Invalid", day=now - datetime.timedelta(days=days))
    status, mail = unit.run(LOGS=logs(tmp_path))
    assert status == 0
    assert "198.51.100.7" not in parts_of(mail)[1]


@pytest.mark.parametrize("fail_on,last,wanted", [
    ("critical", "235 Authenticated", 3), ("critical", "535 Invalid", 0), ("warning", "535 Invalid", 3),
])
def test_a_warning_fails_the_unit_and_mails(unit, tmp_path, fail_on, last, wanted):
    """A guessed password is critical, a record without a date a mere warning."""
    place = logs(tmp_path, *["535 Invalid"] * 40, last)
    (tmp_path / "logs" / "mail01" / "SMTP-Debug.log").write_text("ME-I0111: Relay Denied\n")
    assert unit.run(LOGS=place, FAIL_ON=fail_on)[0] == wanted
    message, table, _ = parts_of((tmp_path / "mail").read_bytes())
    assert message["Subject"].endswith(" (look at the warnings)") == (wanted == 3)
    assert "keep their timestamps" in " ".join(table.split())
    assert ("Guessed password?" in table) == (last[0] == "2")


def test_a_log_that_is_missing_fails_the_unit_and_mails(unit, tmp_path):
    status, mail = unit.run(LOGS="%s %s/none" % (logs(tmp_path, "535 Invalid"), tmp_path))
    assert status == 1 and "none: No such file" in unit.said
    message, table, _ = parts_of(mail)
    assert message["Subject"].endswith(" (incomplete)") and "198.51.100.7" in table


def test_further_options(unit, tmp_path):
    status, mail = unit.run(LOGS=logs(tmp_path, "535 Invalid"), OPTIONS="--by user --only auth-failure")
    assert status == 0 and parts_of(mail)[1].startswith("USER ")


def test_no_report_no_mail(unit, tmp_path):
    assert unit.run(LOGS=logs(tmp_path, "535 Invalid"), OPTIONS="--nonsense") == (2, None)
    assert "mail-page: no " in unit.said and "status 2" in unit.said


def test_a_page_that_is_a_link_is_not_mailed(unit, tmp_path):
    logs(tmp_path, "535 Invalid")
    (tmp_path / "secret").write_text("secret")
    page = tmp_path / unit.runtime
    (page / "table.txt").write_text("table")
    (page / "page.html").symlink_to(tmp_path / "secret")
    assert unit._command("mail-page %t/" + unit.runtime, EXIT_STATUS="0") == 1
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize("sendmail", [None, "#!/bin/sh\ncat >/dev/null; exit 75\n"])
def test_a_mail_that_nobody_takes_fails_the_unit(unit, tmp_path, sendmail):
    path = tmp_path / "bin" / "sendmail"
    path.unlink()
    if sendmail:
        path.write_text(sendmail)
        path.chmod(0o755)
    else:
        for name in ("sh", "date", "base64"):
            (tmp_path / "bin" / name).symlink_to("/bin/" + name)
    status, mail = unit.run(LOGS=logs(tmp_path, "535 Invalid"))
    assert status == 1 and mail is None and "sendmail" in unit.said


def test_the_units_are_good_systemd(tmp_path):
    """As systemd sees them where they are installed: the programs are there, and nothing is unknown."""
    root = tmp_path / "root"
    units = root / "etc" / "systemd" / "system"
    units.mkdir(parents=True)
    text = service().read_text()
    for line in settings("ExecStart") + settings("ExecStopPost"):
        path = line.lstrip("+-").split()[0]
        program = root / path.lstrip("/")
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        text = text.replace(path, str(program))
    (units / "mailenable-report.service").write_text(text)
    (units / "mailenable-report.timer").write_text((UNITS / "mailenable-report.timer").read_text())
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(map(str, units.iterdir()))], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=60, env={"PATH": os.environ["PATH"], "SYSTEMD_UNIT_PATH": str(units) + ":"})
    lines = [line for line in done.stdout.decode().splitlines() if "mailenable" in line]
    assert (done.returncode, lines) == (0, [])
