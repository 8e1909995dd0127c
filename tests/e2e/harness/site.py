# SPDX-License-Identifier: Apache-2.0
"""The set-up for a log server, conf-examples/site, in a directory of a test's own: which files a site copies, and where
they would lie.

Knows no fragment. A replacement that finds nothing is an error: an example that was rewritten must not silently lose
its test.
"""
import os

from . import examples
from .rsyslogd import module_under_test, quoted

SITE = os.path.join(examples.ROOT, "site")
ALWAYS = ("00-global.conf", "00-modules.conf")
UDP = 'input(type="imudp" port="5514" ruleset="mailenable")'
TCP = 'input(type="imtcp" port="5514" ruleset="mailenable" supportOctetCountedFraming="off")'
INCLUDED = "/etc/rsyslog.d/mailenable"


def read(name):
    """Text of a file of conf-examples/site."""
    with open(os.path.join(SITE, name), encoding="utf-8") as file:
        return file.read()


def fragments():
    """Name of every fragment: what has a .rule, and what stands in README.md's second table without one."""
    rules = {name[:-5] for name in os.listdir(SITE) if name.endswith(".rule")}
    return sorted(rules | {"counters"})


def listeners(directory, udp=None, tcp=None):
    """Text of listeners.conf with these inputs in place of its own; without one, its own listens where nobody knows."""
    text = read("listeners.conf")
    for line, kind in ((UDP, udp), (TCP, tcp)):
        assert text.count(line) == 1, line
        private = line.replace('port="5514"', 'address="127.0.0.1" port="0"')
        text = text.replace(line, kind.config(directory, "mailenable").rstrip("\n") if kind else private)
    return text


def recorder(name, template, path, condition="1 == 1"):
    """Files of a fragment that writes what `template` says of each message to a file, when `condition` holds."""
    ruleset = ('template(name="mailenable-{0}" type="string" string="{1}")\n'
               'ruleset(name="mailenable-{0}") {{\n'
               '    action(type="omfile" file={2} template="mailenable-{0}")\n'
               '}}\n')
    rule = "if {} then {{\n    call mailenable-{}\n}}\n"
    return {name + ".conf": ruleset.format(name, template, quoted(path)), name + ".rule": rule.format(condition, name)}


def build(directory, chosen, replacements=(), inputs="", own=None):
    """Text of mailenable.conf, for a directory below which everything else is put: the files that every site has, the
    chosen fragments (names), `inputs` in place of listeners.conf, and files of the test's own ({name: text}). Each of
    `replacements`, (old, new), occurs in one place of them, or (old, new, places) in so many."""
    directory = str(directory)
    texts = {name: read(name) for name in ALWAYS + ("mailenable.conf",)}
    for name in chosen:
        found = [name + end for end in (".conf", ".rule") if os.path.exists(os.path.join(SITE, name + end))]
        assert found, name
        texts.update((each, read(each)) for each in found)
    texts.update({"listeners.conf": inputs}, **(own or {}))
    for old, new, *places in ((examples.LOAD, "module(load={})".format(quoted(module_under_test()))), *replacements):
        assert sum(text.count(old) for text in texts.values()) == (places or [1])[0], old
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    place = os.path.join(directory, "etc")
    for folder in (place, os.path.join(directory, "mailenable"), os.path.join(directory, "lib")):
        os.makedirs(folder, exist_ok=True)
    for name, text in texts.items():
        for old, new in ((INCLUDED, place), ("/var/log/", directory + "/"), ("/var/lib/", directory + "/lib/"),
                         ('"/var/spool/rsyslog', '"' + directory)):
            text = text.replace(old, new)
        texts[name] = text
        if name != "mailenable.conf":
            with open(os.path.join(place, name), "w", encoding="utf-8") as file:
                file.write(text)
    return texts["mailenable.conf"]
