"""Buying in a test shop, and looking at its books."""

from typing import Any
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed, PlaceOrder
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import GUEST, Actor
from shopwright.modules.customers.contracts import Address
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.payments.adapters.testing import TestGateway
from shopwright.modules.payments.contracts import PaymentChoice
from shopwright.modules.quotes.contracts import Wanted
from shopwright.satellites.bookkeeping.queries import violations
from shopwright.wiring import open_test_gateway
from tests.support.goods import make_product, variant

HOME = Address(
    recipient="Robin Example", line1="1 Mill Lane", city="York", country="GB", postal_code="YO1 7AA"
)


async def stocked(
    works: Works, *, stock: int | None = 5, price: str = "10.00", handle: str = "", **fields: Any
) -> UUID:
    """The variant of a product with so many pieces in stock."""
    handle = handle or f"thing-{ids.new().hex[-10:]}"
    product = await make_product(
        works, handle, variants=(variant(f"{handle}-1", price=price, stock=stock, **fields),)
    )
    return product.variants[0].id


def wish(*items: tuple[UUID, int], token: str | None = "test_ok", **fields: Any) -> PlaceOrder:
    """What a guest wants to order and how he pays."""
    given: dict[str, Any] = {"email": "guest@example.com", "shipping_address": HOME} | fields
    return PlaceOrder(
        items=tuple(Wanted(*item) for item in items),
        payment=PaymentChoice("test", token) if token else None,
        **given,
    )


async def buy(
    services: Services, *items: tuple[UUID, int], actor: Actor = GUEST, **fields: Any
) -> Placed:
    placed = await checkout.place(services.till, actor, wish(*items, **fields))
    assert isinstance(placed, Placed)
    return placed


async def filled_cart(
    services: Services, *items: tuple[UUID, int], user_id: UUID | None = None
) -> UUID:
    """A cart with these goods in it."""
    cart_id: UUID | None = None
    for item in items:
        async with services.works(GUEST) as work:
            cart_id = await checkout.add_item(
                services.till, work, user_id=user_id, cart_id=cart_id, wanted=Wanted(*item)
            )
    assert cart_id is not None
    return cart_id


async def stock_of(works: Works, variant_id: UUID) -> tuple[int, int]:
    """Pieces on hand, and pieces promised."""
    async with works.reading() as db:
        level = await inventory.level(db, variant_id)
    assert level is not None
    return level.on_hand, level.reserved


def gateway_of(services: Services) -> TestGateway:
    """The test provider of a shop, to make it speak."""
    return open_test_gateway(services.settings, services.works)


async def assert_sound(works: Works) -> None:
    """The books of the shop hold no contradiction."""
    async with works.reading() as db:
        assert await violations(db) == []
