"""Replay a year of a real shop: each invoice ordered, paid, shipped and delivered, each credit note a return.

What a known customer sends back is asked for, received, put back on the shelf and refunded; nobody knows what an unknown one
bought, so he has the amount back and keeps the goods.

Run: .venv/bin/python -m benchmarks.replay [--invoices 2000] [--database-url URL] [--data FOLDER]
The ledger is compared with sums made from the file alone.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import orjson
from sqlalchemy import func, select

from benchmarks import retail
from benchmarks.retail import CURRENCY, Invoice, Line, Roll
from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed, PlaceOrder
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.merchandising.contracts import ImportOptions
from shopwright.flows.merchandising.run.import_file import import_file
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.infra.settings import Environment, Settings
from shopwright.kernel.actors import GUEST, system
from shopwright.kernel.money import Money
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.customers.contracts import Address
from shopwright.modules.inventory.models import StockLevelRow
from shopwright.modules.orders.contracts import (
    Order,
    OrderStatus,
    Pieces,
    ReturnReason,
    ReturnStatus,
    ReturnWish,
)
from shopwright.modules.orders.models import OrderRow
from shopwright.modules.orders.service import Settlement
from shopwright.modules.payments.contracts import PaymentChoice
from shopwright.modules.quotes.contracts import Wanted
from shopwright.satellites.bookkeeping.queries import violations
from shopwright.wiring import close_services, open_services
from tests.support.schema import build_schema

FILE = "online-retail/transactions_2010-12_to_2011-10.csv.gz"
STAFF = system("replay")
HOME = Address("Robin Example", "1 Mill Lane", "York", "GB", postal_code="YO1 7HH")
_STEPS = (OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED)
_SKUS_AT_ONCE = 500


@dataclass(slots=True)
class Clock:
    """The time of the invoice that is replayed."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time


@dataclass(frozen=True, slots=True)
class Bought:
    """Pieces of an order's line that the customer still has."""

    order_id: UUID
    line_id: UUID
    pieces: int


@dataclass(slots=True)
class Ledger:
    """What was done: orders, returns and refunds with their sums in pence, and what could still be taken back by whom."""

    orders: int = 0
    sold: int = 0
    returns: int = 0
    restocked: int = 0
    refunds: int = 0
    refunded: int = 0
    unmatched: int = 0
    left: dict[tuple[str, str], list[Bought]] = field(default_factory=lambda: defaultdict(list))


async def replay(services: Services, clock: Clock, roll: Roll) -> Ledger:
    """Order, pay, ship, deliver and refund everything on the roll, in the order of time."""
    variants = await _variants(services, roll)
    ledger = Ledger()
    for invoice in roll.invoices:
        clock.time = max(clock.time, invoice.at)
        for items in retail.orders_of(invoice):
            await _sell(services, ledger, invoice, [(variants[sku], n, sku) for sku, n in items])
        await _take_back(services, ledger, invoice)
    return ledger


async def differences(services: Services, roll: Roll, ledger: Ledger) -> list[str]:
    """Where the shop's books differ from the file, or from themselves."""
    found = []
    async with services.works.reading() as db:
        total = func.coalesce(func.sum(OrderRow.total), 0)
        refunded = func.coalesce(func.sum(OrderRow.refunded), 0)
        books = (
            await db.execute(select(func.count(), total, refunded).select_from(OrderRow))
        ).one()
        on_hand = await db.scalar(select(func.coalesce(func.sum(StockLevelRow.on_hand), 0)))
        found += [f"{each.rule}: {each.subject}" for each in await violations(db)]
    if (books[0], books[1]) != (ledger.orders, roll.sold):
        found.append(f"sold {books[1]} by {books[0]} orders, the file says {roll.sold}")
    if books[2] != ledger.refunded:
        found.append(f"refunded {books[2]}, asked for {ledger.refunded}")
    if on_hand != ledger.restocked:
        found.append(f"{on_hand} pieces are on hand, {ledger.restocked} came back of all sold")
    return found


async def furnish(services: Services, roll: Roll, folder: Path) -> None:
    """Bring the goods in, as many as will be sold."""
    file = folder / "retail.jsonl"
    file.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in retail.catalog(roll)))
    options = ImportOptions(currency=CURRENCY)
    await import_file(services.works, file, actor=STAFF, options=options)


def settings_for(database_url: str, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        environment=Environment.TEST,
        database_url=database_url,
        shop_currency=CURRENCY,
        media_folder=str(folder / "media"),
        mail_folder=str(folder / "mail"),
        jobs_embedded=False,
        statement_timeout_seconds=600,
        cart_line_limit=retail.MOST_LINES,
        line_quantity_limit=retail.MOST_PIECES,
    )


