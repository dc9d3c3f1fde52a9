"""Packing and sending, on the record."""

from collections.abc import Sequence
from uuid import UUID

from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Parcel, ParcelStatus, Pieces, Tracking
from shopwright.modules.orders.errors import ParcelNotFound


async def pack(
    work: Work,
    *,
    order_id: UUID,
    pieces: Sequence[Pieces] | None = None,
    tracking: Tracking | None = None,
    is_sent: bool = False,
) -> Parcel:
    """Put pieces of an order into a parcel, all that is left where none are named, and note who did it.

    Raises:
        OrderNotFound, NotShippable, NothingLeft, PiecesGone: as :func:`orders.pack`.
        NotOnHand: goods on backorder have not arrived and can't be sent.
    """
    parcel = await orders.pack(work, order_id=order_id, pieces=pieces, tracking=tracking)
    if is_sent:
        parcel = await orders.move_parcel(work, parcel_id=parcel.id, to=ParcelStatus.SHIPPED)
    await audit.note(
        work,
        action="parcel.packed",
        subject=Subject("order", str(order_id)),
        after={
            "parcel": parcel.number,
            "status": parcel.status,
            "pieces": sum(each.quantity for each in parcel.lines),
        },
    )
    return parcel


async def move_parcel(
    work: Work,
    *,
    parcel_id: UUID,
    to: ParcelStatus | None = None,
    tracking: Tracking | None = None,
    reason: str = "",
) -> Parcel:
    """Take a parcel one step along, or tell how it can be followed, and note who did it.

    Raises:
        ParcelNotFound, IllegalParcelStep, NotShippable, NotOnHand: as :func:`orders.move_parcel`.
    """
    before = await queries.parcel(work.db, parcel_id)
    if before is None:
        raise ParcelNotFound
    parcel = await orders.move_parcel(
        work, parcel_id=parcel_id, to=to, tracking=tracking, reason=reason
    )
    if (before.status, before.tracking) != (parcel.status, parcel.tracking):
        await audit.note(
            work,
            action="parcel.moved",
            subject=Subject("order", str(parcel.order_id)),
            before={"parcel": before.number, **_told(before)},
            after={"parcel": parcel.number, **_told(parcel), "reason": reason},
        )
    return parcel


def _told(parcel: Parcel) -> dict[str, str]:
    tracking = parcel.tracking
    return {
        "status": parcel.status,
        "carrier": tracking.carrier,
        "tracking_number": tracking.number,
    }
