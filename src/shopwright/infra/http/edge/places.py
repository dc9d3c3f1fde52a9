"""Addresses that stand outside of some limits."""

import re

PROBES = "/health"
FILES = ("/static/", "/media/")
# What is longer or shorter than the address of a file is answered by a page, which costs what pages cost.
_OF_PAGES = re.compile(r"/(?:store|admin)/static/[^/]+/[^/]+")


def is_probe(path: str) -> bool:
    """Whether the server's own health is asked for: to be answered above all when there is too much to do."""
    return path == PROBES or path.startswith(PROBES + "/")


def is_exempt(path: str) -> bool:
    """Whether the address costs nothing but a file's reading."""
    return is_probe(path) or path.startswith(FILES) or _OF_PAGES.fullmatch(path) is not None
