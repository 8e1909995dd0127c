# SPDX-License-Identifier: Apache-2.0
"""An rsyslogd that writes down every text it has of a message: before the module, behind it, and behind a second action
of it.

Knows rsyslog's properties, and no row.
"""
from .rsyslogd import quoted

NAMES = ("rawmsg", "msg", "hostname", "syslogtag", "programname", "app-name", "procid", "msgid", "structured-data",
         "parsesuccess")
# Strings with JSON's escapes lose no octet. Behind each TAB a tree of variables, JSON already, or nothing.
PRELUDE = 'template(name="texts" type="list") {{ constant(value="{{") {} constant(value="}}\\t") ' \
          'property(name="$!") constant(value="\\t") property(name="$.") constant(value="\\n") }}\n'.format(
              'constant(value=",") '.join('constant(value="\\"{0}\\":\\"") property(name="{0}" format="json") '
                                          'constant(value="\\"") '.format(name) for name in NAMES))
STAGES = ("before", "after", "last")
# Copies as a rule makes them: of all of the message, of its end, and of a word of its header.
STATEMENTS = """
set $!copies!raw = $rawmsg;
set $!copies!msg = $msg;
set $.tag = $syslogtag;
{write[0]}
action(type="mmmailenable" {options})
{write[1]}
action(type="mmmailenable" {options} container="$!again")
{write[2]}
"""


def statements(directory, options):
    """What a ruleset does. Each stage has a file of its own below `directory`: actions write a batch at a time."""
    write = ['action(type="omfile" file={} template="texts")'.format(quoted(directory / stage)) for stage in STAGES]
    return STATEMENTS.format(write=write, options=options)


def _read(directory, stage):
    try:
        return (directory / stage).read_bytes()
    except FileNotFoundError:
        return b""


def wait(daemon, directory, count):
    """Wait until the last stage has `count` lines."""
    daemon.wait_until(lambda: _read(directory, STAGES[-1]).count(b"\n") >= count,
                      lambda: "{} lines (have {})".format(count, _read(directory, STAGES[-1]).count(b"\n")))


def _as_json(line):
    texts, *trees = line.split(b"\t")
    return b'%s,"$!":%s,"$.":%s}' % (texts[:-1], *(tree or b"null" for tree in trees))


def answers(directory, count):
    """A line of JSON for each of `count` messages: what was written at each stage, by its name."""
    stages = [_read(directory, stage).split(b"\n")[:-1] for stage in STAGES]
    assert [len(lines) for lines in stages] == [count] * len(STAGES)
    return b"".join(
        b"{" + b",".join(b'"%s":%s' % (stage.encode(), _as_json(line)) for stage, line in zip(STAGES, lines)) + b"}\n"
        for lines in zip(*stages))
