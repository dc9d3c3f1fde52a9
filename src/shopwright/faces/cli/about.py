"""``shopwright version``."""

import typer

from shopwright import __version__


def version() -> None:
    """Show the version."""
    typer.echo(__version__)
