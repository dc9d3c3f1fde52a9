"""``shopwright openapi``: the API's contract as a file."""

import json
from pathlib import Path
from typing import Annotated

import typer

from shopwright.faces.cli.shop import shop_of, stop
from shopwright.infra.settings import read_settings

_PLACE = Path("docs/api/openapi.json")


def openapi(
    context: typer.Context,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail where the file says otherwise.")
    ] = False,
    output: Annotated[Path, typer.Option(help="The file.")] = _PLACE,
) -> None:
    """Write the OpenAPI document, or check that the one there is still true."""
    text = document(shop_of(context).application(read_settings()).openapi())
    if not check:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text)
        typer.echo(f"Wrote {output}.")
    elif not output.is_file() or output.read_text() != text:
        raise stop(f"{output} is not what the code says: run `make openapi` and commit it.")


def document(contract: object) -> str:
    """The document as it is committed: one form, so that a difference is one of meaning."""
    return json.dumps(contract, indent=2, ensure_ascii=False) + "\n"