async def _sell(
    services: Services, ledger: Ledger, invoice: Invoice, items: list[tuple[UUID, int, str]]
) -> None:
    wanted = PlaceOrder(
        email=f"customer-{invoice.customer or 'guest'}@example.com",
        items=tuple(Wanted(variant_id, pieces) for variant_id, pieces, _ in items),
        currency=CURRENCY,
        shipping_address=HOME,
        payment=PaymentChoice("test", "test_ok"),
        note=invoice.number,
    )
    placed = await checkout.place(services.till, GUEST, wanted)
    assert isinstance(placed, Placed)
    order: Order = placed.order
    ledger.orders += 1
    ledger.sold += order.total.minor
    for step in _STEPS:
        async with services.works(STAFF) as work:
            await fulfilment.move(work, order_id=order.id, to=step)
    line_ids = {line.variant_id: line.id for line in order.lines}
    for variant_id, pieces, sku in items:
        bought = Bought(order.id, line_ids[variant_id], pieces)
        ledger.left[invoice.customer, sku].append(bought)


async def _take_back(services: Services, ledger: Ledger, invoice: Invoice) -> None:
    """Take back what the customer bought before, his latest orders first; the file names none."""
    wanted: dict[UUID, Counter[UUID]] = defaultdict(Counter)
    worth: Counter[UUID] = Counter()
    for line in invoice.lines:
        for taken in _taken(ledger, invoice, line):
            wanted[taken.order_id][taken.line_id] += taken.pieces
            worth[taken.order_id] += taken.pieces * line.pence
    for order_id, lines in wanted.items():
        amount = Money(worth[order_id], CURRENCY)
        if invoice.customer:
            await _return(services, order_id, lines, amount)
            ledger.returns += 1
            ledger.restocked += lines.total()
        else:
            reason = f"cancelled by {invoice.number}"
            await returns.refund(services.desk, STAFF, RefundWanted(order_id, amount, reason))
            ledger.refunds += 1
        ledger.refunded += amount.minor


def _taken(ledger: Ledger, invoice: Invoice, line: Line) -> Iterator[Bought]:
    rest, bought = -line.pieces, ledger.left[invoice.customer, line.sku]
    while rest > 0 and bought:
        last = bought.pop()
        taken = min(rest, last.pieces)
        yield replace(last, pieces=taken)
        rest -= taken
        if last.pieces > taken:
            bought.append(replace(last, pieces=last.pieces - taken))
    ledger.unmatched += rest > 0


async def _return(
    services: Services, order_id: UUID, lines: Counter[UUID], expected: Money
) -> None:
    """Goods are asked to be sent back, agreed to, received and refunded, each in its own transaction."""
    pieces = tuple(Pieces(*each) for each in lines.items())
    async with services.works(STAFF) as work:
        asked = await returns.request_return(work, ReturnWish(order_id, pieces, ReturnReason.OTHER))
    async with services.works(STAFF) as work:
        await returns.decide_return(work, return_id=asked.id, to=ReturnStatus.APPROVED)
    async with services.works(STAFF) as work:
        await returns.receive_return(work, return_id=asked.id)
    done = await returns.refund_return(
        services.desk, STAFF, return_id=asked.id, settlement=Settlement()
    )
    if done.amount != expected:
        message = f"{done.amount} went back of {expected}"
        raise AssertionError(message)


async def _variants(services: Services, roll: Roll) -> dict[str, UUID]:
    found: dict[str, UUID] = {}
    async with services.works.reading() as db:
        for batch in _batches(roll.pieces):
            owners = await catalog.skus(db, batch)
            found |= {sku: owner.variant_id for sku, owner in owners.items()}
    return found


def _batches(pieces: Counter[str]) -> Iterator[list[str]]:
    skus = sorted(pieces)
    for start in range(0, len(skus), _SKUS_AT_ONCE):
        yield skus[start : start + _SKUS_AT_ONCE]


async def _run(arguments: argparse.Namespace) -> int:
    roll = retail.read(arguments.data / FILE, most=arguments.invoices)
    print(f"{roll.rows} rows, {len(roll.invoices)} invoices, {roll.left_out} rows are no order")
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        url = arguments.database_url or f"sqlite:///{place / 'shop.db'}"
        await build_schema(url)
        clock = Clock(roll.invoices[0].at)
        services = open_services(settings_for(url, place), now=clock)
        await furnish(services, roll, place)
        begun = time.perf_counter()
        ledger = await replay(services, clock, roll)
        seconds = time.perf_counter() - begun
        print(f"{ledger.orders} orders of {ledger.sold / 100:.2f} {CURRENCY} in {seconds:.0f} s")
        wrong = await differences(services, roll, ledger)
        await close_services(services)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{ledger.returns} returns of {ledger.restocked} pieces, {ledger.refunds} refunds by amount:"
        f" {ledger.refunded / 100:.2f} {CURRENCY}; {ledger.unmatched} lines match no order"
    )
    print(f"most memory {peak:.0f} MiB")
    print("\n".join(wrong) or "The books agree with the file.")
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=None)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    sys.exit(asyncio.run(_run(parser.parse_args())))
