"""Credit notes take back what was refunded: tax and all, exactly, and never more than the invoice."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.infra.jobs.worker import Worker
from shopwright.modules.invoices import rules
from shopwright.modules.invoices.contracts import DocumentKind, Party, Snapshot, TaxShare
from tests.support.buying import assert_sound, buy, stocked
from tests.support.invoicing import (
    ACTOR,
    BERLIN,
    SELLER,
    documents_of,
    follow,
    give_back,
    said_by,
    taxes,
    with_rates,
)

DAY = date(2026, 11, 2)


def invoice(*shares: tuple[str, int, int]) -> Snapshot:
    """An invoice whose taxes are so much of so much."""
    tax, net = sum(each[2] for each in shares), sum(each[1] for each in shares)
    return Snapshot(
        kind="invoice",
        number="2026-00001",
        issued_on="2026-11-02",
        order_number="1001",
        ordered_on="2026-11-02",
        delivered_on="2026-11-02",
        language="en",
        currency="EUR",
        seller=SELLER,
        buyer=Party("Robin Example"),
        ship_to=None,
        lines=(),
        taxes=tuple(TaxShare("VAT", rate, "standard", base, tax) for rate, base, tax in shares),
        subtotal=net + tax,
        discount=0,
        relief=0,
        shipping=0,
        shipping_net=0,
        shipping_taxes=(),
        shipping_method="",
        net=net,
        tax=tax,
        total=net + tax,
        tax_included=True,
    )


def notes_of(whole: Snapshot, *amounts: int) -> list[Snapshot]:
    notes: list[Snapshot] = []
    for amount in amounts:
        notes.append(rules.credited(whole, amount, before=notes, number="C1", issued_on=DAY))
    return notes


def test_three_thirds_take_back_exactly_the_tax() -> None:
    """100.00 with 15.97 of 19 % in it: 33.33 holds 5.3228, 66.66 holds 10.6456, all of it 15.97."""
    notes = notes_of(invoice(("0.19", 8403, 1597)), 3333, 3333, 3334)

    assert [taxes(each) for each in notes] == [
        [("0.19", 2801, 532)],
        [("0.19", 2800, 533)],
        [("0.19", 2802, 532)],
    ]


def test_a_part_is_shared_by_the_rates() -> None:
    """10.00 of 119.00 + 107.00: the tax in it is 26.00 x 10 / 226 = 1.15, of which 0.84 at 19 % and 0.31 at 7 %."""
    [note] = notes_of(invoice(("0.19", 10000, 1900), ("0.07", 10000, 700)), 1000)

    assert taxes(note) == [("0.19", 443, 84), ("0.07", 442, 31)]
    assert (note.net, note.tax, note.total) == (885, 115, 1000)


def test_one_that_takes_all_repeats_the_invoice() -> None:
    whole = invoice(("0.19", 10000, 1900))

    [note] = notes_of(whole, 11900)

    assert (note.taxes, note.lines, note.refers_to) == (whole.taxes, whole.lines, "2026-00001")


@settings(max_examples=150, deadline=None)
@given(
    shares=st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 30)), min_size=1, max_size=4),
    cuts=st.lists(st.integers(1, 99), max_size=6),
)
def test_parts_are_never_negative_and_sum_up_to_the_invoice(
    shares: list[tuple[int, int]], cuts: list[int]
) -> None:
    whole = invoice(*((f"0.{rate:02}", base, base * rate // 100) for base, rate in shares))
    edges = sorted({whole.total * cut // 100 for cut in cuts} | {0, whole.total})
    amounts = [after - before for before, after in pairwise(edges)]

    notes = notes_of(whole, *amounts)

    assert all(each.tax >= 0 and each.net >= 0 for each in notes)
    assert all(tax.amount >= 0 and tax.base >= 0 for each in notes for tax in each.taxes)
    assert sum(each.total for each in notes) == whole.total
    for place, share in enumerate(whole.taxes if notes else ()):
        assert sum(each.taxes[place].amount for each in notes) == share.amount
        assert sum(each.taxes[place].base for each in notes) == share.base
    for each in notes:
        assert sum(tax.base + tax.amount for tax in each.taxes) == each.total


def test_taxes_of_one_base_go_back_whole() -> None:
    """State and county tax of 100.00: the base is told by each, and is not counted twice."""
    whole = invoice(("0.0625", 10000, 625), ("0.02", 10000, 200))
    whole = replace(whole, net=10000, total=10825, tax_included=False)

    notes = notes_of(whole, 3608, 3608, 3609)

    assert sum(each.net for each in notes) == 10000
    assert [sum(each.taxes[place].amount for each in notes) for place in (0, 1)] == [625, 200]
    assert [sum(each.taxes[place].base for each in notes) for place in (0, 1)] == [10000, 10000]


def test_refunds_of_what_was_paid_too_much_lower_nothing() -> None:
    due = rules.credits_due([("a", 20), ("b", 30)], done={}, total=100, overpaid=25)

    assert due == [("b", 25)]


def test_no_more_is_credited_than_the_invoice() -> None:
    due = rules.credits_due([("a", 80), ("b", 80)], done={"a": 80}, total=100, overpaid=0)

    assert due == [("b", 20)]


@pytest.mark.anyio
async def test_each_refund_gets_a_credit_note_of_its_own(
    services: Services, worker: Worker
) -> None:
    await with_rates(services)
    variant_id = await stocked(services.works, price="100.00")
    placed = await buy(services, (variant_id, 1), shipping_address=BERLIN)
    await worker.run_until_idle()

    for amount in ("33.33", "33.33", "33.34"):
        await give_back(services, placed.order.id, amount)
    await worker.run_until_idle()

    issued, *notes = await documents_of(services.works, placed.order.id)
    said = [await said_by(services.works, each) for each in notes]
    assert [(each.kind, each.number) for each in notes] == [
        (DocumentKind.CREDIT_NOTE, f"C2026-0000{number}") for number in (1, 2, 3)
    ]
    assert [each.tax for each in said] == [532, 533, 532]
    assert {each.invoice_id for each in notes} == {issued.id}
    assert {each.refers_to for each in said} == {issued.number}
    await assert_sound(services.works)


@pytest.mark.anyio
async def test_a_paid_order_that_is_cancelled_is_taken_back_wholly(services: Services) -> None:
    await with_rates(services)
    variant_id = await stocked(services.works, price="119.00")
    placed = await buy(services, (variant_id, 1), shipping_address=BERLIN)
    [issued] = await follow(services.works, placed.order.id)
    await give_back(services, placed.order.id, "19.00")
    await follow(services.works, placed.order.id)
    await returns.cancel(services.desk, ACTOR, order_id=placed.order.id, reason="changed my mind")

    [note] = await follow(services.works, placed.order.id)
    again = await follow(services.works, placed.order.id)

    assert (note.total.amount, note.source, again) == ("100.00", "cancelled", [])
    documents = await documents_of(services.works, placed.order.id)
    assert sum(each.tax.minor for each in documents[1:]) == issued.tax.minor
    await assert_sound(services.works)


@pytest.mark.anyio
async def test_an_order_that_was_cancelled_before_its_invoice_gets_no_document(
    services: Services,
) -> None:
    placed = await buy(services, (await stocked(services.works), 1))
    await returns.cancel(services.desk, ACTOR, order_id=placed.order.id, reason="")

    assert await follow(services.works, placed.order.id) == []


@pytest.mark.anyio
async def test_eight_who_hear_of_one_refund_issue_one_credit_note(services: Services) -> None:
    placed = await buy(services, (await stocked(services.works), 1))
    await follow(services.works, placed.order.id)
    await give_back(services, placed.order.id, "4.00")

    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(follow, services.works, placed.order.id)

    documents = await documents_of(services.works, placed.order.id)
    assert [each.total.amount for each in documents] == ["10.00", "4.00"]
    await assert_sound(services.works)
