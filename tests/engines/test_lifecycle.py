# SPDX-License-Identifier: Apache-2.0
"""The life-cycle policies, which no engine here can be asked to run: Elasticsearch's is read by Elasticsearch's own
classes, OpenSearch's is compared with the words that its index management plugin reads.
"""
import json
import os
import re
import subprocess

import pytest

import examples
import searchengines
from process import downloads

pytestmark = pytest.mark.search

# The engine is chosen by the make target.
elasticsearch = pytest.mark.skipif(os.environ.get("ME_ENGINE") != "elasticsearch", reason="another engine")
opensearch = pytest.mark.skipif(os.environ.get("ME_ENGINE") != "opensearch", reason="another engine")
HERE = os.path.dirname(os.path.abspath(__file__))


@pytest.fixture(name="read")
def fixture_read(tmp_path):
    """read(policy): (status, output) of Elasticsearch's own parser."""
    engine = searchengines.Elasticsearch()
    places = [os.path.join(downloads(), "groovy-4.0.28.jar"), engine.path("engine", "lib", "*"),
              engine.path("engine", "modules", "x-pack-core", "*")]
    assert os.path.isfile(places[0]), places[0]

    def read(policy):
        path = tmp_path / "policy.json"
        path.write_text(json.dumps(policy))
        done = subprocess.run(
            [os.path.join(engine.java_home, "bin", "java"), "-cp", ":".join(places), "groovy.ui.GroovyMain",
             os.path.join(HERE, "lifecycle.groovy"), str(path)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True,
            timeout=300, check=False)
        return done.returncode, done.stdout

    yield read
    engine.close()


@elasticsearch
def test_elasticsearch_reads_its_policy(read):
    policy = examples.read_json("elasticsearch", "ilm-policy.json")
    status, output = read(policy)
    assert status == 0, output
    understood = json.loads(output.strip().split("\n")[-1])
    # What is there by itself.
    assert understood["phases"]["delete"]["actions"]["delete"].pop("delete_searchable_snapshot") is True
    assert understood == policy["policy"]


@elasticsearch
def test_elasticsearch_refuses_another_word(read):
    policy = examples.read_json("elasticsearch", "ilm-policy.json")
    policy["policy"]["phases"]["hot"]["actions"]["rollover"]["max_years"] = "1"
    status, output = read(policy)
    assert status != 0 and "max_years" in output


# Of the plugin's source: Policy.kt, State.kt, Transition.kt, ISMTemplate.kt, and the parser of each action.
TIME = re.compile(r"^[0-9]+(d|h|m|s|ms)$")
SIZE = re.compile(r"^[0-9]+(b|kb|mb|gb|tb)$")
POLICY = {"description", "default_state", "states", "ism_template"}
ACTIONS = {
    "rollover": {"min_index_age": TIME, "min_primary_shard_size": SIZE, "min_size": SIZE},
    "force_merge": {"max_num_segments": re.compile("^[0-9]+$")},
    "delete": {},
}
CONDITIONS = {"min_index_age": TIME, "min_rollover_age": TIME, "min_size": SIZE}


def well_formed(words, known):
    """Every word is known and its value has the form it must have."""
    for name, value in words.items():
        assert name in known and known[name].match(str(value)), (name, value)


@opensearch
def test_opensearch_knows_every_word_of_its_policy():
    whole = examples.read_json("elasticsearch", "ism-policy.json")
    assert set(whole) == {"policy"}
    policy = whole["policy"]
    assert set(policy) == POLICY
    states = [state["name"] for state in policy["states"]]
    assert len(set(states)) == len(states) and policy["default_state"] in states
    reached = {policy["default_state"]}
    for state in policy["states"]:
        assert set(state) == {"name", "actions", "transitions"}
        for action in state["actions"]:
            (name, words), = action.items()
            well_formed(words, ACTIONS[name])
        for transition in state["transitions"]:
            assert set(transition) == {"state_name", "conditions"}
            assert transition["state_name"] in states
            # The plugin refuses two of them.
            assert len(transition["conditions"]) == 1
            well_formed(transition["conditions"], CONDITIONS)
            reached.add(transition["state_name"])
    assert reached == set(states)
    for template in policy["ism_template"]:
        assert set(template) == {"index_patterns", "priority"} and template["priority"] >= 0
