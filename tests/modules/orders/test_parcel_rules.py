"""Parcels and returns: each pair of states, what they make of an order, and what pieces are worth."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.orders import rules
from shopwright.modules.orders.contracts import (
    FulfilmentStatus,
    OrderLine,
    OrderStatus,
    Parcel,
    ParcelStatus,
    ReturnAxis,
    ReturnStatus,
    Tracking,
)

F, S = FulfilmentStatus, OrderStatus
THEN = datetime(2026, 11, 2, tzinfo=UTC)
# Said once more, by hand: a step that somebody adds by accident shows here.
PARCEL_STEPS = {
    "packed": {"shipped", "cancelled"},
    "shipped": {"in_transit", "out_for_delivery", "exception", "delivered"},
    "in_transit": {"out_for_delivery", "exception", "delivered"},
    "out_for_delivery": {"in_transit", "exception", "delivered"},
    "exception": {"in_transit", "out_for_delivery", "delivered"},
    "delivered": set(),
    "cancelled": set(),
}
RETURN_STEPS = {
    "requested": {"approved", "declined", "cancelled"},
    "approved": {"received", "cancelled"},
    "received": {"refunded", "closed"},
    "declined": set(),
    "refunded": set(),
    "closed": set(),
    "cancelled": set(),
}


def line(quantity: int = 2, total: int = 1000, **fields: Any) -> OrderLine:
    amount, zero = Money(total, "EUR"), Money(0, "EUR")
    return OrderLine(
        id=ids.new(),
        variant_id=ids.new(),
        product_id=ids.new(),
        title="Tea",
        variant_title="",
        sku="",
        quantity=quantity,
        unit_price=amount,
        discount=zero,
        tax=zero,
        total=amount,
        weight_grams=0,
        image_url="",
        slug="tea",
        relief=zero,
        **({"requires_shipping": True} | fields),
    )


def parcel(*, shipped: int | None = 0, delivered: int | None = None) -> Parcel:
    return Parcel(
        id=ids.new(),
        order_id=ids.new(),
        number="1001-1",
        status=ParcelStatus.DELIVERED if delivered is not None else ParcelStatus.SHIPPED,
        tracking=Tracking(),
        created_at=THEN,
        shipped_at=None if shipped is None else THEN + timedelta(days=shipped),
        delivered_at=None if delivered is None else THEN + timedelta(days=delivered),
    )


@pytest.mark.parametrize(("before", "after"), list(product(ParcelStatus, ParcelStatus)))
def test_a_parcel_takes_no_step_but_the_legal_ones(
    before: ParcelStatus, after: ParcelStatus
) -> None:
    assert (after in rules.PARCEL_STEPS[before]) == (after.value in PARCEL_STEPS[before.value])


@pytest.mark.parametrize(("before", "after"), list(product(ReturnStatus, ReturnStatus)))
def test_a_return_takes_no_step_but_the_legal_ones(
    before: ReturnStatus, after: ReturnStatus
) -> None:
    assert (after in rules.RETURN_STEPS[before]) == (after.value in RETURN_STEPS[before.value])


@pytest.mark.parametrize(
    ("lines", "reached", "steps"),
    [
        ([line()], F.UNFULFILLED, []),
        ([line(packed=2)], F.UNFULFILLED, []),
        ([line(packed=1, shipped=1)], F.PARTIALLY_SHIPPED, [S.PROCESSING]),
        ([line(packed=2, shipped=2), line()], F.PARTIALLY_SHIPPED, [S.PROCESSING]),
        ([line(packed=2, shipped=2)], F.SHIPPED, [S.SHIPPED]),
        ([line(packed=1, shipped=1, cancelled=1)], F.SHIPPED, [S.SHIPPED]),
        ([line(packed=2, shipped=2, delivered=1)], F.PARTIALLY_DELIVERED, [S.SHIPPED]),
        ([line(packed=1, shipped=1, delivered=1)], F.PARTIALLY_DELIVERED, [S.PROCESSING]),
        ([line(packed=2, shipped=2, delivered=2)], F.DELIVERED, [S.SHIPPED, S.DELIVERED]),
        (
            [line(packed=2, shipped=2), line(requires_shipping=False)],
            F.SHIPPED,
            [S.SHIPPED],
        ),
        (
            [line(packed=2, shipped=2, delivered=2, requires_shipping=False)],
            F.DELIVERED,
            [S.SHIPPED, S.DELIVERED],
        ),
    ],
)
def test_an_order_follows_its_parcels(
    lines: list[OrderLine], reached: FulfilmentStatus, steps: list[OrderStatus]
) -> None:
    assert rules.fulfilment_status(lines) is reached
    assert rules.steps_of_parcels(OrderStatus.CONFIRMED, lines) == steps


@pytest.mark.parametrize("status", [S.PENDING, S.CANCELLED, S.REFUNDED])
def test_an_order_that_is_over_or_not_begun_follows_no_parcel(status: OrderStatus) -> None:
    assert rules.steps_of_parcels(status, [line(packed=2, shipped=2)]) == []


@pytest.mark.parametrize("status", [S.CONFIRMED, S.PROCESSING, S.SHIPPED, S.DELIVERED])
def test_every_step_that_parcels_cause_is_legal(status: OrderStatus) -> None:
    arrived = [line(packed=2, shipped=2, delivered=2)]
    way = [status, *rules.steps_of_parcels(status, arrived)]

    assert all(rules.may_step(*pair) for pair in pairwise(way))


@pytest.mark.parametrize(
    ("counts", "status"),
    [
        ({}, ReturnAxis.NONE),
        ({"claimed": 1}, ReturnAxis.REQUESTED),
        ({"claimed": 2, "returned": 1}, ReturnAxis.PARTIALLY_RETURNED),
        ({"claimed": 2, "returned": 2}, ReturnAxis.RETURNED),
    ],
)
def test_the_axis_of_returns_follows_the_pieces(counts: dict[str, int], status: ReturnAxis) -> None:
    assert rules.return_status([line(packed=2, shipped=2, **counts)]) is status


@given(
    total=st.integers(0, 10**9),
    parts=st.lists(st.integers(1, 50), min_size=1, max_size=12),
)
def test_the_shares_of_all_pieces_are_the_total_exactly(total: int, parts: list[int]) -> None:
    quantity, credited, given_back = sum(parts), 0, 0

    for pieces in parts:
        worth = rules.share(line(quantity, total, credited=credited), pieces)
        assert worth.minor >= 0
        credited, given_back = credited + pieces, given_back + worth.minor

    assert given_back == total


def test_three_pieces_for_ten_are_given_back_by_hand_reckoned_shares() -> None:
    shares = [rules.share(line(3, 1000, credited=each), 1).minor for each in range(3)]

    assert shares == [333, 333, 334]


@pytest.mark.parametrize(
    ("parcels", "closes"),
    [
        ([], None),
        ([parcel()], None),
        ([parcel(delivered=2)], 32),
        ([parcel(delivered=2), parcel(delivered=5)], 35),
        ([parcel(delivered=2), parcel(shipped=3)], None),
        ([parcel(delivered=2), parcel(shipped=None)], 32),
    ],
)
def test_the_time_to_return_begins_with_the_last_parcel(
    parcels: list[Parcel], closes: int | None
) -> None:
    expected = THEN + timedelta(days=closes) if closes is not None else None

    assert rules.closes_at(parcels, timedelta(days=30)) == expected
