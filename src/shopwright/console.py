"""What ``shopwright`` runs: the command line, handed the shop when a command asks for it."""

import sys
from collections.abc import Sequence

from shopwright.faces.cli.main import make_cli
from shopwright.kernel.errors import ShopError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, with the process's arguments unless others are given.

    What is known to go wrong is said in a line, not shown as a trace.
    """
    given = list(arguments) if arguments is not None else None
    try:
        make_cli(_shop)(args=given, prog_name="shopwright")
    except ShopError as error:
        sys.stderr.write(f"{error.detail}\n")
        sys.exit(1)


def _shop() -> object:
    from shopwright.main import SHOP  # noqa: PLC0415 - a second's work that `--help` does without

    return SHOP


if __name__ == "__main__":
    main()
