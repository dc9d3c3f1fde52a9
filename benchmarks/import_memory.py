"""How much memory a catalog of 100,000 products takes: to read, format by format, and with --store to import.

Run: .venv/bin/python -m benchmarks.import_memory [--products 100000] [--store]
Each run has a process of its own, so that peaks don't mix; a store is a fresh SQLite database.
"""

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from shopwright.flows.merchandising.contracts import (
    ImportFormat,
    ImportOptions,
    ImportProgress,
    ProductRecord,
)
from shopwright.flows.merchandising.run.import_file import import_file
from shopwright.flows.merchandising.steps import readers
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.infra.settings import Environment, Settings
from shopwright.kernel.actors import system
from shopwright.wiring import close_services, open_services
from tests.support.schema import build_schema

_TEXT = "A sturdy thing of good material, made to be used every day and easy to care for. " * 8


def _jsonl(count: int) -> Iterator[str]:
    for n in range(count):
        variants = ",".join(
            f'{{"sku":"T{n}-{size}","option_values":["{size}"],"prices":[{{"amount":"19.99"}}],"stock":3}}'
            for size in "SML"
        )
        yield (
            f'{{"handle":"thing-{n}","title":"Thing {n}","description":"{_TEXT}","options":["Size"],'
            f'"variants":[{variants}]}}\n'
        )


def _shopify(count: int) -> Iterator[str]:
    yield (
        "Handle,Title,Body (HTML),Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,"
        "Variant Inventory Tracker,Variant Inventory Qty\n"
    )
    for n in range(count):
        yield f'thing-{n},Thing {n},"{_TEXT}","good, new",Size,S,T{n}-S,19.99,shopify,3\n'
        for size in "ML":
            yield f"thing-{n},,,,,{size},T{n}-{size},19.99,shopify,3\n"


def _spree(count: int) -> Iterator[str]:
    yield "slug,sku,name,price,currency,description,option1_name,option1_value,inventory_count\n"
    for n in range(count):
        yield f'thing-{n},T{n},Thing {n},0,USD,"{_TEXT}",,,\n'
        for size in "SML":
            yield f"thing-{n},T{n}-{size},,19.99,USD,,Size,{size},3\n"
    for n in range(count):  # prices in another currency stand at the end, far from their product
        for size in "SML":
            yield f"thing-{n},T{n}-{size},,17.99,EUR,,,,\n"


def _woocommerce(count: int) -> Iterator[str]:
    yield (
        "ID,Type,SKU,Name,Description,Stock,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n"
    )
    for n in range(count):
        yield f'{n},variable,T{n},Thing {n},"{_TEXT}",,,,Size,"S, M, L"\n'
    for size in "SML":  # variations stand after all parents
        for n in range(count):
            yield f",variation,T{n}-{size},,,3,19.99,T{n},Size,{size}\n"


_WRITERS = {
    ImportFormat.JSONL: _jsonl,
    ImportFormat.SHOPIFY: _shopify,
    ImportFormat.SPREE: _spree,
    ImportFormat.WOOCOMMERCE: _woocommerce,
}


def _measure(path: Path, chosen: ImportFormat) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    products = variants = others = 0
    for entry in readers.read(open_source(path), chosen, currency="EUR"):
        if isinstance(entry, ProductRecord):
            products += 1
            variants += len(entry.variants)
        else:
            others += 1
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{chosen.value:12} {path.stat().st_size / 1e6:7.1f} MB  {products:>7,} products"
        f" {variants:>8,} variants {others:>3} told  {seconds:6.1f} s"
        f"  peak {peak / 1024:6.1f} MB, {(peak - before) / 1024:5.1f} MB above the start"
    )


async def _store(path: Path, chosen: ImportFormat) -> None:
    url = f"sqlite:///{path.with_suffix('.db')}"
    await build_schema(url)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    services = open_services(
        Settings(_env_file=None, environment=Environment.TEST, database_url=url)
    )
    start = time.perf_counter()
    options = ImportOptions(currency="EUR", format=chosen)

    def watch(progress: ImportProgress) -> None:
        stored = progress.report.stored
        if stored % 10_000 == 0:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            seconds = time.perf_counter() - start
            print(
                f"  {stored:>7,} products  {seconds:6.1f} s  peak {peak / 1024:6.1f} MB", flush=True
            )

    report = await import_file(
        services.works, path, actor=system("benchmark"), options=options, watch=watch
    )
    await close_services(services)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{chosen.value:12} stored: {report.created:,} created, {report.failed} failed  {seconds:6.1f} s"
        f"  peak {peak / 1024:6.1f} MB, {(peak - before) / 1024:5.1f} MB above the start"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument(
        "--store", action="store_true", help="import JSON Lines into SQLite as well"
    )
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--format", type=ImportFormat, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read and options.store:
        asyncio.run(_store(options.read, options.format))
        return
    if options.read:
        _measure(options.read, options.format)
        return
    with tempfile.TemporaryDirectory() as folder:
        for chosen, write in _WRITERS.items():
            path = Path(folder) / chosen.value
            with path.open("w", encoding="utf-8") as out:
                out.writelines(write(options.products))
            command = [sys.executable, "-m", "benchmarks.import_memory"]
            command += ["--read", str(path), "--format", chosen.value]
            subprocess.run(command, check=True)
            if options.store and chosen is ImportFormat.JSONL:
                subprocess.run([*command, "--store"], check=True)
            path.unlink()


if __name__ == "__main__":
    main()
