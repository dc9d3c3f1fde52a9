"""Where the servers of this run are: see plugin.py."""

import os


def postgres_url() -> str:
    return os.environ["SHOPWRIGHT_TEST_POSTGRES"]


def redis_url() -> str:
    return os.environ["SHOPWRIGHT_TEST_REDIS"]
