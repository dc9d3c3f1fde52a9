"""``shopwright dashboard``."""

import subprocess
import sys
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
    command = [sys.executable, "-m", "streamlit", "run", str(APP), *_options(port)]
    address = api or read_settings().public_url
    done = subprocess.run([*command, "--", "--api", address], check=False)  # noqa: S603 - our own program
    raise typer.Exit(done.returncode)


def _options(port: int) -> list[str]:
    """To be reached from this machine alone, and telling nobody that it is used."""
    return [
        "--server.headless=true",
        "--server.address=127.0.0.1",
        f"--server.port={port}",
        "--browser.gatherUsageStats=false",
    ]
