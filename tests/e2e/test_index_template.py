# SPDX-License-Identifier: Apache-2.0
"""The index template of conf-examples against the rows that the module's fields are made of, in both directions."""
import json
import os
import re

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
EXAMPLE = os.path.join(ROOT, "conf-examples", "elasticsearch")
# What stands in a document and in no row list, and what an ingest pipeline of the engine may add.
OF_NO_ROW = {"message"}
OF_A_PIPELINE = {"event.ingested", "source.as.number", "source.as.organization.name"} | {
    "source.geo." + name for name in ("location", "continent_name", "country_name", "country_iso_code", "region_name",
                                      "region_iso_code", "city_name")}


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
    rows = read("lib", "json", "fields.def")
    return {"mailenable." + name for name in re.findall(r'^ME_FIELD\("([^"]+)"', rows, re.M)} | {"mailenable.anomalies"}


def ecs_fields():
    """Dotted names in ecs.def."""
    found, part = set(), ""
    rows = read("lib", "json", "ecs.def")
    for macro, name, kind in re.findall(r'^ME_ECS(_OPEN|_CLOSE|)\("([^"]+)"(?:, (\w+))?', rows, re.M):
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
    assert set(mapped()) == native | ecs | OF_NO_ROW | OF_A_PIPELINE


def test_the_list_of_the_schema_is_of_the_same_fields():
    text = read("tests", "engines", "ecs-9.4.txt")
    listed = dict(line.split("\t")[:2] for line in text.splitlines() if not line.startswith("#"))
    fields = {name: mapping for name, mapping in mapped().items() if not name.startswith("mailenable.")}
    assert set(listed) == set(fields)
    family = {"match_only_text": "text"}
    assert {name: family.get(kind, kind) for name, kind in listed.items()} == {
        name: mapping["type"] for name, mapping in fields.items()}


def test_no_term_can_be_too_long():
    """Lucene refuses terms above 32766 bytes, and with them the document."""
    for name, mapping in mapped().items():
        if mapping["type"] == "keyword" and mapping.get("index", True):
            assert mapping["ignore_above"] * 4 <= 32766, name
