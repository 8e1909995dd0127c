# SPDX-License-Identifier: Apache-2.0
"""All fragments of conf-examples/site at once: rounds of lines, and how many of them each fragment is to write.

Knows what each fragment chooses. The fragments for engines take every line; who runs an engine asks it.
"""
from . import samples, site

ENGINES = ("elasticsearch", "kafka")
WITHOUT_ENGINES = [name for name in site.fragments() if name not in ENGINES]
ROUND = 20000
HEADER = b"<13>Jul 24 15:40:50 MAIL01 mailenable: "
ROW = ("09/05/18 10:00:{:02}\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.7\t{}\t43\t33\t"
       "sam@example.com\t")
# One of forty each: refused, a failed login, an open relay, no line of MailEnable. All others are accepted.
KINDS = {0: ROW.format(1, "RCPT\tRCPT TO:<x@example.org>\t" + samples.REFUSED_RECIPIENT["reply"]),
         1: ROW.format(2, "AUTH\t{blank}\t535 Invalid Username or Password"),
         2: "09/05/18 10:00:03\tME-I0110: Relay Granted: Server is configured to allow anyone to relay.",
         3: "no line of MailEnable"}
ACCEPTED = ROW.format(4, "RCPT\tRCPT TO:<a@example.com>\t250 Requested mail action okay, completed")
EACH = 40

# In place of the programs that omprog starts: words in the fragments, and in how many places.
PROGRAMS = {"alert": ("alert.py --to postmaster@example.com", 1), "blocklist": ("blocklist.py", 2),
            "nftables": ("nft_bans.py", 2)}
PROGRAM = """#!/bin/sh
exec 3>>{}
echo OK
while read -r line; do
    printf '%s\\n' "$line" >&3
    echo OK
done
"""


def replacements(directory):
    """For site.build(): counters each second, and programs that write down in `directory` what they are given."""
    found = [('interval="60"', 'interval="1"')]
    for name, (words, places) in PROGRAMS.items():
        program = directory / name
        program.write_text(PROGRAM.format(directory / (name + ".out")))
        program.chmod(0o755)
        found.append(('binary="/usr/lib/rsyslog-mmmailenable/{}"'.format(words), 'binary="{}"'.format(program), places))
    return found


def frames():
    """The lines of a round."""
    for number in range(ROUND):
        yield HEADER + KINDS.get(number % EACH, ACCEPTED).encode() + b"\n"


def wanted(directory, rounds):
    """{file: lines} after so many rounds; of the programs the files are in `directory`."""
    each = rounds * ROUND // EACH
    # All failures are those of one client, whom the module reports from the tenth on.
    watched = 2 * each - 9
    return {"mailenable/archive.json": rounds * ROUND, "mailenable/denied-relaying.json": each,
            "mailenable/auth-failure.json": each, "mailenable/accounts.json": each,
            "mailenable/offenders.log": 2 * each, "mailenable/watch-bans.log": watched,
            str(directory / "blocklist.out"): 2 * each + watched, str(directory / "nftables.out"): 2 * each + watched,
            str(directory / "alert.out"): each}


def check(daemon, directory, rounds):
    """Every file has its lines, and the module has counted all of them."""
    examined = '"messages.examined": {}'.format(rounds * ROUND)
    daemon.wait_until(lambda: examined in daemon.read("mailenable/impstats.json"), "the module's counters")
    counts = wanted(directory, rounds)
    assert {name: len(daemon.lines(name)) for name in counts} == counts


def wait(daemon, directory, rounds):
    """Wait until every file has its lines: what programs are slow to take has no room for more than one round."""
    for name, count in wanted(directory, rounds).items():
        daemon.wait_for_lines(name, count, 120)
