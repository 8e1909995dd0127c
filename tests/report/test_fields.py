# SPDX-License-Identifier: Apache-2.0
"""The field reference says what documents have: it is as the generator writes it today, and names no less than what
documents and the index template have.
"""
import importlib.machinery
import importlib.util
import json
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
PROGRAM = ROOT / "scripts" / "field-reference"
# The program for Windows knows no zone by its name.
pytestmark = pytest.mark.native
PYTHON_TYPES = {"string": str, "integer": int, "boolean": bool, "array": list}


def load():
    loader = importlib.machinery.SourceFileLoader("field_reference", str(PROGRAM))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("field_reference", loader))
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generator():
    return load()


@pytest.fixture(scope="module")
def reference():
    return {field["name"]: field for field in json.loads((ROOT / "doc" / "fields.json").read_text())["fields"]}


def test_the_files_are_as_the_generator_writes_them(generator, report):
    for name, text in generator.texts(report.program).items():
        assert (ROOT / "doc" / name).read_text() == text, "run make update-fields"


def test_every_field_of_the_source_is_there_and_no_other(reference):
    native = re.findall(r'^ME_FIELD\("(\w+)"', (ROOT / "lib" / "json" / "fields.def").read_text(), re.M) + ["anomalies"]
    wanted, part = ["mailenable." + name for name in native], ""
    source = (ROOT / "lib" / "json" / "ecs.def").read_text()
    rows = re.findall(r'^ME_ECS(_OPEN|_CLOSE|)\("([\w@]+)"(?:, (\w+))?', source, re.M)
    for what, name, kind in rows:
        part = name + "." if what == "_OPEN" else "" if what == "_CLOSE" else part
        if not what:
            wanted.append(part + name + (".address" if kind == "ADDRESSES" else ""))
    assert len(wanted) > 70 and list(reference) == wanted


def test_the_engine_knows_every_field(generator, reference):
    mapped = set(generator.mapped())
    by_others = {name for name in mapped - set(reference) if re.match(r"source\.(geo|as)\.|event\.ingested$", name)}
    assert mapped - set(reference) - by_others == {"message"} and set(reference) <= mapped


def test_examples_are_of_their_type(reference):
    for field in reference.values():
        assert type(field["example"]) is PYTHON_TYPES[field["type"]], field
        assert field["rows"] and field["meaning"] and field["stored_as"], field


def test_no_document_has_a_field_that_is_not_there(generator, reference, report):
    names = {name for document in generator.documents(report.program) for name, _ in generator.leaves(document)}
    assert len(names) > 60 and names - set(reference) == {"message"}
