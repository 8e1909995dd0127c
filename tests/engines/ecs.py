# SPDX-License-Identifier: Apache-2.0
"""Checks documents against names, types and allowed values of the Elastic Common Schema.

Knows the list in ecs-9.4.txt and JSON; `mailenable` is the one branch that is the vendor's own.
"""
import datetime
import ipaddress
import os

VENDOR = "mailenable"
# What was sent may have been nothing; whatever else is unknown is absent.
MAY_BE_EMPTY = ("message",)


def load():
    """{name: (type, whether it is an array, allowed values or an empty set)}"""
    fields = {}
    name = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ecs-9.4.txt")
    with open(name, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                name, kind, array, allowed = (line.rstrip("\n").split("\t") + ["", ""])[:4]
                fields[name] = (kind, array == "array", set(allowed.split()))
    return fields


def leaves(document, prefix=""):
    """Every leaf of a document with its dotted name; an array is a leaf."""
    for name, value in document.items():
        if isinstance(value, dict):
            yield from leaves(value, prefix + name + ".")
        else:
            yield prefix + name, value


def _fits(kind, value):
    if kind == "long":
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    try:
        if kind == "ip":
            ipaddress.ip_address(value)
        if kind == "date":
            # Without an offset it would not be a point in time.
            return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False
    return True


def problems(document, fields):
    """What is wrong with a document, as sentences."""
    found = []
    for name, value in leaves(document):
        if name.split(".")[0] == VENDOR:
            continue
        if name not in fields:
            found.append("{} is no field of the schema's list".format(name))
            continue
        kind, array, allowed = fields[name]
        if isinstance(value, list) != array:
            found.append("{} must{} be an array: {!r}".format(name, "" if array else " not", value))
            continue
        for one in value if array else [value]:
            if not _fits(kind, one) or one == "" and name not in MAY_BE_EMPTY:
                found.append("{} is no {}: {!r}".format(name, kind, one))
            elif allowed and one not in allowed:
                found.append("{} must not be {!r}".format(name, one))
    for name in ("@timestamp", "ecs"):
        if name not in document:
            found.append("{} is missing".format(name))
    return found
