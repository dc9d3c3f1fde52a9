"""How the shop is configured: for everybody what concerns them, for staff all of it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from shopwright.faces.api.context import ANONYMOUS, Context, Ctx, access
from shopwright.faces.api.finished import expected_version, finished
from shopwright.faces.api.shop_shapes import (
    RevisionAnswer,
    SettingsAnswer,
    SettingsPayload,
    ShopAnswer,
)
from shopwright.flows.configuring import run as configuring
from shopwright.infra.knobs import configured
from shopwright.modules.shop import queries
from shopwright.modules.shop.permissions import SETTINGS_READ, SETTINGS_WRITE

router = APIRouter(tags=["Server"])
staff_router = APIRouter(tags=["Configuration, for staff"])
SETTINGS = "/api/v1/admin/settings"
Change = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@router.get(
    "/api/v1/shop",
    operation_id="shop_show",
    summary="Show the shop's name, currency, languages, and what it offers",
    response_model=ShopAnswer,
    **access(ANONYMOUS),
)
async def show_shop(request: Request, ctx: Ctx) -> Response:
    return finished(request, ShopAnswer.of(ctx.services.settings).model_dump_json().encode())


@staff_router.get(
    SETTINGS,
    operation_id="settings_show",
    summary="Show how the shop is configured",
    **access(SETTINGS_READ),
)
async def show(ctx: Ctx, response: Response) -> SettingsAnswer:
    async with ctx.reading() as db:
        found = await queries.current(db)
    response.headers["etag"] = f'"{found.version}"'
    return SettingsAnswer.of(found, configured(ctx.services.configured.base, found.values))


@staff_router.get(
    f"{SETTINGS}/history",
    operation_id="settings_history",
    summary="Show how the shop was configured before, the newest first",
    **access(SETTINGS_READ),
)
async def history(
    ctx: Ctx, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> list[RevisionAnswer]:
    async with ctx.reading() as db:
        found = await queries.history(db, limit=limit)
    return [
        RevisionAnswer(
            version=each.version,
            changed_by=each.changed_by,
            changed_at=each.changed_at,
            values=each.values,
        )
        for each in found
    ]


@staff_router.put(
    SETTINGS,
    operation_id="settings_replace",
    summary="Configure the shop; what is left out is as the environment says",
    **access(SETTINGS_WRITE, 412),
)
async def replace(ctx: Ctx, response: Response, payload: SettingsPayload) -> SettingsAnswer:
    """With If-Match only as long as nobody else has. Other processes follow within a second."""
    given = payload.given()
    return await _configure(ctx, response, lambda _: given)


@staff_router.patch(
    SETTINGS,
    operation_id="settings_change",
    summary="Change what is sent and leave the rest; null is as the environment says",
    **access(SETTINGS_WRITE, 412),
)
async def change(ctx: Ctx, response: Response, payload: SettingsPayload) -> SettingsAnswer:
    """With If-Match only as long as nobody else has. Other processes follow within a second."""
    given = payload.given()
    return await _configure(ctx, response, lambda before: {**before, **given})


async def _configure(ctx: Context, response: Response, change: Change) -> SettingsAnswer:
    base = ctx.services.configured.base
    async with ctx.work() as work:
        after = await configuring.configure(
            work, base, change, version=expected_version(ctx.request)
        )
    response.headers["etag"] = f'"{after.version}"'
    return SettingsAnswer.of(after, configured(base, after.values))
