"""Catalogs of real shops, which lie beside the repository and are no part of it."""

import os
from pathlib import Path

import pytest

_DEFAULT = Path(__file__).parents[2].parent / "shared" / "data"


def shared(name: str) -> Path:
    """A file or folder of the data kept in SHOPWRIGHT_DATA; the test is skipped where it is absent."""
    folder = Path(os.environ.get("SHOPWRIGHT_DATA", _DEFAULT))
    path = folder / name
    if not path.exists():
        pytest.skip(f"{path} is absent: set SHOPWRIGHT_DATA to the folder of real catalogs")
    return path
