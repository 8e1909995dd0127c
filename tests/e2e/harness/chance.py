# SPDX-License-Identifier: Apache-2.0
"""Random numbers that can be had again: every test that uses them prints the seed, ME_E2E_SEED sets it."""
import os
import random

DEFAULT_SEED = 20261122


def seeded(name):
    """A generator for the test `name`; its seed is printed, and shown by pytest when the test fails."""
    seed = int(os.environ.get("ME_E2E_SEED") or DEFAULT_SEED)
    print("{}: ME_E2E_SEED={}".format(name, seed))
    return random.Random("{} {}".format(name, seed))
