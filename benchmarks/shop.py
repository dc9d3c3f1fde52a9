"""A shop to measure: a fresh database, two thousand products of a fixed seed, the real server in its own process."""

import http.client
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import Listening, free_port

PRODUCTS = 2000
STOCK = 1_000_000
SEED = 20_261_102
_NOUNS = [
    "kettle",
    "mug",
    "lamp",
    "chair",
    "towel",
    "knife",
    "rug",
    "clock",
    "basket",
    "teapot",
    "vase",
    "apron",
    "bowl",
    "plate",
    "shelf",
]
_TRAITS = [
    "linen",
    "oak",
    "steel",
    "clay",
    "wool",
    "glass",
    "copper",
    "ash",
    "cotton",
    "slate",
    "walnut",
    "brass",
    "stone",
    "cork",
    "felt",
]
_TEXT = "A sturdy thing of good material, made to be used every day and easy to care for. "
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Shop:
    """``hot`` answers from memory where it may, ``cold`` never does; both serve one database."""

    hot: Listening
    cold: Listening
    url: str
    names: list[str]
    variants: list[str]

    def stop(self) -> None:
        self.hot.stop()
        self.cold.stop()


def open_shop(url: str, folder: Path) -> Shop:
    """Migrate, import, serve."""
    folder.mkdir(parents=True, exist_ok=True)
    catalog = folder / "catalog.jsonl"
    catalog.write_text("".join(goods()), encoding="utf-8")
    environment = _environment(url, folder)
    for arguments in (["migrate"], ["import", str(catalog)]):
        subprocess.run(
            [sys.executable, "-m", "benchmarks.shop", *arguments],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    hot, cold = (_served(environment | {"HOT_MEGABYTES": size}) for size in ("64", "0"))
    names, variants = [], []
    for item in _all_products(cold.port):
        names.append(item["slug"])
        variants.append(item["variant"])
    return Shop(hot, cold, url, names, variants)


def goods() -> Iterator[str]:
    """Products of one to three variants, the same in every run."""
    chance = random.Random(SEED)  # noqa: S311 - a fixed catalog
    for number in range(PRODUCTS):
        trait, noun = chance.choice(_TRAITS), chance.choice(_NOUNS)
        sizes = ["S", "M", "L"][: chance.randint(1, 3)]
        product = {
            "handle": f"{trait}-{noun}-{number}",
            "title": f"{trait.title()} {noun} {number}",
            "description": _TEXT * chance.randint(1, 8),
            "brand": f"Maker {number % 40}",
            "tags": [trait, noun],
            "options": ["Size"],
            "variants": [
                {
                    "sku": f"B{number}-{size}",
                    "option_values": [size],
                    "prices": [{"amount": "19.99"}],
                    "stock": STOCK,
                }
                for size in sizes
            ],
        }
        yield json.dumps(product) + "\n"


def answer_of(
    port: int, path: str, headers: dict[str, str] | None = None
) -> http.client.HTTPResponse:
    """One answer, read to its end."""
    connection = http.client.HTTPConnection(_HOST, port, timeout=30)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    connection.close()
    return answer


def json_of(port: int, path: str) -> Any:
    answer = answer_of(port, path)
    assert answer.status == 200, (path, answer.status)
    return json.loads(answer.body)  # type: ignore[attr-defined]


def _all_products(port: int) -> Iterator[dict[str, str]]:
    """Each twentieth product with its first variant: enough for many baskets that rarely meet."""
    path = "/api/v1/products?limit=100"
    cursor = ""
    while True:
        page = json_of(port, path + cursor)
        for card in page["items"][::10]:
            product = json_of(port, f"/api/v1/products/{card['slug']}")
            yield {"slug": card["slug"], "variant": product["variants"][0]["id"]}
        if not page["page"]["has_more"]:
            return
        cursor = f"&cursor={page['page']['next_cursor']}"


def _served(environment: dict[str, str]) -> Listening:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.shop", "serve"]
    return Listening(command, port, environment | {"PORT": str(port)})


def _environment(url: str, folder: Path) -> dict[str, str]:
    return dict(os.environ) | {  # noqa: TID251 - handed on to the server, whose settings read it
        "DATABASE_URL": url,
        "MEDIA_FOLDER": str(folder / "media"),
        "RATE_LIMIT": "",
        "RATE_LIMIT_AUTH": "",
        "RATE_LIMIT_REGISTRATIONS": "",
        "LOG_LEVEL": "ERROR",
        "SEED_DEMO": "false",
        "HOST": _HOST,
        "JOBS_EMBEDDED": "false",
    }


if __name__ == "__main__":
    from shopwright.console import main

    main()
