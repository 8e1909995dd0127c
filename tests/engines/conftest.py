# SPDX-License-Identifier: Apache-2.0
"""What the tests on engines share: the harness of the end-to-end tests, and one engine with the example's set-up.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "e2e")]
# The made-up month of the report's tests.
sys.path.append(os.path.join(HERE, "..", "report"))

import pytest  # noqa: E402

import broker  # noqa: E402
import examples  # noqa: E402
import searchengines  # noqa: E402
from storing import WRITER, run_setup  # noqa: E402


@pytest.fixture(scope="session", name="engine")
def fixture_engine():
    """The running engine, set up by setup.sh. The writing user has the example's role and no more."""
    engine = searchengines.BY_NAME[os.environ["ME_ENGINE"]]()
    try:
        engine.add_writer(WRITER, examples.read_json("elasticsearch", engine.role_file))
        engine.start()
        done = run_setup(engine, "--no-lifecycle")
        assert done.returncode == 0, done.stdout
        yield engine
    finally:
        engine.close()


@pytest.fixture(scope="module", name="kafka")
def fixture_kafka():
    """The broker."""
    kafka = broker.Kafka()
    try:
        kafka.format()
        kafka.start()
        yield kafka
    finally:
        kafka.close()
