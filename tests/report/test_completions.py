# SPDX-License-Identifier: Apache-2.0
"""The completions in the shells they are made for: keys are typed, and the line that comes of them is run."""
import os
import pathlib
import re
import select
import shutil
import subprocess
import time

import pytest

from conftest import open_terminal
from test_options import ROWS, words

COMPLETIONS = pathlib.Path(os.environ["ME_COMPLETIONS"])  # make check-report
SECONDS = 30
TAB = "\t"

# Each shell shows a list at the first TAB and runs a function instead of the program, which shows its arguments.
START = {
    "bash": """
        bind 'set show-all-if-ambiguous on'; bind 'set completion-query-items 0'; bind 'set page-completions off'
        bind 'set enable-bracketed-paste off'
        mailenable-report() { printf '[%%s]' ran "$@"; echo; }
        . %s
        PS1='ready> '
    """,
    "zsh": """
        fpath=(%s $fpath); autoload -Uz compinit; compinit -u -D
        unsetopt prompt_sp list_beep auto_menu; unset zle_bracketed_paste; setopt no_list_ambiguous; LISTMAX=1000
        mailenable-report() { printf '[%%s]' ran "$@"; echo }
        PS1='ready> '
    """,
}
PROGRAM = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}


class Shell:
    """A shell that somebody types into."""

    def __init__(self, name, directory):
        assert shutil.which(name), "%s is missing: scripts/setup --tests installs it" % name
        self.master, slave = open_terminal()
        place = COMPLETIONS if name == "zsh" else COMPLETIONS / "mailenable-report"
        start = " ; ".join(line.strip() for line in (START[name] % place).strip().splitlines())
        self.process = subprocess.Popen(
            PROGRAM[name], stdin=slave, stdout=slave, stderr=slave, cwd=directory, start_new_session=True,
            env={"PATH": os.environ["PATH"], "TERM": "dumb", "LC_ALL": "C.UTF-8", "HOME": str(directory),
                 "COLUMNS": "200"})
        os.close(slave)
        self.output = ""
        os.write(self.master, start.encode() + b"\n")
        self.wait_for(r"(?<!')ready> $")

    def wait_for(self, pattern):
        deadline = time.monotonic() + SECONDS
        while not re.search(pattern, self.output):
            ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
            assert ready, "waited for %s, and saw %r" % (pattern, self.output)
            self.output += os.read(self.master, 65536).decode("utf-8", "replace")

    def run(self, line):
        """The arguments that the line has once its TABs have done their work."""
        self.output = ""
        os.write(self.master, ("mailenable-report " + line + "\n").encode())
        self.wait_for(r"\[ran\][^\n]*\n(?s:.*)ready> ")
        return re.findall(r"\[([^\]]*)\]", re.search(r"\[ran\]([^\r\n]*)", self.output).group(1))

    def offers(self, line):
        """The words that are listed for the end of the line."""
        self.run(line + TAB + "@end")
        return set(re.findall(r"[a-z0-9-]+", self.output.split("@end")[0].split(line, 1)[1]))

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)


@pytest.fixture(scope="module", params=["bash", "zsh"])
def shell(request, tmp_path_factory):
    directory = tmp_path_factory.mktemp(request.param)
    for name in ("debug.log", "denied", "odd name.log", "html.txt"):
        (directory / name).write_text("")
    (directory / "json").mkdir()
    started = Shell(request.param, directory)
    yield started
    started.close()


LINES = [
    ("--unr\t", ["--unrecognized"]),
    ("--by cl\t", ["--by", "client"]),
    ("--by=cl\t", ["--by=client"]),
    ("-b cl\t", ["-b", "client"]),
    ("--sort att\t", ["--sort", "attempts"]),
    ("-S att\t", ["-S", "attempts"]),
    ("-f ta\t", ["-f", "table"]),
    ("--since yest\t", ["--since", "yesterday"]),
    ("--until tod\t", ["--until", "today"]),
    ("--only grey\t", ["--only", "greylisting"]),
    ("--only denied,grey\t", ["--only", "denied,greylisting"]),
    ("--only=denied,grey\t", ["--only=denied,greylisting"]),
    ("--by client deb\t", ["--by", "client", "debug.log"]),
    ("odd\t", ["odd name.log"]),
    ("--client deb\t", ["--client", "deb"]),
    ("--host deb\t", ["--host", "deb"]),
]


@pytest.mark.parametrize("typed, wanted", LINES, ids=[line.strip() for line, _ in LINES])
def test_what_tab_makes_of_a_line(shell, typed, wanted):
    assert shell.run(typed) == wanted


def test_an_option_and_its_value(shell):
    """zsh writes the equals sign itself."""
    assert shell.run("--for\thtm\t") in (["--format", "html"], ["--format=html"])


@pytest.mark.parametrize("line, wanted", [
    ("--by ", set(words("group_key.def"))),
    ("--sort ", set(words("sort.def"))),
    ("--format ", set(words("format.def"))),
    ("--only auth", {"auth-success", "auth-failure", "auth-step", "auth-unavailable", "authenticated",
                     "authentication-required"}),
    ("--", {"--" + name for _, _, name, _ in ROWS}),
])
def test_what_is_offered(shell, line, wanted):
    assert wanted <= shell.offers(line)


@pytest.fixture(scope="module")
def fish(tmp_path_factory):
    """fish(line): what fish offers for the end of a line."""
    assert shutil.which("fish"), "fish is missing: scripts/setup --tests installs it"
    home = tmp_path_factory.mktemp("fish")
    script = "source $argv[1]; complete -C $argv[2]"
    file = COMPLETIONS / "mailenable-report.fish"

    def offers(line):
        done = subprocess.run(
            ["fish", "-c", script, file, "mailenable-report " + line], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            timeout=SECONDS, env={"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8"}, cwd=COMPLETIONS)
        assert done.returncode == 0 and done.stderr == b""
        return {row.split("\t")[0] for row in done.stdout.decode().splitlines()}

    return offers


@pytest.mark.parametrize("line, wanted", [
    ("--by ", set(words("group_key.def"))),
    ("-b ", set(words("group_key.def"))),
    ("--sort ", set(words("sort.def"))),
    ("--format js", {"json", "jsonl"}),
    ("--format=js", {"--format=json", "--format=jsonl"}),
    ("--since yes", {"yesterday"}),
    ("--only grey", {"greylisting"}),
    ("--only denied,grey", {"denied,greylisting"}),
    ("--only=denied,grey", {"--only=denied,greylisting"}),
    ("--unr", {"--unrecognized"}),
    ("--by client _mail", {"_mailenable-report"}),
    ("--client _mail", set()),
])
def test_fish(fish, line, wanted):
    assert fish(line) == wanted


def test_fish_knows_every_option(fish):
    assert {"--" + name for _, _, name, _ in ROWS} <= fish("--")
