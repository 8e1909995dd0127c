# SPDX-License-Identifier: Apache-2.0
"""CONTRIBUTING.md says where to add what. Here a Debug code and a key of --by are added as their rows say, in a copy of
the tree, and the checks that guard such rows run there: a row names every file that has to change, and no other does.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

from conftest import SECONDS

ROOT = pathlib.Path(__file__).parents[2]
COPIED = ["CHANGELOG.md", "CONTRIBUTING.md", "Makefile.am", "README.md", "SECURITY.md", "doc", "lib", "packaging",
          "plugin", "report", "tests"]
CODE, TEXT = "ME-I0998", "Relay Denied: It is a holiday"
EXPLAINED = "Relaying was refused because the server keeps holidays; try again tomorrow."
LINE = "11/22/26 07:00:59\t%s: %s.\r\n" % (CODE, TEXT)


def put_before(path, pattern, fresh):
    """Puts `fresh` before the first line that has `pattern`."""
    lines = path.read_bytes().decode().splitlines(keepends=True)
    place = next(i for i, line in enumerate(lines) if pattern in line)
    path.write_bytes("".join([*lines[:place], fresh, *lines[place:]]).encode())


def add_to_table(path):
    put_before(path, 'ME_CODE("ME-I0110"', 'ME_CODE("%s", RELAY_DENIED, DENIED, RELAYING_DISABLED, LOW, "%s", "",\n'
               '        NOTHING, "%s")\n' % (CODE, TEXT, EXPLAINED))


def add_to_document(path):
    row = "| `%s` | `%s` | `relay-denied` | `denied` | `relaying-disabled` | `low` | %s |\n"
    put_before(path, "| `ME-I0110` |", row % (CODE, TEXT, EXPLAINED))


def add_sample(path):
    with path.open("ab") as out:
        out.write(LINE.encode())


def add_object(path):
    like = next(line for line in path.read_text().splitlines() if '"ME-I0112"' in line)
    found = json.loads(like)
    found.update(code=CODE, text=TEXT + ".", time="2026-11-22T07:00:59")
    with path.open("a") as out:
        out.write(json.dumps(found, separators=(",", ":")) + "\n")


def add_key(path):
    put_before(path, "ME_GROUP_KEY(HOST", 'ME_GROUP_KEY(WEEKDAY, "weekday", "WEEKDAY", false, true)\n')


def add_answer(path):
    put_before(path, "case ME_GROUP_KEY_HOST:",
               '    case ME_GROUP_KEY_WEEKDAY: {\n'
               '        static const char days[] = "MonTueWedThuFriSatSun";\n'
               '        const size_t at = a->when == ME_NEVER ? 0 : 3 * (size_t)me_clock_weekday(a->when);\n'
               '        return (struct me_span){days + at, a->when == ME_NEVER ? 0 : 3};\n'
               '    }\n')


def add_to_manual(path):
    put_before(path, ".BR host .", ".B weekday\nor\n")


def add_to_schema(path):
    text = path.read_text().replace('"asn", "host"]', '"asn", "weekday", "host"]')
    path.write_text(text.replace('"host": {"type": "string"},', '"host": {"type": "string"},\n'
                                 '        "weekday": {"type": "string"},'))


ROWS = {
    "a Debug code": {
        "lib/tables/codes.def": add_to_table,
        "doc/events.md": add_to_document,
        "tests/data/debug.log": add_sample,
        "tests/data/golden/debug.jsonl": add_object,
    },
    "a key of `--by`": {
        "report/count/group_key.def": add_key,
        "report/count/groups_key.c": add_answer,
        "doc/mailenable-report.1": add_to_manual,
        "doc/mailenable-report.schema.json": add_to_schema,
    },
}


def run(*command, env=None, cwd=None):
    done = subprocess.run([*map(str, command)], cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=4 * SECONDS)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-4000:]
    return done.stdout.decode()


def build(tree, target, sources, includes):
    """Compiles without optimising: what is asked is whether it works."""
    names, defined = ["libfastjson", "libarchive", "cmocka"], []
    if subprocess.run(["pkg-config", "--exists", "libmaxminddb"]).returncode == 0:
        names, defined = [*names, "libmaxminddb"], ["-DME_HAVE_MAXMINDDB"]
    flags = shlex.split(run("pkg-config", "--cflags", "--libs", *names))
    run(*shlex.split(os.environ.get("CC", "cc")), "-std=gnu11", "-w", "-D_FILE_OFFSET_BITS=64", *defined,
        '-DME_TEST_DATA="%s"' % (tree / "tests" / "data"), *["-I" + str(path) for path in includes], "-o", target,
        *sources, "-pthread", *flags)
    return target


@pytest.mark.native  # what is built beside it for this system
def test_things_are_added_as_contributing_says(report, tmp_path):
    for start, edits in ROWS.items():
        row = re.search(r"^\| %s.*$" % re.escape(start), (ROOT / "CONTRIBUTING.md").read_text(), re.M).group()
        assert {name for name in re.findall(r"`([^`]+)`", row) if "/" in name} == set(edits)

    tree, built = tmp_path / "tree", pathlib.Path(report.program).parent
    for name in COPIED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        copy(source, tree / name)
    for edits in ROWS.values():
        for name, edit in edits.items():
            os.chmod(tree / name, 0o644)
            edit(tree / name)

    lib = sorted((tree / "lib").rglob("*.c"))
    page = built / "report" / "output" / "html"
    base = [path for path in (tree / "report").rglob("*.c") if not path.name.endswith("_windows.c")]
    program = build(tree, tmp_path / "mailenable-report", [*lib, *base],
                    [tree / "lib", tree / "report", page, built])
    for test in ("tables/test_tables.c", "recognise/test_samples.c"):
        unit = tree / "tests" / "unit"
        run(build(tree, tmp_path / "unit", [*lib, *sorted((unit / "support").glob("*.c")), unit / test],
                  [tree / "lib", unit, built]), cwd=tmp_path)
    run("sh", tree / "tests" / "guards" / "documented-tables.sh", env={"srcdir": str(tree)}, cwd=tmp_path)

    data = tree / "tests" / "data"
    assert CODE in run(program, "--format", "jsonl", data / "debug.log")
    assert "relay denied: switched off" in run(program, "--by", "reason", data / "debug.log")
    assert re.search(r"^Sun .*relay denied", run(program, "--by", "weekday", data / "debug.log"), re.M)
    for shell in (tree / "report" / "completions").glob("*.in"):
        assert "weekday" in run("sh", tree / "report" / "completions" / "fill.sh", tree, shell)
    asked = "golden or (test_documents and (schema or paragraph)) or help_fits"
    tests = [tree / "tests" / "report" / name for name in ("test_golden.py", "test_documents.py", "test_options.py")]
    pytest = ["python3", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    environment = {"ME_REPORT": str(program)}
    # As update-report does, but writes the new report alone: the others have to stay as they are.
    run(*pytest, "-k", "weekday.table", tests[0], env={**environment, "ME_REPORT_UPDATE": "1"}, cwd=tmp_path)
    run(*pytest, "-k", asked, *tests, env=environment, cwd=tmp_path)
