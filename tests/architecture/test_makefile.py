"""`make` tells what it can do."""

import re
import subprocess

from tests.architecture.source import ROOT


def targets() -> set[str]:
    text = (ROOT / "Makefile").read_text()
    return set(re.findall(r"^([a-z][a-z-]*):", text, flags=re.MULTILINE))


def test_help_lists_every_target() -> None:
    run = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)

    listed = set(re.findall(r"^  make ([a-z-]+) ", run.stdout, flags=re.MULTILINE))

    assert listed == targets()


def test_no_target_is_taken_for_a_file() -> None:
    text = (ROOT / "Makefile").read_text()

    declared = re.search(r"^\.PHONY: (.*)$", text, flags=re.MULTILINE)

    assert declared
    assert set(declared[1].split()) == targets()
