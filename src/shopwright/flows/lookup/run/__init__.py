"""Looking for things by how they begin."""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.lookup.contracts import RIGHTS, Findings, Hit, Kind
from shopwright.kernel.actors import Actor
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.identity import queries as identity
from shopwright.modules.identity.contracts import CUSTOMER
from shopwright.modules.invoices import queries as invoices
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import OrderFilter
from shopwright.modules.promotions import queries as promotions

Look = Callable[[AsyncConnection, str, int], Awaitable[list[Hit]]]


async def look(db: AsyncConnection, actor: Actor, text: str, *, limit: int) -> list[Findings]:
    """What begins with the text, so many of each kind that the actor may read: a fixed number of statements a kind."""
    found = []
    for kind, of_kind in _LOOKS.items():
        if actor.may(RIGHTS[kind]):
            hits = await of_kind(db, text, limit + 1)
            found.append(Findings(kind, hits[:limit], len(hits) > limit))
    return found


async def _orders(db: AsyncConnection, text: str, limit: int) -> list[Hit]:
    wanted = OrderFilter(begins=text, with_archived=True)
    page = await orders.page(db, wanted, PageRequest(limit))
    return [Hit(each.id, each.number, each.email, each.status) for each in page.items]


async def _customers(db: AsyncConnection, text: str, limit: int) -> list[Hit]:
    found = await identity.beginning_with(db, text, limit=limit, role=CUSTOMER)
    return [
        Hit(each.id, each.full_name or each.email, each.email, _standing(is_active=each.is_active))
        for each in found
    ]


async def _products(db: AsyncConnection, text: str, limit: int) -> list[Hit]:
    found = await catalog.beginning_with(db, text, limit=limit)
    return [Hit(each.id, each.title, each.slug, each.status) for each in found]


async def _documents(db: AsyncConnection, text: str, limit: int) -> list[Hit]:
    found = await invoices.beginning_with(db, text, limit=limit)
    return [Hit(each.id, each.number, f"{each.issued_on}", each.kind) for each in found]


async def _codes(db: AsyncConnection, text: str, limit: int) -> list[Hit]:
    found = await promotions.codes_beginning_with(db, text, limit=limit)
    named = await promotions.promotions_by_id(db, {each.promotion_id for each in found})
    return [
        Hit(
            each.id,
            each.code,
            named[each.promotion_id].name,
            _standing(is_active=each.is_active),
            each.promotion_id,
        )
        for each in found
    ]


def _standing(*, is_active: bool) -> str:
    return "active" if is_active else "inactive"


_LOOKS: Mapping[Kind, Look] = {
    Kind.ORDERS: _orders,
    Kind.CUSTOMERS: _customers,
    Kind.PRODUCTS: _products,
    Kind.DOCUMENTS: _documents,
    Kind.CODES: _codes,
}
