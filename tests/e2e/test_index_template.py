# SPDX-License-Identifier: Apache-2.0
"""The index template of conf-examples against the rows that the module's fields are made of, in both directions."""
import json
import os
import re

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
EXAMPLE = os.path.join(ROOT, "conf-examples", "elasticsearch")
# What the example's configuration adds to the module's fields.
OF_THE_CONFIGURATION = {"message", "host.name", "event.created", "data_stream.type", "data_stream.dataset",
                        "data_stream.namespace"}


def read(*names):
    """Text of a file of this tree."""
    with open(os.path.join(ROOT, *names), encoding="utf-8") as file:
        return file.read()


def mapped():
    """{dotted name: mapping} of every field in the template."""
    def walk(properties, prefix):
        for name, mapping in properties.items():
            if "properties" in mapping:
                yield from walk(mapping["properties"], prefix + name + ".")
            else:
                yield prefix + name, mapping
    with open(os.path.join(EXAMPLE, "index-template.json"), encoding="utf-8") as file:
        return dict(walk(json.load(file)["template"]["mappings"]["properties"], ""))


def native_fields():
    """Names in fields.def, and the one that comes last whatever the row list says."""
    return {"mailenable." + name for name in re.findall(r'^ME_FIELD\("([^"]+)"', read("lib", "fields.def"), re.M)
            } | {"mailenable.anomalies"}


def ecs_fields():
    """Dotted names in ecs.def."""
    found, part = set(), ""
    for macro, name, kind in re.findall(r'^ME_ECS(_OPEN|_CLOSE|)\("([^"]+)"(?:, (\w+))?', read("lib", "ecs.def"), re.M):
        if macro == "_OPEN":
            part = name + "."
        elif macro == "_CLOSE":
            part = ""
        else:
            found.add(part + name + (".address" if kind == "ADDRESSES" else ""))
    return found


def test_every_field_is_mapped_and_nothing_else():
    native, ecs = native_fields(), ecs_fields()
    assert len(native) > 25 and len(ecs) > 25
    assert set(mapped()) == native | ecs | OF_THE_CONFIGURATION


def test_the_list_of_the_schema_is_of_the_same_fields():
    text = read("tests", "engines", "ecs-8.17.txt")
    listed = dict(line.split("\t")[:2] for line in text.splitlines() if not line.startswith("#"))
    fields = {name: mapping for name, mapping in mapped().items() if not name.startswith("mailenable.")}
    assert set(listed) == set(fields)
    family = {"match_only_text": "text", "constant_keyword": "keyword"}
    assert {name: family.get(kind, kind) for name, kind in listed.items()} == {
        name: mapping["type"] for name, mapping in fields.items()}


def test_no_term_can_be_too_long():
    """Lucene refuses terms above 32766 bytes, and with them the document."""
    for name, mapping in mapped().items():
        if mapping["type"] == "keyword" and mapping.get("index", True):
            assert mapping["ignore_above"] * 4 <= 32766, name
