"""A credit note for goods and delivery takes each back at its own rates; what is kept for the trouble lowers the goods."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopwright.faces.services import Services
from shopwright.kernel.money import Money
from shopwright.kernel.places import Place
from shopwright.modules.invoices import rules
from shopwright.modules.invoices.contracts import Snapshot
from shopwright.modules.orders.contracts import ParcelStatus
from shopwright.modules.shipping import service as shipping
from shopwright.modules.shipping.contracts import Area, DeliveryMethodDraft, RateKind, Tariff
from shopwright.modules.tax.contracts import TaxTerms
from tests.conftest import START
from tests.modules.invoices.test_golden import goods, invoice, sound
from tests.support.buying import assert_sound, buy, stocked
from tests.support.goods import make_product, variant
from tests.support.invoicing import (
    ACTOR,
    BERLIN,
    documents_of,
    follow,
    printed,
    said_by,
    taxes,
    with_rates,
)
from tests.support.parcels import move_parcel, pack
from tests.support.returning import came_back, give_back

pytestmark = pytest.mark.anyio
CUP, BOOK = (0, 1, 1500), (1, 1, 1000)
NET = TaxTerms(Place("DE"), included=False)


def sold(**terms: Any) -> Snapshot:
    """Two cups at 15.00 with 19 %, a book at 10.00 with 7 %, delivery 5.00: 3.75 at 19 % (0.60), 1.25 at 7 % (0.08)."""
    return invoice(goods(1500, 2), goods(1000, tax_class="reduced"), shipping=500, **terms)


def noted(whole: Snapshot, *wanted: tuple[int, rules.Parts]) -> list[Snapshot]:
    """Credit notes one after the other: an amount each, and what it is of."""
    notes: list[Snapshot] = []
    for amount, parts in wanted:
        note = rules.credited(
            whole, amount, before=notes, number="C1", issued_on=START.date(), parts=parts
        )
        notes.append(rules.naming(note, parts))
    return notes


def test_delivery_goes_back_by_its_own_taxes_and_goods_by_theirs() -> None:
    """15.00 of 33.75 hold 2.40 of 5.39, and the delivery 0.60 and 0.08; the book then 0.65, the last cup the rest."""
    whole = sold()
    assert taxes(whole) == [("0.19", 2836, 539), ("0.07", 1052, 73)]

    notes = noted(
        whole,
        (2000, rules.taken_back(whole, [CUP], delivery=500)),
        (1000, rules.taken_back(whole, [BOOK])),
        (1500, rules.taken_back(whole, [CUP])),
    )

    assert [taxes(each) for each in notes] == [
        [("0.19", 1575, 300), ("0.07", 117, 8)],
        [("0.07", 935, 65)],
        [("0.19", 1261, 239), ("0.07", 0, 0)],
    ]
    first = notes[0]
    assert [(each.quantity, each.amount, each.net) for each in first.lines] == [(1, 1500, 1260)]
    assert (first.shipping, first.shipping_net, first.shipping_taxes) == (
        *(500, 432),
        whole.shipping_taxes,
    )
    assert (first.subtotal, first.discount, first.net, first.tax) == (1500, 0, 1692, 308)
    assert all(sound(each) for each in notes)
    assert {each.shipping for each in notes[1:]} == {0}


def test_what_is_kept_lowers_the_goods_and_not_the_delivery() -> None:
    """Of 12.50 of 33.75 the tax is 2.00; with the delivery's 0.60 it is 2.60 of 16.25."""
    whole = sold()

    [note] = noted(whole, (1750, rules.taken_back(whole, [CUP], delivery=500, kept=250)))

    assert taxes(note) == [("0.19", 1365, 260), ("0.07", 117, 8)]
    assert [(each.unit_price, each.discount, each.amount, each.net) for each in note.lines] == [
        (1500, 250, 1250, 1050)
    ]
    assert (note.total, note.shipping, note.discount, sound(note)) == (1750, 500, 250, True)


def test_what_is_kept_lowers_several_goods_in_proportion() -> None:
    """2.50 off 15.00 and 10.00: 13.50 (2.16 of tax) and 9.00 (0.58)."""
    whole = sold()

    [note] = noted(whole, (2250, rules.taken_back(whole, [CUP, BOOK], kept=250)))

    assert taxes(note) == [("0.19", 1134, 216), ("0.07", 842, 58)]
    assert [each.amount for each in note.lines] == [1350, 900]
    assert sound(note)


