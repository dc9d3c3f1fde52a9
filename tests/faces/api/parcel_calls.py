"""What staff do to parcels and returns, as the trail's test calls it."""

from typing import Any
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.modules.orders.contracts import ReturnStatus
from tests.faces.api.small_shop import SmallShop
from tests.support.buying import stocked
from tests.support.parcels import bought, pack, sent
from tests.support.returning import ask, decide, receive

Ids = dict[str, str]
PARCEL_CALLS: dict[str, Any] = {
    "parcel_pack": {"lines": [{"line_id": "{line_id}", "quantity": 1}], "ship": True},
    "order_cancel_lines": {"lines": [{"line_id": "{line_id}", "quantity": 1}]},
    "order_readdress": {
        "recipient": "Robin Example",
        "line1": "2 Mill Lane",
        "city": "York",
        "country": "GB",
        "postal_code": "YO1 7AA",
    },
    "order_note_add": {"text": "A loyal customer."},
    "parcel_move": {"status": "shipped", "tracking_number": "PP2"},
}
RETURN_CALLS: dict[str, Any] = {
    "return_approve": None,
    "return_decline": {"reason": "The seal is broken."},
    "return_receive": {"lines": [{"line_id": "{line_id}", "received": 1, "restocked": 1}]},
    "return_refund": {"fee": "1.00"},
    "return_close": {"reason": "Replaced."},
}


async def with_parcel(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    """An order of Robin's of which one piece is packed, and another is not."""
    tea = await stocked(services.works)
    order = await bought(services, (tea, 3), user_id=UUID(ids["user_id"]))
    parcel = await pack(services, order, 1)
    named = {"order_id": order.id, "parcel_id": parcel.id, "line_id": order.lines[0].id}
    return ids | {name: str(each) for name, each in named.items()}


async def with_unpacked_order(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    """A paid order of Robin's of which nothing is packed yet."""
    tea = await stocked(services.works)
    order = await bought(services, (tea, 1), user_id=UUID(ids["user_id"]))
    return ids | {"order_id": str(order.id)}


async def with_return(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    """A return of Robin's that waits for a decision."""
    return await _returned(services, ids)


async def with_approved_return(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    return await _returned(services, ids, is_approved=True)


async def with_received_return(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    return await _returned(services, ids, is_approved=True, is_received=True)


RETURN_PREPARED = {
    "order_readdress": with_unpacked_order,
    "return_approve": with_return,
    "return_decline": with_return,
    "return_receive": with_approved_return,
    "return_refund": with_received_return,
    "return_close": with_received_return,
}


async def _returned(
    services: Services, ids: Ids, *, is_approved: bool = False, is_received: bool = False
) -> Ids:
    order = await sent(services, (await stocked(services.works), 1), user_id=UUID(ids["user_id"]))
    found = await ask(services, order, 1)
    if is_approved:
        await decide(services, found, ReturnStatus.APPROVED)
    if is_received:
        await receive(services, found)
    named = {"order_id": order.id, "return_id": found.id, "line_id": order.lines[0].id}
    return ids | {name: str(each) for name, each in named.items()}
