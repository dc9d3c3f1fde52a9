"""The command that rotates what access tokens are signed with."""

from pathlib import Path

import pytest

from tests.support.process import call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop that is set up."""
    assert call(tmp_path, "migrate").returncode == 0
    return tmp_path


def test_a_key_is_made_listed_and_retired(folder: Path) -> None:
    before = call(folder, "keys", "list").stdout
    made = call(folder, "keys", "rotate")
    kid = made.stdout.split()[0]
    listed = call(folder, "keys", "list").stdout
    in_use = call(folder, "keys", "retire", next(w for w in before.split() if len(w) == 16))
    retired = call(folder, "keys", "retire", kid)
    unknown = call(folder, "keys", "retire", "f" * 32)

    assert made.stdout == f"{kid} signs from a minute on.\n"
    assert kid not in before
    assert kid in listed
    assert (in_use.returncode, in_use.stderr) == (1, "This key signs; rotate first.\n")
    assert (retired.returncode, retired.stdout) == (0, f"{kid} is retired.\n")
    assert (unknown.returncode, unknown.stderr) == (1, "There is no such signing key.\n")
