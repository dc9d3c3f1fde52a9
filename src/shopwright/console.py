"""What ``shopwright`` runs: the command line, handed the shop when a command asks for it."""

from collections.abc import Sequence

from shopwright.faces.cli.main import make_cli


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, with the process's arguments unless others are given."""
    make_cli(_shop)(args=list(arguments) if arguments is not None else None, prog_name="shopwright")


def _shop() -> object:
    from shopwright.main import SHOP  # noqa: PLC0415 - a second's work that `--help` does without

    return SHOP
