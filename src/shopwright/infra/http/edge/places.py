"""Addresses that stand outside of some limits."""

PROBES = "/health"
FILES = ("/static/", "/media/", "/store/static/", "/admin/static/")


def is_probe(path: str) -> bool:
    """Whether the server's own health is asked for: to be answered above all when there is too much to do."""
    return path == PROBES or path.startswith(PROBES + "/")


def is_exempt(path: str) -> bool:
    """Whether the address costs nothing but a file's reading."""
    return is_probe(path) or path.startswith(FILES)
