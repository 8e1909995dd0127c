# SPDX-License-Identifier: Apache-2.0
"""One private rsyslogd: its directory, its life from start to exit, and what it says about itself.

Knows rsyslogd's command line and its own messages; what the configuration does is the caller's business. Needs no
privileges, opens no fixed port, and never touches the system's rsyslog, /dev/log or /etc.

Environment:
  ME_E2E_RSYSLOGD   the daemon to run (default: rsyslogd from PATH, /usr/sbin or /sbin)
  ME_E2E_MODULE     the module under test, mmmailenable.so, as an absolute path
  ME_E2E_WRAPPER    words put before the daemon's command; the last one must exec it, as valgrind and env do
"""
import ctypes
import functools
import grp
import os
import re
import shlex
import shutil
import signal
import subprocess

from . import wait

# Severities below are rsyslog's numbers: 0 emergency ... 4 warning. Anything so urgent is a failure unless expected.
WARNING = 4
OWN_MESSAGES = "own-messages.log"
# How rsyslogd sums up; cut before the r that some releases have once and some twice.
ERRORS_OCCURRED = "errors occur"
ADVISING = (8, 2508)
ADVICE_NUMBER = "https://www.rsyslog.com/e/2357"
OWN_LINE = re.compile(r"^(\d) (.*)$")
# Before the first queue runs, and after the last, own messages go to stderr with their severity.
EARLY_LINE = re.compile(r"^rsyslog internal message \((\d),-?\d+\): ")


class DaemonError(AssertionError):
    """rsyslogd did something no test allows: died, complained, or would not stop."""


