"""Packing and sending: what is in which parcel, and how far that has come."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import insert, update

from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.inventory import service as inventory
from shopwright.modules.orders import queries, rules
from shopwright.modules.orders.contracts import (
    Order,
    Parcel,
    ParcelStatus,
    Pieces,
    Tracking,
)
from shopwright.modules.orders.errors import (
    IllegalParcelStep,
    NothingLeft,
    NotShippable,
    ParcelNotFound,
)
from shopwright.modules.orders.events import ParcelDelivered, ParcelMoved, ParcelShipped
from shopwright.modules.orders.models import OrderLineRow, ParcelLineRow, ParcelRow
from shopwright.modules.orders.service.counting import (
    as_stock,
    by_id,
    change_counts,
    locked_whole,
    merged,
)
from shopwright.modules.orders.service.writing import write

_EVENTS: dict[ParcelStatus, type[ParcelMoved]] = {
    ParcelStatus.SHIPPED: ParcelShipped,
    ParcelStatus.DELIVERED: ParcelDelivered,
}


async def pack(
    work: Work,
    *,
    order_id: UUID,
    pieces: Sequence[Pieces] | None = None,
    tracking: Tracking | None = None,
) -> Parcel:
    """Put pieces of a confirmed order into a new parcel; None is all that is left to pack.

    Of two who pack the last piece, one gets it. What needs no shipping goes along with the last of what does.

    Raises:
        OrderNotFound: no such order.
        NotShippable: it is not confirmed yet, or over.
        NothingLeft: everything is packed.
        PiecesGone: not that many are left to pack.
    """
    order = await locked_whole(work, order_id)
    return await pack_of(work, order, pieces, tracking or Tracking())


async def pack_of(
    work: Work, order: Order, pieces: Sequence[Pieces] | None, tracking: Tracking
) -> Parcel:
    """As :func:`pack`, of an order whose row this Work holds."""
    if order.status not in rules.SHIPPABLE:
        raise NotShippable(order_status=order.status)
    inside = _all_left(order) if pieces is None else _with_what_goes_along(order, merged(pieces))
    if not inside:
        raise NothingLeft
    row = OrderLineRow
    left = row.quantity - row.cancelled - row.packed
    await change_counts(work, order, inside, guard=left, packed=1)
    place = await queries.last_parcel(work.db, order.id) + 1
    parcel = Parcel(
        id=ids.new(),
        order_id=order.id,
        number=f"{order.number}-{place}",
        status=ParcelStatus.PACKED,
        tracking=tracking,
        created_at=work.now,
        shipped_at=None,
        delivered_at=None,
        lines=tuple(inside),
    )
    await work.db.execute(
        insert(ParcelRow).values(
            id=parcel.id,
            order_id=order.id,
            place=place,
            status=parcel.status,
            carrier=tracking.carrier,
            tracking_number=tracking.number,
            tracking_url=tracking.url,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    rows = [
        {"parcel_id": parcel.id, "line_id": each.line_id, "quantity": each.quantity}
        for each in inside
    ]
    await work.db.execute(insert(ParcelLineRow), rows)
    return parcel


async def move_parcel(
    work: Work,
    *,
    parcel_id: UUID,
    to: ParcelStatus | None = None,
    tracking: Tracking | None = None,
    reason: str = "",
) -> Parcel:
    """Take a parcel one step along, or tell how it can be followed; the same status again changes nothing.

    The pieces in it leave the stock when it is shipped. The order follows its parcels.

    Raises:
        ParcelNotFound: no such parcel.
        IllegalParcelStep: the state machine knows no such step.
        NotShippable: the order was cancelled or refunded meanwhile.
        NotOnHand: goods on backorder have not arrived.
    """
    known = await queries.parcel(work.db, parcel_id)
    if known is None:
        raise ParcelNotFound
    order = await locked_whole(work, known.order_id)
    found = await queries.parcel(work.db, parcel_id)
    if found is None:
        raise ParcelNotFound
    _, parcel = await move_parcel_of(
        work, order, found, to=to or found.status, tracking=tracking, reason=reason
    )
    return parcel


async def move_parcel_of(
    work: Work,
    order: Order,
    parcel: Parcel,
    *,
    to: ParcelStatus,
    tracking: Tracking | None = None,
    reason: str = "",
) -> tuple[Order, Parcel]:
    """As :func:`move_parcel`, of an order whose row this Work holds; answers the order as it is then, too."""
    if to is not parcel.status and to not in rules.PARCEL_STEPS[parcel.status]:
        allowed = sorted(rules.PARCEL_STEPS[parcel.status])
        raise IllegalParcelStep(parcel_status=parcel.status, allowed=allowed)
    if to is parcel.status and tracking in (None, parcel.tracking):
        return order, parcel
    moved = replace(
        parcel,
        status=to,
        tracking=tracking or parcel.tracking,
        shipped_at=work.now if to is ParcelStatus.SHIPPED else parcel.shipped_at,
        delivered_at=work.now if to is ParcelStatus.DELIVERED else parcel.delivered_at,
    )
    if to is not parcel.status:
        await _count(work, order, moved)
    await _write_parcel(work, moved)
    reach("parcel.moved")
    if to is not parcel.status and to in _EVENTS:
        event = _EVENTS[to]
        work.record(event(parcel_id=parcel.id, order_id=order.id, number=parcel.number))
    told = moved.tracking if to is ParcelStatus.SHIPPED else tracking
    return await follow(work, order, tracking=told, reason=reason), moved


async def ship_all(work: Work, order: Order, *, tracking: Tracking, reason: str) -> Order:
    """Send whatever has not left: what is packed, and all the rest as one parcel."""
    whole = await queries.with_lines(work.db, order)
    for parcel in await queries.parcels(work.db, order.id):
        if parcel.status is ParcelStatus.PACKED:
            given = parcel.tracking if parcel.tracking.number else tracking
            whole, _ = await move_parcel_of(
                work, whole, parcel, to=ParcelStatus.SHIPPED, tracking=given, reason=reason
            )
    if any(line.unpacked for line in whole.lines):
        parcel = await pack_of(work, whole, None, tracking)
        shipped = ParcelStatus.SHIPPED
        whole, _ = await move_parcel_of(work, whole, parcel, to=shipped, reason=reason)
    return whole


async def deliver_all(work: Work, order: Order, *, reason: str) -> Order:
    """Note that everything that was on its way arrived."""
    whole = await queries.with_lines(work.db, order)
    for parcel in await queries.parcels(work.db, order.id):
        if ParcelStatus.DELIVERED in rules.PARCEL_STEPS[parcel.status]:
            delivered = ParcelStatus.DELIVERED
            whole, _ = await move_parcel_of(work, whole, parcel, to=delivered, reason=reason)
    return whole


async def unpack_all(work: Work, order: Order) -> None:
    """Empty the parcels of an order that is over which have not left."""
    unsent = [
        parcel
        for parcel in await queries.parcels(work.db, order.id)
        if parcel.status is ParcelStatus.PACKED
    ]
    if unsent:
        whole = await queries.with_lines(work.db, order)
        for parcel in unsent:
            moved = replace(parcel, status=ParcelStatus.CANCELLED)
            await _count(work, whole, moved)
            await _write_parcel(work, moved)


async def follow(
    work: Work, order: Order, *, tracking: Tracking | None = None, reason: str = ""
) -> Order:
    """Bring an order in line with what became of its pieces; its lines are read anew."""
    now = await queries.with_lines(work.db, order)
    reached = rules.fulfilment_status(now.lines)
    steps = rules.steps_of_parcels(now.status, now.lines)
    for status in steps or [now.status]:
        if (status, reached) != (now.status, now.fulfilment_status) or tracking is not None:
            now = await write(
                work,
                now,
                reason=reason,
                tracking=tracking,
                status=status,
                fulfilment_status=reached,
            )
            tracking = None
    return now


async def _count(work: Work, order: Order, parcel: Parcel) -> None:
    """What a step of a parcel does to the pieces in it."""
    if parcel.status is ParcelStatus.SHIPPED:
        if order.status not in rules.SHIPPABLE:
            raise NotShippable(order_status=order.status)
        pieces = as_stock(order, parcel.lines)
        await inventory.dispatch(work, order_id=order.id, pieces=pieces)
        await change_counts(work, order, parcel.lines, shipped=1)
    elif parcel.status is ParcelStatus.DELIVERED:
        await change_counts(work, order, parcel.lines, delivered=1)
    elif parcel.status is ParcelStatus.CANCELLED:
        await change_counts(work, order, parcel.lines, packed=-1)


async def _write_parcel(work: Work, parcel: Parcel) -> None:
    await work.db.execute(
        update(ParcelRow)
        .where(ParcelRow.id == parcel.id)
        .values(
            status=parcel.status,
            carrier=parcel.tracking.carrier,
            tracking_number=parcel.tracking.number,
            tracking_url=parcel.tracking.url,
            shipped_at=parcel.shipped_at,
            delivered_at=parcel.delivered_at,
            updated_at=work.now,
        )
    )


def _all_left(order: Order) -> list[Pieces]:
    return [Pieces(line.id, line.unpacked) for line in order.lines if line.unpacked]


def _with_what_goes_along(order: Order, wanted: list[Pieces]) -> list[Pieces]:
    """The pieces, and what needs no shipping where nothing that does would be left."""
    lines, chosen = by_id(order), {each.line_id: each.quantity for each in wanted}
    rest = [
        line
        for line in lines.values()
        if line.requires_shipping and line.unpacked > chosen.get(line.id, 0)
    ]
    along = [
        Pieces(line.id, line.unpacked)
        for line in lines.values()
        if not line.requires_shipping and line.unpacked and line.id not in chosen
    ]
    return wanted if rest else merged([*wanted, *along])
