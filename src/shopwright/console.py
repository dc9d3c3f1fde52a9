"""What ``shopwright`` runs: the command line, handed the shop when a command asks for it."""

import gc
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
    gc.disable()  # what is imported stays: looking for rings among it is a fifth of the time
    try:
        from shopwright.main import SHOP  # noqa: PLC0415 - seconds of work that `--help` does without
    finally:
        gc.enable()
    return SHOP


if __name__ == "__main__":
    main()
