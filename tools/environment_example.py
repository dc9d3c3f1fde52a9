"""Writes .env.example from the settings: `python -m tools.environment_example`."""

from enum import Enum
from pathlib import Path
from textwrap import wrap
from typing import Any

from shopwright.infra.settings import Settings

TARGET = Path(__file__).parents[1] / ".env.example"
HEAD = """\
# Every setting with its default. Nothing here needs to be set to try the shop: copy the file to .env
# and change what you want otherwise, or set the variable in the environment, which wins.
"""


def defaults() -> dict[str, str]:
    """Each environment variable and its default, as one writes it."""
    return {name.upper(): written(field.default) for name, field in Settings.model_fields.items()}


def written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value.value if isinstance(value, Enum) else value)


def example() -> str:
    entries = [
        "\n".join(
            [
                *wrap(field.description or "", 98, initial_indent="# ", subsequent_indent="# "),
                f"{name.upper()}={written(field.default)}",
            ]
        )
        for name, field in Settings.model_fields.items()
    ]
    return HEAD + "\n" + "\n\n".join(entries) + "\n"


if __name__ == "__main__":
    TARGET.write_text(example())
