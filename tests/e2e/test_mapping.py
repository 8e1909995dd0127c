# SPDX-License-Identifier: Apache-2.0
"""The index template of the Elasticsearch example maps every field that the row lists have, as what it is, and nothing
that no document has. A field that is not mapped is stored and cannot be searched for, which nobody notices.
"""
import json
import pathlib
import re

from harness import examples

LIB = pathlib.Path(__file__).parents[2] / "lib" / "json"
# Behind the rows: fields.c puts it out itself.
ANOMALIES = ("mailenable.anomalies", "WORD")
# Filled by a site's own ingest pipeline.
OF_A_PIPELINE = ("event.ingested", "source.geo.", "source.as.")
# Of a document that is not MailEnable's as well; document.c puts it out.
OF_EVERY_DOCUMENT = ("message", "TEXT")
TYPES = {
    "CONSTANT": {"keyword", "constant_keyword"},
    "WORD": {"keyword", "constant_keyword", "ip", "date"},
    "TEXT": {"keyword", "text"},
    "PLUS": {"keyword"},
    "LIST": {"keyword", "ip"},
    "NUMBER": {"integer", "long"},
    "FLAG": {"boolean"},
}


def native():
    rows = re.findall(r'^ME_FIELD\("(\w+)", (\w+),', (LIB / "fields.def").read_text(), re.M)
    assert len(rows) > 30
    return [("mailenable." + name, kind) for name, kind in rows] + [ANOMALIES]


def ecs():
    part, found = "", []
    for word, name, kind in re.findall(r'^ME_ECS(_OPEN|_CLOSE|)\("([@\w]+)"(?:, (\w+))?', (LIB / "ecs.def").read_text(),
                                       re.M):
        if word == "":
            found.append((part + name + (".address" if kind == "ADDRESSES" else ""),
                          "TEXT" if kind == "ADDRESSES" else kind))
        else:
            part = name + "." if word == "_OPEN" else ""
    assert len(found) > 30
    return found + [OF_EVERY_DOCUMENT]


def mapped(properties, prefix=""):
    found = {}
    for name, value in properties.items():
        if "properties" in value:
            found.update(mapped(value["properties"], prefix + name + "."))
        else:
            found[prefix + name] = value["type"]
    return found


def template():
    text = pathlib.Path(examples.ROOT, "elasticsearch", "index-template.json").read_text(encoding="utf-8")
    return mapped(json.loads(text)["template"]["mappings"]["properties"])


def test_every_field_is_mapped_as_what_it_is():
    types = template()
    wrong = {name: (kind, types.get(name)) for name, kind in native() + ecs() if types.get(name) not in TYPES[kind]}
    assert not wrong


def test_nothing_else_is_mapped():
    known = {name for name, _ in native() + ecs()}
    assert not {name for name in set(template()) - known if not name.startswith(OF_A_PIPELINE)}
