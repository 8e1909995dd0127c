# SPDX-License-Identifier: Apache-2.0
"""Years of logs as Parquet: what DuckDB answers to the example's questions is what mailenable-report prints.

ME_PARQUET_ROWS says of how many rows; more than a month has come from more years and more servers.
"""
import json
import os
import re
import shutil
import subprocess
import time

import pytest

import examples
import month

pytestmark = pytest.mark.parquet

ROWS = int(os.environ.get("ME_PARQUET_ROWS", "100000"))
YEARS = 100
QUESTIONS = {
    "failed-logins-by-client": ("client", "auth-failure"), "logins-by-account": ("user", "auth-success"),
    "bounced-by-recipient": ("recipient", "bounced"), "refused-by-day": ("day", "relay-denied"),
}


def copy(source, target, site, year):
    """Logs of November 2026 as those of another year, from other servers."""
    old, new = b"/26 ", b"/%02d " % year
    for path in source.rglob("*.log"):
        host, *rest = path.relative_to(source).parts
        place = target.joinpath("{}-{}".format(host, site), *rest)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes().replace(old, new))


@pytest.fixture(scope="module", name="logs")
def fixture_logs(tmp_path_factory):
    """A directory of logs, each year of each site below one of its own."""
    place = tmp_path_factory.mktemp("years")
    for server in month.make(with_attacks=True):
        server.rows = [row for row in server.rows if row[2] != "w3c"]
        server.write(place / "made")
    rows = sum(path.read_bytes().count(b"\n") for path in (place / "made").rglob("*.log"))
    for n in range(-(-ROWS // rows)):
        copy(place / "made", place / "logs" / str(2000 + n % YEARS), n // YEARS, n % YEARS)
    shutil.rmtree(place / "made")
    return place / "logs"


def report(logs, *options):
    """What mailenable-report prints."""
    return subprocess.run([os.environ["ME_REPORT"], *options, str(logs)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, check=True, timeout=3600).stdout


@pytest.fixture(scope="module", name="duckdb")
def fixture_duckdb(logs, tmp_path_factory):
    """ask(file): rows as {first column: other columns}, of Parquet files that the commands of README.md have made."""
    place = tmp_path_factory.mktemp("parquet")
    for name in os.listdir(examples.path("parquet")):
        shutil.copy(examples.path("parquet", name), place)
    (place / "bin").mkdir()
    (place / "bin" / "mailenable-report").symlink_to(os.environ["ME_REPORT"])
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", examples.read("parquet", "README.md"))
    store, ask = blocks[1].replace("/srv/logs", str(logs)), blocks[2]
    assert str(logs) in store and "failed-logins-by-client.sql" in ask
    environment = dict(os.environ, PATH="{}:{}".format(place / "bin", os.environ["PATH"]))

    def run(script):
        return subprocess.run(["sh", "-e", "-c", script], cwd=str(place), env=environment, stdout=subprocess.PIPE,
                              check=True, timeout=3600).stdout.decode()

    begin = time.monotonic()
    run(store)
    stored = time.monotonic()
    assert "198.51.100.77" in run(ask)
    import duckdb

    def answer(name):
        duckdb.sql("SET enable_progress_bar = false")
        with open(examples.path("parquet", name + ".sql"), encoding="utf-8") as file:
            text = file.read().replace("'mailenable/", "'{}/mailenable/".format(place))
        began = time.monotonic()
        rows = duckdb.sql(text).fetchall()
        print("{}: {:.1f} s".format(name, time.monotonic() - began))
        return rows

    size = sum(path.stat().st_size for path in (place / "mailenable").rglob("*.parquet"))
    (rows,), = duckdb.sql("SELECT count(*) FROM '{}/mailenable/*/*/*.parquet'".format(place)).fetchall()
    print("\n{} rows, {:.0f} MB of Parquet, {:.1f} s".format(rows, size / 1e6, stored - begin))
    answer.rows = rows
    return answer


def test_every_record_is_there(duckdb, logs):
    assert duckdb.rows == json.loads(report(logs, "--format", "json"))["summary"]["records"] >= ROWS


def test_the_columns_are_the_fields():
    columns = re.findall(r"(\w+): '(VARCHAR|BIGINT|BOOLEAN|VARCHAR\[\])'", examples.read("parquet", "to-parquet.sql"))
    kinds = {"string": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN", "array": "VARCHAR[]"}
    with open(os.path.join(examples.EXAMPLES, "..", "doc", "fields.json"), encoding="utf-8") as file:
        fields = [field for field in json.load(file)["fields"] if field["name"].startswith("mailenable.")]
    assert columns == [("host", "VARCHAR")] + [(field["name"].split(".")[1], kinds[field["type"]]) for field in fields]


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answers_are_the_report_s(duckdb, logs, name):
    by, only = QUESTIONS[name]
    groups = json.loads(report(logs, "--format", "json", "--by", by, "--only", only))["groups"]
    assert len(groups) > 20
    found = {str(row[0]): row[1] for row in duckdb(name)}
    assert found == {group[by]: group["attempts"] for group in groups}


def test_relaying_by_reason(duckdb, logs):
    granted = json.loads(report(logs, "--format", "json"))["summary"]["granted"]["what"]
    found = {}
    for _, reason, count, *_ in duckdb("relaying-by-reason"):
        found[reason] = found.get(reason, 0) + count
    assert found == {what["reason"]: what["attempts"] for what in granted} and "open-relay" in found
