# SPDX-License-Identifier: Apache-2.0
"""Where clients are: fields of an ingest pipeline in the example's index, and the pipelines themselves, which no engine
here can run: these builds have no processors. They are compared with the names that the makers document.
"""
import json

import pytest

import examples
from storing import STREAMS

pytestmark = pytest.mark.search

NAMESPACE = "places"
# Elasticsearch Guide, "Ingest processor reference"; OpenSearch documentation, "Ingest processors", "IP2Geo".
COMMON = {"if", "ignore_failure", "on_failure", "tag", "description"}
OPTIONS = {
    "set": {"field", "value", "override", "copy_from", "ignore_empty_value", "media_type"} | COMMON,
    "rename": {"field", "target_field", "ignore_missing", "override"} | COMMON,
    "geoip": {"field", "target_field", "database_file", "properties", "ignore_missing", "first_only",
              "download_database_on_pipeline_creation"} | COMMON,
    "ip2geo": {"datasource", "field", "ignore_missing", "properties", "target_field"} | COMMON,
}
PROPERTIES = {
    # Without `properties`: those of a city that Elasticsearch puts out.
    "geoip": ["continent_name", "country_name", "country_iso_code", "region_iso_code", "region_name", "city_name",
              "location"],
    "asn": ["ip", "asn", "organization_name", "network"],
}
FILES = ["ingest-pipeline.json", "ingest-pipeline-opensearch.json"]
CITY = {"continent_name": "Europe", "country_name": "Spain", "country_iso_code": "ES", "region_name": "Madrid",
        "region_iso_code": "ES-MD", "city_name": "Madrid", "location": {"lat": 40.4, "lon": -3.7}}
ELSEWHERE = {"country_iso_code": "NL", "country_name": "Netherlands", "location": {"lat": 52.4, "lon": 4.9}}


def processors(name):
    """[(kind, options)]"""
    return [pair for one in examples.read_json("elasticsearch", name)["processors"] for pair in one.items()]


def written(name):
    """Fields that a pipeline leaves in a document."""
    fields = set()
    for kind, options in processors(name):
        if kind == "set":
            fields.add(options["field"])
        elif kind == "rename":
            if options["field"] in fields:
                fields.remove(options["field"])
                fields.add(options["target_field"])
        else:
            found = options.get("properties", PROPERTIES["geoip"])
            known = PROPERTIES["asn" if "ASN" in options.get("database_file", "") else "geoip"]
            assert set(found) <= set(known), (name, kind)
            fields |= {"{}.{}".format(options["target_field"], one) for one in found}
    return fields


@pytest.mark.parametrize("name", FILES)
def test_processors_have_the_options_that_are_documented(name):
    for kind, options in processors(name):
        assert set(options) <= OPTIONS[kind], (name, kind)


@pytest.mark.parametrize("name", FILES)
def test_what_a_pipeline_writes_the_index_knows(name):
    source = examples.read_json("elasticsearch", "index-template.json")["template"]["mappings"]["properties"]
    for field in written(name):
        properties = source
        *parents, last = field.split(".")
        for parent in parents:
            properties = properties[parent]["properties"]
        assert last in properties, field
    assert written(FILES[0]) >= {"event.ingested", "source.geo.location", "source.as.number",
                                 "source.as.organization.name"}


@pytest.mark.parametrize("name", FILES)
def test_this_build_cannot_run_it(engine, name):
    """When it can, these tests have to be better ones."""
    status, answer = engine.request("PUT", "/_ingest/pipeline/mailenable", examples.read_json("elasticsearch", name))
    assert status == 400 and "No processor type exists with name" in json.dumps(answer), answer


def test_places_are_asked_for(engine):
    """Documents as they are behind the pipeline."""
    stream = {"type": "logs", "dataset": "mailenable.smtp", "namespace": NAMESPACE}
    lines = []
    for n in range(30):
        place, network = (CITY, {"number": 64496, "organization": {"name": "Example Net"}}) if n % 3 else (
            ELSEWHERE, {"number": 64511, "organization": {"name": "Other Net"}})
        source = {"ip": "203.0.113.{}".format(n), "address": "203.0.113.{}".format(n)}
        if n < 27:
            source.update(geo=place, **{"as": network})
        document = {
            "@timestamp": "2026-11-22T07:00:{:02}Z".format(n), "message": "", "data_stream": stream, "source": source,
            "event": {"action": "auth-failure", "ingested": "2026-11-22T07:01:{:02}Z".format(n)},
            "user": {"name": "User{}@example.com".format(n % 2)}}
        lines += [json.dumps({"create": {"_id": "place{}".format(n)}}), json.dumps(document)]
    index = "{}smtp-{}".format(STREAMS, NAMESPACE)
    answer = engine.ask("POST", "/{}/_bulk?refresh=true".format(index), ("\n".join(lines) + "\n").encode())
    assert not answer["errors"], answer

    def search(body):
        return engine.ask("POST", "/{}/_search".format(index), body)

    found = search(examples.read_json("elasticsearch", "queries", "failed-logins-by-country.json"))["aggregations"]
    countries = {bucket["key"]: bucket for bucket in found["countries"]["buckets"]}
    assert {key: bucket["doc_count"] for key, bucket in countries.items()} == {"ES": 18, "NL": 9}
    assert found["country_unknown"]["doc_count"] == 3
    assert [bucket["key"] for bucket in countries["NL"]["networks"]["buckets"]] == [64511]
    assert countries["ES"]["networks"]["buckets"][0]["name"]["buckets"][0]["key"] == "Example Net"
    # The names of two accounts, in whatever letter case.
    assert countries["ES"]["accounts"]["value"] == 2
    for query, want in (
            ({"geo_distance": {"distance": "100km", "source.geo.location": {"lat": 40.0, "lon": -3.5}}}, 18),
            ({"term": {"source.geo.city_name": "Madrid"}}, 18),
            ({"range": {"event.ingested": {"gte": "2026-11-22T07:01:20Z"}}}, 10),
            ({"term": {"user.name": "USER1@EXAMPLE.COM"}}, 15),
            ({"term": {"source.ip": "203.0.113.0/28"}}, 16)):
        assert search({"track_total_hits": True, "query": query})["hits"]["total"]["value"] == want, query