def executable():
    """Path of the rsyslogd to run."""
    path = os.environ.get("ME_E2E_RSYSLOGD") or shutil.which(
        "rsyslogd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise DaemonError("rsyslogd is not installed; run scripts/setup")
    return path


@functools.lru_cache(maxsize=None)
def release():
    """The release of the rsyslogd to run, (8, 2302) for 8.2302.0."""
    done = subprocess.run([executable(), "-v"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=60,
                          check=False)
    match = re.match(rb"rsyslogd +(\d+)\.(\d+)", done.stdout)
    if match is None:
        raise DaemonError("rsyslogd -v does not tell a release: {}".format(done.stdout))
    return int(match.group(1)), int(match.group(2))


def module_under_test():
    """Absolute path of mmmailenable.so; a missing one is an error, never a reason to skip."""
    path = os.environ.get("ME_E2E_MODULE")
    if not path:
        raise DaemonError("ME_E2E_MODULE does not name the module; run the suite with `make check`")
    if not os.path.isfile(path):
        raise DaemonError("ME_E2E_MODULE={}: no such file".format(path))
    return os.path.abspath(path)


def is_running(pid):
    """Whether a process exists and has not ended. A zombie, which some containers never bury, has ended."""
    try:
        os.kill(pid, 0)
        with open("/proc/{}/stat".format(pid), encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # gone meanwhile, or a chroot without /proc
        return not os.path.exists("/proc/self")


def quoted(text):
    """`text` as a RainerScript string, quotes included."""
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


# What newer releases say of the examples, and README explains; the last two: an engine that is not there.
ADVICE = (r"plain TCP without TLS\)", "'searchType' is deprecated", "platform detection request",
          "unable to detect target")
# And of a ruleset or a rule that is shown alone, without a site's 00-global.conf around it.
ADVICE_ALONE = ADVICE + ("no dedicated non-direct queue", r'global\(abortOnUncleanConfig="off"\)')


def without_advice(words, advice=ADVICE):
    """What `rsyslogd -N1` printed, without what a newer release advises."""
    for known in advice if release() >= ADVISING else ():
        words = re.sub("(?m)^rsyslogd: .*{}.*$".format(known), "", words)
    return words


def owned(config):
    """`config` for whoever runs the tests: only root, where there is such a group, can give a file to adm."""
    if os.geteuid() == 0 and any(group.gr_name == "adm" for group in grp.getgrall()):
        return config
    return config.replace('fileGroup="adm"', 'fileGroupNum="{}"'.format(os.getegid()))


def _command(*arguments):
    return shlex.split(os.environ.get("ME_E2E_WRAPPER", "")) + [executable()] + list(arguments)


_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _die_with_parent():
    # In the child, before exec. A killed test run must not leave a daemon behind: the kernel ends it with its parent,
    # even one that is stuck. The command setpriv would do the same, but on bullseye fails where there is no /proc.
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def verify(config, directory, name="verify.conf"):
    """Run `rsyslogd -N1` on `config` (text) as a file `name`. Returns (exit status, everything it printed)."""
    path = os.path.join(str(directory), name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(owned(config))
    done = subprocess.run(_command("-N1", "-f", path), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60 * wait.patience(), check=False,
                          preexec_fn=_die_with_parent)
    return done.returncode, done.stdout.decode("utf-8", "replace")


class Rsyslogd:
    """A running daemon. `directory` is an empty directory of the caller's; everything it writes lies below it."""

    def __init__(self, directory, config, environment=None):
        """Write `config` behind the harness's own preamble and start; returns once the daemon serves its inputs."""
        self.directory = str(directory)
        # impstats counts open files there, and says so once a period when a chroot has no /proc.
        self.expected_complaints = [] if os.path.exists("/proc/self") else ["impstats: error reading /proc"]
        self._output = open(self.path("stderr"), "wb")  # closed by stop()
        with open(self.path("rsyslog.conf"), "w", encoding="utf-8") as file:
            file.write(self._preamble() + owned(config))
        self.process = subprocess.Popen(
            _command("-n", "-f", self.path("rsyslog.conf"), "-i", self.path("pid")),
            stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT, cwd=self.directory,
            preexec_fn=_die_with_parent, env=dict(os.environ, **(environment or {})))
        try:
            self.wait_until(lambda: " start" in self.read(OWN_MESSAGES), "start of rsyslogd", 30)
        except BaseException:
            self.process.kill()
            self.process.wait()
            self._output.close()
            raise

    def _preamble(self):
        # Own messages are printed with their severity; the ratelimiter must not hide one.
        return (
            'global(workDirectory={work} processInternalMessages="on" internalmsg.ratelimit.burst="100000")\n'
            'template(name="harness_own" type="string" string="%syslogseverity% %msg:::drop-last-lf%\\n")\n'
            'if $inputname == "rsyslogd" then action(type="omfile" file={own} template="harness_own")\n'
        ).format(work=quoted(self.directory), own=quoted(self.path(OWN_MESSAGES)))

    def path(self, name):
        """Absolute path of `name` in the daemon's directory."""
        return os.path.join(self.directory, name)

    def read(self, name):
        """Text of a file below the directory, "" while it does not exist. Bytes that are no UTF-8 survive."""
        try:
            with open(self.path(name), encoding="utf-8", errors="surrogateescape", newline="\n") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def lines(self, name):
        """Complete lines of a file; a line still being written is not one."""
        text = self.read(name)
        return text[:text.rfind("\n") + 1].split("\n")[:-1]

    def wait_until(self, condition, what, seconds=20.0):
        """wait.until() that gives up when the daemon dies and shows what it said."""
        try:
            return wait.until(condition, what, seconds, self._alive)
        except wait.Timeout as timeout:
            raise DaemonError("{}\n{}".format(timeout, self.report())) from timeout

    def wait_for_lines(self, name, count, seconds=20.0):
        """Return the lines of `name` once there are at least `count` of them."""
        self.wait_until(lambda: len(self.lines(name)) >= count,
                        lambda: "{} lines in {} (have {})".format(count, name, len(self.lines(name))), seconds)
        return self.lines(name)

    def _alive(self):
        status = self.process.poll()
        if status is not None:
            raise DaemonError("rsyslogd ended with status {}\n{}".format(status, self.report()))

    def hup(self):
        """Send HUP and wait until the daemon has handled it."""
        handled = self._count_own("HUPed")
        self.process.send_signal(signal.SIGHUP)

        def announced():
            # Release 8.2102 keeps the announcement until its main loop wakes once more, up to ten minutes later.
            # SIGCHLD wakes it and does nothing else.
            self.process.send_signal(signal.SIGCHLD)
            return self._count_own("HUPed") > handled

        self.wait_until(announced, "HUP being handled")

    def _count_own(self, text):
        return sum(text in line for line in self.lines(OWN_MESSAGES))

    def complaints(self):
        """What the daemon printed, and its own messages of severity warning or worse."""
        found = []
        # A message of several lines is one complaint: impstats writes "\n: No such file".
        for line in self.read("stderr").replace("\n: ", ": ").split("\n"):
            match = EARLY_LINE.match(line)
            if line.strip() and (match is None or int(match.group(1)) <= WARNING):
                found.append(line)
        for line in self.lines(OWN_MESSAGES):
            match = OWN_LINE.match(line)
            if match is None or int(match.group(1)) <= WARNING:
                found.append(line)
        # Newer releases advise against plain TCP and rulesets without queues, which tests have; test_examples.py looks
        # at what they say of the examples.
        return [line for line in found if release() < ADVISING or ADVICE_NUMBER not in line]

    def report(self):
        """The daemon's own words, for failure messages."""
        return "--- stderr\n{}\n--- own messages\n{}".format(self.read("stderr"), self.read(OWN_MESSAGES))

    def stop(self):
        """SIGTERM, wait for the exit, and insist on a clean one. Safe to call twice."""
        if self._output.closed:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(60 * wait.patience())
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise DaemonError("rsyslogd ignored SIGTERM\n" + self.report()) from None
        finally:
            self._output.close()
        if status != 0:
            raise DaemonError("rsyslogd ended with status {}\n{}".format(status, self.report()))
        if os.path.exists(self.path("pid")):
            raise DaemonError("rsyslogd left its pid file behind")

    def kill(self):
        """SIGKILL: no chance to write anything. stop() has nothing to do then."""
        self.process.kill()
        self.process.wait()
        self._output.close()

    def assert_quiet(self):
        """Fail on any complaint that does not contain one of `expected_complaints`."""
        unexpected = [line for line in self.complaints()
                      if not any(expected in line for expected in self.expected_complaints)]
        if unexpected:
            raise DaemonError("rsyslogd complained:\n" + "\n".join(unexpected))
