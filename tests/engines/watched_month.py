# SPDX-License-Identifier: Apache-2.0
"""The month in an engine: sent line by line through the example, and asked for by search bodies."""
import json

import examples
import incidents
from storing import ERRORS, Pipeline

NAMESPACE = "month"
MSEARCH = 200  # questions at once
DURATIONS = {"m": 60, "h": 3600, "d": 86400}


def seconds(timespan):
    """Of `1h`."""
    return int(timespan[:-1]) * DURATIONS[timespan[-1]]


class WatchedMonth:
    """Its truth, and the documents that the module made of its rows."""

    def __init__(self, directory, engine):
        self.engine, self.truth = engine, incidents.Incidents()
        frames = list(self.truth.frames())
        self.pipeline = Pipeline(directory, engine, NAMESPACE)
        try:
            self.pipeline.send(frames)
            self.pipeline.wait_for(len(frames), 600)
            assert self.pipeline.rejected() == [] and self.pipeline.daemon.read(ERRORS) == ""
            assert engine.count(self.pipeline.index) == len(frames)
        finally:
            self.pipeline.close()

    def search(self, body):
        """Answer of the engine."""
        return self.engine.ask("POST", "/{}/_search".format(self.pipeline.index), body)

    def query(self, name):
        """Aggregations of one of the example's search bodies."""
        return self.search(examples.read_json("elasticsearch", "queries", name))["aggregations"]

    def hits(self, query):
        """Documents that a query in Lucene's words finds."""
        answer = self.search({"size": 10000, "track_total_hits": True, "query": {"query_string": {"query": query}}})
        assert answer["hits"]["total"]["value"] == len(answer["hits"]["hits"])
        return [hit["_source"] for hit in answer["hits"]["hits"]]

    def buckets(self, body, name):
        """All buckets of the composite aggregation `name`, page by page."""
        found, body = [], json.loads(json.dumps(body))
        while True:
            answer = self.search(body)["aggregations"][name]
            found += answer["buckets"]
            if not answer.get("after_key"):
                return found
            body["aggs"][name]["composite"]["after"] = answer["after_key"]

    def at_many_moments(self, body, moments):
        """Answers to a search body of a monitor, as if the period ended at each of `moments` (milliseconds)."""
        text, found = json.dumps(body), []
        for first in range(0, len(moments), MSEARCH):
            lines = []
            for moment in moments[first:first + MSEARCH]:
                lines += [json.dumps({"index": self.pipeline.index}), text.replace("{{period_end}}", str(moment))]
            answer = self.engine.ask("POST", "/_msearch", ("\n".join(lines) + "\n").encode())
            found += answer["responses"]
        assert all(one["status"] == 200 for one in found), [one for one in found if one["status"] != 200][:1]
        return found