def test_tax_on_top_goes_back_with_delivery_as_well() -> None:
    """15.00 net hold 2.85 on top; the delivery 3.75 with 0.71 and 1.25 with 0.09."""
    whole = sold(terms=NET)

    [note] = noted(whole, (2365, rules.taken_back(whole, [(0, 1, 1785)], delivery=580)))

    assert taxes(note) == [("0.19", 1875, 356), ("0.07", 125, 9)]
    assert [(each.amount, each.net, each.discount) for each in note.lines] == [(1500, 1500, 0)]
    assert (note.shipping, note.shipping_net, note.net, note.tax) == (500, 500, 2000, 365)
    assert sound(note)


@pytest.mark.parametrize(
    "terms",
    [
        {"delivery": 499},  # not what the invoice says of its delivery
        {"kept": 1501},  # more than the goods are worth
        {"delivery": 500, "kept": 1501},
    ],
)
def test_what_the_invoice_does_not_bear_out_is_an_amount(terms: dict[str, int]) -> None:
    assert rules.taken_back(sold(), [CUP], **terms) == rules.AN_AMOUNT


def test_more_than_is_left_of_a_rate_goes_back_in_proportion() -> None:
    """After 39.00 as an amount 4.50 are left at 19 %, too little for 0.80 of a cup and the delivery's 3.75."""
    whole = sold()
    parts = rules.taken_back(whole, [CUP], delivery=500, kept=1420)

    first, second = noted(whole, (3900, rules.AN_AMOUNT), (580, parts))

    assert taxes(first) == [("0.19", 2458, 467), ("0.07", 912, 63)]
    assert taxes(second) == [("0.19", 366, 69), ("0.07", 135, 10)]
    assert {each.title for each in second.lines} == {""}


Deed = tuple[int, bool, int]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.integers(0, 400)), max_size=7))
def test_parts_and_amounts_in_any_order_take_back_exactly_what_there_is(deeds: list[Deed]) -> None:
    """A cup, a book or an amount, with the delivery or without, less what is kept; the rest goes back at the end."""
    whole, left, delivery, pieces = sold(), 4500, 500, [2, 1, 9]
    wanted: list[tuple[int, rules.Parts]] = []
    for place, with_delivery, kept in deeds:
        if place == 2:
            parts, amount = rules.AN_AMOUNT, kept
        else:
            back = delivery if with_delivery else 0
            parts = rules.taken_back(whole, [(CUP, BOOK)[place]], delivery=back, kept=kept)
            amount = parts.amount
        if not 0 < amount <= left or not pieces[place]:
            continue
        pieces[place] -= 1
        delivery = 0 if with_delivery and place < 2 else delivery
        left -= amount
        wanted.append((amount, parts))
    if left:
        wanted.append((left, rules.AN_AMOUNT))

    notes = noted(whole, *wanted)

    for share in whole.taxes:
        mine = [each for note in notes for each in note.taxes if each.rate == share.rate]
        assert all(each.base >= 0 and each.amount >= 0 for each in mine)
        assert sum(each.base for each in mine) == share.base
        assert sum(each.amount for each in mine) == share.amount
    assert all(sound(each) for each in notes)


async def test_a_return_with_its_delivery_less_a_fee_is_credited_by_rate(
    services: Services,
) -> None:
    """9.99 - 1.00 at 7 % (0.59 of 1.51); 4.90 hold 0.29 of 1.83 at 19 % and 0.20 of 3.07 at 7 %."""
    await with_rates(services)
    async with services.works(ACTOR) as work:
        zone = await shipping.add_zone(work, name="Germany", areas=[Area("DE")])
        draft = DeliveryMethodDraft("Parcel", RateKind.FLAT, zone.id, tariffs={"EUR": Tariff(490)})
        await shipping.add_method(work, draft)
    cup = await stocked(services.works, price="11.90", handle="cup")
    offered = (variant("book-1", price="9.99"),)
    made = await make_product(services.works, "book", variants=offered, tax_class="reduced")
    items = (cup, 1), (made.variants[0].id, 2)
    order = (await buy(services, *items, shipping_address=BERLIN)).order
    await follow(services.works, order.id)
    await move_parcel(services, await pack(services, order, is_sent=True), ParcelStatus.DELIVERED)
    back = await came_back(services, order, 0, 1)

    await give_back(services, back, with_shipping=True, fee=Money(100, "EUR"))

    [issued] = await follow(services.works, order.id)
    note = await said_by(services.works, issued)
    assert taxes(note) == [("0.19", 154, 29), ("0.07", 1127, 79)]
    assert [(each.title, each.quantity, each.amount, each.discount) for each in note.lines] == [
        ("Book", 1, 899, 100)
    ]
    assert (note.shipping, note.shipping_method, note.total, sound(note)) == (
        *(490, "Parcel"),
        *(1389, True),
    )
    assert printed(note).startswith(b"%PDF-")
    assert [each.total.minor for each in await documents_of(services.works, order.id)] == [
        *(3678, 1389)
    ]
    await assert_sound(services.works)
