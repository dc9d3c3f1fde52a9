"""What may not stand in any file that is handed on."""

import re
import subprocess

import pytest

from tests.architecture.source import ROOT, tracked_texts

UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|Not" + r"ImplementedError)\b")
REQUIREMENTS = ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    run = subprocess.run(
        [ROOT / "tools" / "check_tracked.sh"], capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_no_file_is_left_unfinished() -> None:
    found = [
        f"{name}: {match[0]}"
        for name, text in tracked_texts().items()
        for match in UNFINISHED.finditer(text)
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_and_hashed_and_has_no_address(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")

    wrong = [
        line
        for line in text.splitlines()
        if not re.fullmatch(r"[A-Za-z0-9._-]+==\S+( ; .+?)?( +--hash=sha256:[0-9a-f]{64})+", line)
    ]

    assert text
    assert "://" not in text
    assert not wrong, "\n".join(line[:80] for line in wrong)
