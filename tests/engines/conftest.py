# SPDX-License-Identifier: Apache-2.0
"""What the tests on engines share: the harness of the end-to-end tests, and the place of the examples.

Knows no engine.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "e2e")]
