"""What every converter does: read a file or its .gz, write JSON Lines for `shopwright import`."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

from shopwright.flows.merchandising.contracts import ProductRecord
from shopwright.flows.merchandising.steps.jsonl import render
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.kernel.text import LONGEST_SLUG, slugify

Converter = Callable[[Path], Iterable[ProductRecord]]


def run(describe: str, convert: Converter, arguments: list[str] | None = None) -> None:
    """Convert the file named on the command line to stdout, or to the file of `-o`."""
    parser = argparse.ArgumentParser(description=describe)
    parser.add_argument("file", type=Path, help="the catalog, plain or gzipped")
    parser.add_argument(
        "-o", "--output", type=Path, help="where to write; standard output if left out"
    )
    options = parser.parse_args(arguments)
    if options.output is None:
        _write(convert(options.file), sys.stdout)
        return
    with options.output.open("w", encoding="utf-8") as out:
        _write(convert(options.file), out)


def whole_text(path: Path) -> str:
    return "".join(open_source(path).pieces())


def parse(text: str) -> Any:
    """JSON with its decimal numbers as they are written, so that no price passes through a float."""
    return json.loads(text, parse_float=str)


class Handles:
    """Handles made of titles; where one is taken, what follows it tells the two apart."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, title: str, otherwise: str) -> str:
        handle = slugify(title)
        if not handle or handle in self._taken:
            tail = slugify(otherwise)
            handle = f"{handle[: LONGEST_SLUG - len(tail) - 1]}-{tail}".strip("-")
        self._taken.add(handle)
        return handle


def _write(products: Iterable[ProductRecord], out: TextIO) -> None:
    out.writelines(render(product) for product in products)
