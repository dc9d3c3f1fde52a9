"""The addresses of everything that is shown, for programs that list a whole shop."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response

from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.finished import finished
from shopwright.faces.api.hot import hot
from shopwright.faces.api.shapes import Answer, Time
from shopwright.modules.catalog import queries as catalog
from shopwright.satellites.search import queries as search

router = APIRouter(tags=["Products"])


class AddressPart(Answer):
    """A list of addresses by its kind and number."""

    kind: Literal["categories", "products"]
    number: int


class AddressParts(Answer):
    """All lists of addresses; each holds 5,000 at most."""

    items: list[AddressPart]


class ShownAddress(Answer):
    slug: str
    changed_at: Time | None


class ShownAddresses(Answer):
    items: list[ShownAddress]


@router.get(
    "/api/v1/catalog/addresses",
    operation_id="catalog_address_parts",
    summary="Which lists of addresses there are of all that is shown",
    response_model=AddressParts,
    **hot(access(PUBLIC)),
)
async def parts(ctx: Ctx) -> Response:
    async with ctx.reading() as db:
        count = await search.count_parts(db)
    found = [AddressPart(kind="categories", number=1)]
    found += [AddressPart(kind="products", number=each + 1) for each in range(count)]
    return finished(ctx.request, AddressParts(items=found).model_dump_json().encode())


@router.get(
    "/api/v1/catalog/addresses/{kind}/{number}",
    operation_id="catalog_addresses",
    summary="One list of addresses: slugs, and when what is there changed",
    response_model=ShownAddresses,
    **hot(access(PUBLIC)),
)
async def addresses(
    ctx: Ctx,
    kind: Literal["categories", "products"],
    number: Annotated[int, Path(ge=1, le=100_000)],
) -> Response:
    """A list that there is none of is empty."""
    async with ctx.reading() as db:
        if kind == "products":
            found = await search.addresses_of_part(db, number)
            items = [ShownAddress(slug=slug, changed_at=changed) for slug, changed in found]
        else:
            named = await catalog.categories(db) if number == 1 else []
            items = [ShownAddress(slug=each.slug, changed_at=None) for each in named]
    return finished(ctx.request, ShownAddresses(items=items).model_dump_json().encode())
