"""A credit note for pieces names them, and all its sums fit; where they can't, it tells rates as any other."""

from dataclasses import replace
from datetime import date

import pytest

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Unwanted
from shopwright.modules.invoices import rules
from shopwright.modules.invoices.contracts import Item, Snapshot, TaxShare
from shopwright.modules.orders.contracts import Order, ParcelStatus, Pieces
from tests.support.buying import assert_sound, buy, stocked
from tests.support.invoicing import (
    ACTOR,
    BERLIN,
    documents_of,
    follow,
    give_back,
    printed,
    said_by,
    sample,
    taxes,
    with_rates,
)
from tests.support.parcels import move_parcel, pack
from tests.support.returning import came_back
from tests.support.returning import give_back as give_back_return

pytestmark = pytest.mark.anyio
DAY = date(2026, 11, 3)


async def ordered(services: Services) -> Order:
    """Three cups at 11.90 and a pot at 23.80, in Berlin."""
    await with_rates(services)
    cup = await stocked(services.works, price="11.90", handle="cup")
    pot = await stocked(services.works, price="23.80", handle="pot")
    placed = await buy(services, (cup, 3), (pot, 1), shipping_address=BERLIN)
    await follow(services.works, placed.order.id)
    return placed.order


async def last_note(services: Services, order: Order) -> Snapshot:
    await follow(services.works, order.id)
    return await said_by(services.works, (await documents_of(services.works, order.id))[-1])


def told(note: Snapshot) -> list[tuple[str, str, int, int, int]]:
    return [(each.title, each.sku, each.quantity, each.amount, each.net) for each in note.lines]


async def test_pieces_that_were_cancelled_are_named(services: Services) -> None:
    order = await ordered(services)
    unwanted = Unwanted(order.id, (Pieces(order.lines[0].id, 2),), "broke")

    await returns.cancel_lines(services.desk, ACTOR, unwanted)

    note = await last_note(services, order)
    assert told(note) == [("Cup", "cup-1", 2, 2380, 2000)]
    assert (note.total, note.net, note.tax, note.subtotal, note.discount) == (
        *(2380, 2000, 380),
        *(2380, 0),
    )
    assert taxes(note) == [("0.19", 2000, 380)]
    assert printed(note).startswith(b"%PDF-")
    await assert_sound(services.works)


async def test_pieces_that_came_back_are_named(services: Services) -> None:
    order = await ordered(services)
    await move_parcel(services, await pack(services, order, is_sent=True), ParcelStatus.DELIVERED)

    await give_back_return(services, await came_back(services, order, 1, 1))

    note = await last_note(services, order)
    assert told(note) == [("Cup", "cup-1", 1, 1190, 1000), ("Pot", "pot-1", 1, 2380, 2000)]
    await assert_sound(services.works)


async def test_an_amount_names_nothing(services: Services) -> None:
    order = await ordered(services)

    await give_back(services, order.id, "11.90")

    assert told(await last_note(services, order)) == [("", "", 1, 1190, 1000)]


@pytest.mark.parametrize(
    ("changes", "pieces"),
    [
        ({}, [(0, 1, 1000)]),  # not worth what goes back
        ({"taxes": 2}, [(0, 1, 1190)]),  # several rates
        ({}, []),
    ],
)
def test_what_can_not_be_said_by_lines_is_told_by_rate(
    changes: dict[str, int], pieces: list[tuple[int, int, int]]
) -> None:
    invoice = sample(lines=(Item("Cup", "CUP-1", 2, 1190, 0, 2380, 2000, ("0.19",), "standard"),))
    if "taxes" in changes:
        low = TaxShare("VAT 7 %", "0.07", "standard", 0, 0)
        invoice = replace(invoice, taxes=(*invoice.taxes, low))

    part = rules.credited(invoice, 1190, before=[], number="C1", issued_on=DAY)
    note = rules.naming(part, rules.taken_back(invoice, pieces))

    assert note == part
    assert {each.title for each in note.lines} == {""}
    assert (sum(each.net for each in note.lines), note.total) == (note.net, 1190)
