# SPDX-License-Identifier: Apache-2.0
"""As much of JSON Schema as the schema of the report uses: a keyword that is not known here is an error."""
import json
import pathlib
import re

DOCUMENT = json.loads((pathlib.Path(__file__).parents[2] / "doc" / "mailenable-report.schema.json").read_text())
TYPES = {"object": dict, "array": list, "string": str, "integer": int}
SILENT = {"$schema", "title", "description", "$defs"}


def check(value, schema=DOCUMENT, place="$"):
    """Raises AssertionError where `value` is not as `schema` says."""
    for keyword, wanted in schema.items():
        if keyword == "$ref":
            check(value, DOCUMENT["$defs"][wanted.rsplit("/", 1)[1]], place)
        elif keyword == "type":
            assert isinstance(value, TYPES[wanted]) and not isinstance(value, bool), place
        elif keyword == "const":
            assert value == wanted, place
        elif keyword == "enum":
            assert value in wanted, place
        elif keyword == "minimum":
            assert value >= wanted, place
        elif keyword == "pattern":
            assert re.search(wanted, value), place
        elif keyword == "required":
            assert not set(wanted) - set(value), (place, set(wanted) - set(value))
        elif keyword == "properties":
            for name, part in value.items():
                if name in wanted:
                    check(part, wanted[name], place + "." + name)
        elif keyword == "additionalProperties":
            assert not set(value) - set(schema["properties"]), (place, set(value) - set(schema["properties"]))
        elif keyword == "items":
            for i, part in enumerate(value):
                check(part, wanted, "%s[%d]" % (place, i))
        elif keyword == "maxItems":
            assert len(value) <= wanted, place
        else:
            assert keyword in SILENT, "the checker does not know %s" % keyword
