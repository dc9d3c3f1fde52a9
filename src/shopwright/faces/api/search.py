"""What helps to find: suggestions for customers, synonyms and the index for staff."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response

from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.finished import finished
from shopwright.faces.api.hot import hot
from shopwright.faces.api.search_shapes import SuggestionAnswer, SynonymsAnswer, SynonymsBody
from shopwright.faces.api.shapes import CurrencyCode, ShortText
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog.permissions import READ, WRITE
from shopwright.satellites.search import queries, service
from shopwright.satellites.search.contracts import Suggestions

router = APIRouter(tags=["Products"])
SYNONYMS = "/api/v1/admin/search/synonyms"


@router.get(
    "/api/v1/products/suggestions",
    operation_id="product_suggest",
    summary="Suggest what somebody may be typing",
    response_model=SuggestionAnswer,
    **hot(access(PUBLIC, 401, 403)),
)
async def suggest(
    ctx: Ctx,
    q: Annotated[ShortText, Query(max_length=200, description="What was typed so far.")],
    currency: Annotated[CurrencyCode | None, Query()] = None,
) -> Response:
    async with ctx.reading() as db:
        found = await ctx.services.finder.suggest(
            db, q, currency or ctx.services.settings.shop_currency
        )
    return _answer(ctx.request, found)


@router.get(SYNONYMS, operation_id="synonyms_list", summary="List synonyms", **access(READ))
async def list_synonyms(ctx: Ctx) -> list[SynonymsAnswer]:
    async with ctx.reading() as db:
        found = await queries.synonym_groups(db)
    return [SynonymsAnswer(id=each.id, words=list(each.words)) for each in found]


@router.post(
    SYNONYMS,
    operation_id="synonyms_add",
    summary="Let words mean the same",
    status_code=201,
    **access(WRITE, 409),
)
async def add_synonyms(ctx: Ctx, body: SynonymsBody) -> SynonymsAnswer:
    async with ctx.work() as work:
        made = await service.add_synonyms(work, words=body.words)
        after = {"words": list(made.words)}
        await audit.note(work, action="synonyms.added", subject=_subject(made.id), after=after)
    return SynonymsAnswer(id=made.id, words=list(made.words))


@router.delete(
    f"{SYNONYMS}/{{synonyms_id}}",
    operation_id="synonyms_remove",
    summary="Let words no longer mean the same",
    status_code=204,
    **access(WRITE, 404),
)
async def remove_synonyms(ctx: Ctx, synonyms_id: UUID) -> None:
    async with ctx.work() as work:
        gone = await service.remove_synonyms(work, synonyms_id=synonyms_id)
        before = {"words": list(gone.words)}
        await audit.note(work, action="synonyms.removed", subject=_subject(gone.id), before=before)


@router.post(
    "/api/v1/admin/search/rebuild",
    operation_id="search_rebuild",
    summary="Make the search index again in the background",
    status_code=202,
    **access(WRITE),
)
async def rebuild(ctx: Ctx) -> None:
    async with ctx.work() as work:
        service.order_rebuild(work)
        await audit.note(work, action="search.rebuild_ordered", subject=Subject("search", "index"))


def _subject(synonyms_id: UUID) -> Subject:
    return Subject("synonyms", str(synonyms_id))


def _answer(request: Request, found: Suggestions) -> Response:
    named = {
        name: [{"value": each.value, "label": each.label} for each in values]
        for name, values in (("categories", found.categories), ("brands", found.brands))
    }
    told = orjson.dumps({"queries": found.queries, **named})[:-1].decode()
    body = f'{told},"products":[{",".join(found.products)}]}}'
    return finished(request, body.encode())
