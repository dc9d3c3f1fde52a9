"""A credit note for pieces names them, and all its sums fit; where they can't, it tells rates as any other."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Unwanted
from shopwright.modules.invoices import rules
from shopwright.modules.invoices.contracts import Item, Snapshot, TaxShare
from shopwright.modules.orders.contracts import Order, ParcelStatus, Pieces
from tests.support.buying import assert_sound, buy, stocked
from tests.support.goods import make_product, variant
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
        ({"taxes": 2}, [(0, 1, 1190)]),  # in proportion to several rates
        ({}, []),
    ],
)
def test_what_can_not_be_said_by_lines_is_told_by_rate(
    changes: dict[str, int], pieces: list[tuple[int, int, int]]
) -> None:
    invoice = sample(lines=(Item("Cup", "CUP-1", 2, 1190, 0, 2380, 2000, ("0.19",), "standard"),))
    if "taxes" in changes:
        low = TaxShare("VAT 7 %", "0.07", "standard", 1000, 70)
        invoice = replace(
            invoice, taxes=(*invoice.taxes, low), net=3420, tax=530, total=3950, paid=3950
        )

    part = rules.credited(invoice, 1190, before=[], number="C1", issued_on=DAY)
    note = rules.naming(part, rules.taken_back(invoice, pieces))

    assert note == part
    assert {each.title for each in note.lines} == {""}
    assert (sum(each.net for each in note.lines), note.total) == (note.net, 1190)


BOOK, CUP = ("0.07",), ("0.19",)


def mixed() -> Snapshot:
    """Three cups at 11.90 with 19 % in them and two books at 9.99 with 7 %: 5.70 and 1.31 of tax in 55.68."""
    return sample(
        lines=(
            Item("Cup", "CUP-1", 3, 1190, 0, 3570, 3000, CUP, "standard"),
            Item("Book", "BOOK-1", 2, 999, 0, 1998, 1867, BOOK, "standard"),
        ),
        taxes=(
            TaxShare("VAT 19 %", "0.19", "standard", 3000, 570),
            TaxShare("VAT 7 %", "0.07", "standard", 1867, 131),
        ),
        subtotal=5568,
        shipping=0,
        shipping_net=0,
        shipping_taxes=(),
        net=4867,
        tax=701,
        total=5568,
        paid=5568,
    )


def noted(invoice: Snapshot, *wanted: tuple[int, list[tuple[int, int, int]]]) -> list[Snapshot]:
    """Credit notes one after the other: an amount each, and the pieces that it is for."""
    notes: list[Snapshot] = []
    for amount, pieces in wanted:
        parts = rules.taken_back(invoice, pieces)
        part = rules.credited(
            invoice, amount, before=notes, number="C1", issued_on=DAY, parts=parts
        )
        notes.append(rules.naming(part, parts))
    return notes


def test_goods_go_back_at_their_own_rate() -> None:
    """9.99 / 1.07 = 9.336: 0.65 or 0.66 of tax a book, 1.31 of both; 11.90 / 1.19 = 10.00."""
    notes = noted(
        mixed(),
        (999, [(1, 1, 999)]),
        (2189, [(0, 1, 1190), (1, 1, 999)]),
        (2380, [(0, 2, 2380)]),
    )

    assert [taxes(each) for each in notes] == [
        [("0.07", 933, 66)],
        [("0.19", 1000, 190), ("0.07", 934, 65)],
        [("0.19", 2000, 380), ("0.07", 0, 0)],
    ]
    assert [told(each) for each in notes] == [
        [("Book", "BOOK-1", 1, 999, 933)],
        [("Cup", "CUP-1", 1, 1190, 1000), ("Book", "BOOK-1", 1, 999, 934)],
        [("Cup", "CUP-1", 2, 2380, 2000)],
    ]
    assert [(each.net, each.tax, each.total) for each in notes] == [
        *[(933, 66, 999), (1934, 255, 2189), (2000, 380, 2380)]
    ]


def test_an_amount_after_goods_is_of_what_is_left_of_each_rate() -> None:
    """Of 19.98 at 7 % alone, half of the tax goes back with half of the amount."""
    notes = noted(mixed(), (3570, [(0, 3, 3570)]), (999, []), (999, []))

    assert [taxes(each) for each in notes] == [
        [("0.19", 3000, 570)],
        [("0.19", 0, 0), ("0.07", 933, 66)],
        [("0.19", 0, 0), ("0.07", 934, 65)],
    ]


def test_goods_after_an_amount_that_took_of_their_rate_are_told_in_proportion() -> None:
    """Of 19.98 at 7 %, 9.97 are gone with the amount, so two books are more than is left of it."""
    notes = noted(mixed(), (2784, []), (1998, [(1, 2, 1998)]), (786, []))

    sums = [[sum(each) for each in zip(*column, strict=True)] for column in _columns(notes)]
    assert sums == [[3000, 570], [1867, 131]]
    assert {each.title for each in notes[1].lines} == {""}


def _columns(notes: list[Snapshot]) -> list[list[tuple[int, int]]]:
    rates = ("0.19", "0.07")
    return [
        [(each.base, each.amount) for note in notes for each in note.taxes if each.rate == rate]
        for rate in rates
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 1) | st.integers(100, 2500), max_size=8))
def test_goods_and_amounts_in_any_order_take_back_exactly_what_there_is(deeds: list[int]) -> None:
    """Small numbers are a piece of that line, others an amount; the rest goes back at the end."""
    invoice, pieces, left = mixed(), [3, 2], 5568
    wanted: list[tuple[int, list[tuple[int, int, int]]]] = []
    for deed in deeds:
        worth = invoice.lines[deed].unit_price if deed < 2 else deed
        if worth > left or (deed < 2 and not pieces[deed]):
            continue
        if deed < 2:
            pieces[deed] -= 1
        wanted.append((worth, [(deed, 1, worth)] if deed < 2 else []))
        left -= worth
    if left:
        wanted.append((left, []))

    notes = noted(invoice, *wanted)

    sums = [[sum(each) for each in zip(*column, strict=True)] for column in _columns(notes)]
    assert sums == [[3000, 570], [1867, 131]]
    assert all(tax.base >= 0 and tax.amount >= 0 for note in notes for tax in note.taxes)
    for note in notes:
        assert sum(tax.base for tax in note.taxes) == note.net
        assert sum(tax.amount for tax in note.taxes) == note.tax
        assert sum(line.net for line in note.lines) == note.net


async def test_what_comes_back_of_several_rates_is_credited_by_rate(services: Services) -> None:
    await with_rates(services)
    cup = await stocked(services.works, price="11.90", handle="cup")
    offered = (variant("book-1", price="9.99"),)
    made = await make_product(services.works, "book", variants=offered, tax_class="reduced")
    book = made.variants[0].id
    order = (await buy(services, (cup, 1), (book, 2), shipping_address=BERLIN)).order
    await follow(services.works, order.id)
    await move_parcel(services, await pack(services, order, is_sent=True), ParcelStatus.DELIVERED)

    await give_back_return(services, await came_back(services, order, 0, 1))

    note = await last_note(services, order)
    assert told(note) == [("Book", "book-1", 1, 999, 933)]
    assert taxes(note) == [("0.07", 933, 66)]
    assert printed(note).startswith(b"%PDF-")
    await assert_sound(services.works)
