"""``shopwright dashboard``."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from shopwright.faces.cli.shop import stop
from shopwright.infra.settings import read_settings

APP = Path(__file__).parents[1] / "dashboard" / "app.py"


def dashboard(
    api: Annotated[str, typer.Option(help="Where the shop is; PUBLIC_URL unless told.")] = "",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the dashboard.")] = 8501,
) -> None:
    """Show a dashboard on this machine that talks to a shop by its API."""
    if find_spec("streamlit") is None:
        raise stop("The dashboard needs Streamlit: pip install 'shopwright[dashboard]'")
    address = api or read_settings().public_url
    sys.argv = ["streamlit", "run", str(APP), *_options(port), "--", "--api", address]
    import_module("streamlit.web.cli").main()


def _options(port: int) -> list[str]:
    """To be reached from this machine alone, and telling nobody that it is used."""
    return [
        "--server.headless=true",
        "--server.address=127.0.0.1",
        f"--server.port={port}",
        "--browser.gatherUsageStats=false",
    ]
