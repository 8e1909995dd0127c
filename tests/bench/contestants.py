# SPDX-License-Identifier: Apache-2.0
"""Who takes part in the benchmark: for each the modules it loads, and the statements before the common output.

Knows configurations; knows neither messages nor how anything is measured.
"""
import json
import os
import shutil

from harness.rsyslogd import module_under_test, quoted

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")


# The record of the message itself and all that a contestant has found, as it goes into a store; or a document alone.
TEMPLATE = "%timestamp% %hostname% %syslogtag% %msg%\\t%$!mailenable%\\n"
OF_VARIABLES, OF_ONE_STRING = "%$!%\\n", "%$.document%\\n"


class Missing(Exception):
    """Something the benchmark needs is not there; the message says how to get it."""


class Contestant:
    """One configuration. `files` maps names to texts; DIRECTORY in `statements` is where they lie. `reads` names the
    kinds of messages it makes fields of; `spared` are the fields that it may leave out or spell otherwise; `module` is
    the object whose code is the action's own; `slow` divides the number of messages it is given; `template` is what it
    writes."""

    def __init__(self, name, load="", statements="", *, files=None, reads=(), spared=(), module=None, slow=1,
                 template=TEMPLATE):
        self.name, self.load, self.files, self.reads = name, load, files or {}, reads
        self.spared, self.module, self.slow, self.template = spared, module, slow, template
        self._statements = statements

    def statements_in(self, directory):
        """Writes the files into `directory`, and returns the statements."""
        for name, text in self.files.items():
            (directory / name).write_text(text, encoding="ascii")
        return self._statements.replace("DIRECTORY", str(directory))

    def object_of(self, line):
        """The fields that stand in a line it has written; {} where there are none."""
        if self.template == TEMPLATE:
            return json.loads(line.split("\t")[1] or "{}")
        return json.loads(line).get("mailenable", {})

    def takes(self, kind):
        """Whether it is measured with such messages: who reads the Debug log alone is not asked for Activity rows."""
        return kind != "activity" or not self.reads or kind in self.reads

    def in_one_process(self):
        """Whether all its work is done by rsyslogd itself."""
        return "external" not in self.load


def _peer(name):
    with open(os.path.join(PEERS, name), encoding="ascii") as file:
        return file.read()


def rsyslog_module(name):
    """Path of one of rsyslog's own modules."""
    path = os.path.join(os.environ["ME_BENCH_MODULES"], name + ".so")
    if os.path.exists(path):
        return path
    raise Missing("{} is missing: apt-get install rsyslog, or rsyslog-{} where that is a package of its own; "
                  "scripts/setup --tests does so".format(path, name))


def tool(name, package):
    """Path of a program."""
    path = shutil.which(name)
    if path is None:
        raise Missing("{} is missing: apt-get install {}; scripts/setup --tests does so".format(name, package))
    return path


def _ours(name, parameters, statements="", load="", template=TEMPLATE):
    off = {"ecs": "off", "correlate": "off", "redactCredentials": "off"}
    off.update(parameters)
    settings = " ".join('{}="{}"'.format(*each) for each in off.items())
    return Contestant(name, "module(load={})\n{}".format(quoted(module_under_test()), load),
                      'action(type="mmmailenable" {})\n{}'.format(settings, statements), reads=("debug", "activity"),
                      module=module_under_test(), template=template)


# What a search engine stores, with all that a site leaves on: once as one string of the module's, once put together of
# variables, which was the way before.
_STORED = {"correlate": "id", "redactCredentials": "on"}


def _document():
    return _ours(DOCUMENT, dict(_STORED, fields="none", document="$.document", **{"document.foreign": "on"}),
                 template=OF_ONE_STRING)


def _wanted_by_variables():
    """What has to be loaded for peers/variables.conf."""
    return "module(load={})\n".format(quoted(rsyslog_module("mmutf8fix"))) + _peer("variables.templates.conf")


def _document_of_variables():
    return _ours(VARIABLES, dict(_STORED, ecs="on"), _peer("variables.conf"), _wanted_by_variables(), OF_VARIABLES)


NOTHING, NATIVE, CORRELATION, DELIVERED, MMNORMALIZE, DOCUMENT, VARIABLES, NORMALIZED = (
    "do-nothing module", "mmmailenable, native", "+ correlation", "as delivered", "mmnormalize", "document",
    "document of variables", "document of mmnormalize")
# The rules take the time apart, because it has to be put together in another order; spared of that, they keep it.
TAKEN_APART, KEPT = "%when:@when%", "%time:char-to:#%"


def _normalizing(name, rules, statements="", spared=(), load="", template=TEMPLATE):
    action = 'action(type="mmnormalize" rulebase="DIRECTORY/nine.rulebase" path="$!mailenable")\n'
    return Contestant(name, 'module(load="mmnormalize")\n' + load, action + statements,
                      files={"nine.rulebase": rules}, reads=("debug",), spared=spared,
                      module=rsyslog_module("mmnormalize"), template=template)


def _document_of_mmnormalize(rules):
    statements = _peer("mmnormalize.conf") + _peer("mmnormalize.document.conf") + _peer("variables.conf")
    return _normalizing(NORMALIZED, rules, statements, load=_wanted_by_variables(), template=OF_VARIABLES)


def contestants():
    """All of them, in the order of the tables."""
    nothing = os.environ["ME_BENCH_NOTHING"]
    rules = _peer("nine.rulebase")
    assert TAKEN_APART in rules
    program = quoted("{} {} DIRECTORY/program.pid".format(tool("python3", "python3"),
                                                          os.path.join(PEERS, "external.py")))
    return [
        Contestant("no action"),
        Contestant(NOTHING, "module(load={})".format(quoted(nothing)), 'action(type="mmnothing")', module=nothing),
        _ours(NATIVE, {}),
        _ours("+ ECS", {"ecs": "on"}),
        _ours(CORRELATION, {"correlate": "id"}),
        _ours("+ redaction", {"redactCredentials": "on"}),
        _ours(DELIVERED, _STORED),
        _document(),
        _document_of_variables(),
        _normalizing(MMNORMALIZE, rules, _peer("mmnormalize.conf")),
        _document_of_mmnormalize(rules),
        _normalizing("mmnormalize, spared", rules.replace(TAKEN_APART, KEPT), spared=("time", "text")),
        Contestant("re_extract", "", _peer("re_extract.conf"), reads=("debug",)),
        Contestant("mmexternal, a program", "module(load={})".format(quoted(rsyslog_module("mmexternal"))),
                   'action(type="mmexternal" binary={} interface.input="msg")'.format(program), reads=("debug",),
                   slow=20),
    ]
