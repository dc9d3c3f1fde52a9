"""One field in which staff type what they remember of anything."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shopwright.faces.api.context import Ctx, access, any_of
from shopwright.faces.api.shapes import Answer, ShortText
from shopwright.flows.lookup import run as lookup
from shopwright.flows.lookup.contracts import RIGHTS, Findings, Kind

router = APIRouter(tags=["Desk, for staff"])
_MOST = 20
_USUAL = 5
# Where a thing is read; codes are read with their promotion, documents with their order.
_LISTS = {
    Kind.ORDERS: "/api/v1/orders/",
    Kind.CUSTOMERS: "/api/v1/admin/customers/",
    Kind.PRODUCTS: "/api/v1/products/",
    Kind.CODES: "/api/v1/admin/promotions/",
}


class HitAnswer(Answer):
    """Something found: what it is known by, and what tells it from another."""

    id: UUID
    title: str
    detail: str
    status: str
    url: str | None


class FindingsAnswer(Answer):
    kind: Kind
    items: list[HitAnswer]
    has_more: bool

    @classmethod
    def of(cls, found: Findings) -> "FindingsAnswer":
        place = _LISTS.get(found.kind)
        items = [
            HitAnswer(
                id=hit.id,
                title=hit.title,
                detail=hit.detail,
                status=hit.status,
                url=f"{place}{hit.read_by or hit.id}" if place else None,
            )
            for hit in found.hits
        ]
        return cls(kind=found.kind, items=items, has_more=found.has_more)


class LookupAnswer(Answer):
    """What begins with the words, by kind; kinds that the caller may not read are not there."""

    groups: list[FindingsAnswer]


@router.get(
    "/api/v1/admin/search",
    operation_id="staff_search",
    summary="Find orders, customers, products, documents and codes by how they begin",
    **access(any_of(*RIGHTS.values())),
)
async def search(
    ctx: Ctx,
    response: Response,
    q: Annotated[
        ShortText,
        Query(
            min_length=2,
            max_length=100,
            description="Numbers and emails of orders; emails, usernames and names of customers; titles and SKUs; numbers of documents; codes.",
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Of each kind.")] = _USUAL,
) -> LookupAnswer:
    response.headers["cache-control"] = "private, no-store"
    async with ctx.reading() as db:
        found = await lookup.look(db, ctx.actor, q.strip(), limit=limit)
    return LookupAnswer(groups=[FindingsAnswer.of(each) for each in found])
