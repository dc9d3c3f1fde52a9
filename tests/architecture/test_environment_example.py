"""`.env.example` names every setting with its default, and nothing else."""

import re

from tests.architecture.source import ROOT
from tools.environment_example import defaults


def test_the_example_names_every_setting_with_its_default() -> None:
    text = (ROOT / ".env.example").read_text()

    named = dict(re.findall(r"^#? ?([A-Z][A-Z0-9_]*)=(.*)$", text, flags=re.MULTILINE))

    assert named == defaults(), "run: python -m tools.environment_example"
