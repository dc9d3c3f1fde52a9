"""An invoice comes when it is due, once, says what the order says, and never changes."""

from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import anyio
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from shopwright.faces.services import Services
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Settings
from shopwright.modules.invoices import queries
from shopwright.modules.invoices import service as invoices
from shopwright.modules.invoices.contracts import DocumentKind, Issuing
from shopwright.modules.invoices.errors import DocumentChanged, InvoiceNotIssued, NotInvoiceable
from shopwright.modules.invoices.models import DocumentRow, DocumentSeriesRow
from shopwright.modules.orders.contracts import OrderStatus
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, buy, stocked
from tests.support.invoicing import (
    ACTOR,
    BERLIN,
    TERMS,
    documents_of,
    follow,
    said_by,
    taxes,
    with_rates,
)
from tests.support.paying import shop_with

pytestmark = pytest.mark.anyio


async def test_a_paid_order_gets_its_invoice_by_itself(services: Services, worker: Worker) -> None:
    await with_rates(services)
    variant_id = await stocked(services.works, price="119.00")
    placed = await buy(services, (variant_id, 2), shipping_address=BERLIN)

    await worker.run_until_idle()

    [invoice] = await documents_of(services.works, placed.order.id)
    said = await said_by(services.works, invoice)
    assert (invoice.kind, invoice.number) == (DocumentKind.INVOICE, "2026-00001")
    assert (invoice.total, invoice.tax) == (placed.order.total, placed.order.tax)
    assert (said.order_number, said.issued_on) == (placed.order.number, "2026-11-02")
    assert said.buyer.line1 == "Am Ufer 1"
    assert taxes(said) == [("0.19", 20000, 3800)]
    await assert_sound(services.works)


async def test_following_an_order_again_issues_nothing(services: Services) -> None:
    placed = await buy(services, (await stocked(services.works), 1))
    [issued] = await follow(services.works, placed.order.id)

    again = await follow(services.works, placed.order.id)

    assert again == []
    assert await documents_of(services.works, placed.order.id) == [issued]


async def test_an_order_that_is_not_paid_gets_none(services: Services) -> None:
    placed = await buy(services, (await stocked(services.works), 1), token=None)

    issued = await follow(services.works, placed.order.id)

    assert issued == []
    async with services.works.reading() as db:
        with pytest.raises(InvoiceNotIssued):
            await queries.issued_invoice(db, placed.order.id)


async def test_staff_can_not_invoice_what_is_not_confirmed(services: Services) -> None:
    placed = await buy(services, (await stocked(services.works), 1), token=None)

    with pytest.raises(NotInvoiceable):
        async with services.works(ACTOR) as work:
            await invoices.issue_now(work, TERMS, order_id=placed.order.id)

    async with services.works.reading() as db:
        assert (await db.execute(select(DocumentSeriesRow.last))).all() == []


async def test_by_shipment_it_comes_when_the_goods_leave(services: Services) -> None:
    terms = replace(TERMS, issuing=Issuing.SHIPPED)
    placed = await buy(services, (await stocked(services.works), 1))
    before = await follow(services.works, placed.order.id, terms)
    async with services.works(ACTOR) as work:
        await fulfilment.move(work, order_id=placed.order.id, to=OrderStatus.SHIPPED)

    after = await follow(services.works, placed.order.id, terms)

    assert (before, [each.kind for each in after]) == ([], [DocumentKind.INVOICE])


async def test_never_means_that_only_staff_issue_it(services: Services) -> None:
    terms = replace(TERMS, issuing=Issuing.NEVER)
    placed = await buy(services, (await stocked(services.works), 1))
    by_itself = await follow(services.works, placed.order.id, terms)

    async with services.works(ACTOR) as work:
        issued = await invoices.issue_now(work, terms, order_id=placed.order.id)

    assert by_itself == []
    assert await documents_of(services.works, placed.order.id) == [issued]


async def test_the_day_and_the_series_are_those_of_the_shops_time_zone(
    services: Services, clock: SteppingClock
) -> None:
    clock.advance(days=59, hours=14, minutes=30)  # 23:30 of the last day of the year in UTC
    placed = await buy(services, (await stocked(services.works), 1))

    [issued] = await follow(
        services.works, placed.order.id, replace(TERMS, zone=ZoneInfo("Europe/Berlin"))
    )

    assert (issued.issued_on.isoformat(), issued.number) == ("2027-01-01", "2027-00001")


async def test_32_at_once_get_32_numbers_without_a_gap(
    settings: Settings, clock: SteppingClock
) -> None:
    async with shop_with(settings, clock, database_pool_size=12) as services:
        variant_id = await stocked(services.works, stock=40)
        placed = [await buy(services, (variant_id, 1)) for _ in range(32)]
        numbers: list[str] = []

        async def issue(order_id: Any) -> None:
            numbers.extend([each.number for each in await follow(services.works, order_id)])

        async with anyio.create_task_group() as group:
            for each in placed:
                group.start_soon(issue, each.order.id)

        assert sorted(numbers) == [f"2026-{number:05}" for number in range(1, 33)]
        await assert_sound(services.works)


async def test_eight_who_follow_one_order_issue_one_invoice(services: Services) -> None:
    placed = await buy(services, (await stocked(services.works), 1))

    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(follow, services.works, placed.order.id)

    assert len(await documents_of(services.works, placed.order.id)) == 1
    await assert_sound(services.works)


class _Broken(Exception):
    """Something goes wrong after the number was taken."""


async def _break_off(services: Services, order_id: UUID) -> None:
    async with services.works(ACTOR) as work:
        await invoices.follow(work, TERMS, order_id=order_id)
        raise _Broken


async def test_an_attempt_that_fails_leaves_no_gap(services: Services) -> None:
    variant_id = await stocked(services.works)
    first, second = [await buy(services, (variant_id, 1)) for _ in range(2)]

    with pytest.raises(_Broken):
        await _break_off(services, first.order.id)
    [issued] = await follow(services.works, second.order.id)

    assert issued.number == "2026-00001"
    assert await documents_of(services.works, first.order.id) == []
    await assert_sound(services.works)


@pytest.mark.parametrize(
    "change",
    [
        update(DocumentRow).values(total=1),
        update(DocumentRow).values(digest="0" * 64),
        update(DocumentRow).values(number="2026-99999"),
        delete(DocumentRow),
    ],
)
async def test_the_database_lets_nobody_change_or_remove_one(
    services: Services, change: Any
) -> None:
    placed = await buy(services, (await stocked(services.works), 1))
    [issued] = await follow(services.works, placed.order.id)

    with pytest.raises(DBAPIError):
        async with services.works(ACTOR) as work:
            await work.db.execute(change)

    assert await documents_of(services.works, placed.order.id) == [issued]


async def test_a_snapshot_that_was_exchanged_is_noticed(services: Services) -> None:
    placed = await buy(services, (await stocked(services.works), 1))
    [issued] = await follow(services.works, placed.order.id)
    said = await said_by(services.works, issued)
    async with services.works(ACTOR) as work:
        forged = replace(said, total=1).as_dict()
        sealed = queries.sealed(work.db, issued.id, queries.written(forged))
        await work.db.execute(update(DocumentRow).values(snapshot=sealed))

    with pytest.raises(DocumentChanged):
        await said_by(services.works, issued)


async def test_what_it_says_is_not_readable_in_the_database(services: Services) -> None:
    placed = await buy(services, (await stocked(services.works), 1))
    await follow(services.works, placed.order.id)

    async with services.works.reading() as db:
        row = (await db.execute(select(DocumentRow.__table__))).one()

    assert "Robin" not in str(row)
