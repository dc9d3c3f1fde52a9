"""Draws the picture of each product of the demo shop, the same bytes each time.

Run: python -m tools.draw_demo_pictures [HANDLE ...] [--sheet FILE]
"""

import argparse
import json
from pathlib import Path

from PIL import Image

from tools.demo_pictures.brush import Canvas
from tools.demo_pictures.palette import WALLS
from tools.demo_pictures.things import THINGS

DEMO = Path(__file__).parents[1] / "src" / "shopwright" / "flows" / "onboarding" / "demo"
_QUALITY = 82
_THUMB = 200
_ACROSS = 8


def draw(handle: str, category: str) -> Image.Image:
    """The picture of one product on the wall of its category."""
    canvas = Canvas(WALLS[category])
    THINGS[handle](canvas)
    return canvas.finished()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("handles", nargs="*", help="products to draw; all if left out")
    parser.add_argument(
        "--sheet", type=Path, help="also write all pictures on one sheet, to look at"
    )
    options = parser.parse_args()
    lines = (DEMO / "catalog.jsonl").read_text(encoding="utf-8").splitlines()
    products = [json.loads(line) for line in lines]
    for product in products:
        if not options.handles or product["handle"] in options.handles:
            picture = draw(product["handle"], product["categories"][0][0])
            path = DEMO / "pictures" / f"{product['handle']}.webp"
            picture.save(path, "WEBP", quality=_QUALITY, method=6)
    if options.sheet:
        _sheet([product["handle"] for product in products], options.sheet)


def _sheet(handles: list[str], path: Path) -> None:
    rows = -(-len(handles) // _ACROSS)
    sheet = Image.new("RGB", (_ACROSS * _THUMB, rows * _THUMB), "white")
    for number, handle in enumerate(handles):
        file = DEMO / "pictures" / f"{handle}.webp"
        if file.exists():
            small = Image.open(file).resize((_THUMB, _THUMB), Image.Resampling.LANCZOS)
            sheet.paste(small, (number % _ACROSS * _THUMB, number // _ACROSS * _THUMB))
    sheet.save(path)


if __name__ == "__main__":
    main()
