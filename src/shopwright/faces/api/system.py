"""How the shop's machines are, for staff."""

import asyncio
import hmac
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from shopwright import __version__
from shopwright.faces.api.context import ANONYMOUS, Context, Ctx, access
from shopwright.faces.api.shapes import Answer, Time
from shopwright.faces.probes.checkup import Checked, Checkup, State
from shopwright.faces.probes.exposition import CONTENT_TYPE, exposition
from shopwright.infra.metrics import Siblings
from shopwright.kernel.errors import Unauthorized
from shopwright.modules.shop.permissions import SYSTEM_READ

router = APIRouter(tags=["Configuration, for staff"])


class MachineAnswer(Answer):
    """A machine that the shop leans on; ``off`` where the shop does without it."""

    name: str
    state: State
    ms: float
    facts: dict[str, Any]
    last_error: str
    failed_at: Time | None

    @classmethod
    def of(cls, found: Checked) -> "MachineAnswer":
        facts = {name: fact for name, fact in found.facts.items() if name not in ("fault", "off")}
        return cls(
            name=found.name,
            state=found.state,
            ms=found.ms,
            facts=facts,
            last_error=found.last_error,
            failed_at=found.failed_at,
        )


class SystemAnswer(Answer):
    """``failing`` where one machine is."""

    state: State
    version: str
    maintenance: bool
    machines: list[MachineAnswer]


@router.get(
    "/api/v1/admin/system/health",
    operation_id="system_health",
    summary="Show how database, queue, mail, files, cache, search and payment providers are",
    **access(SYSTEM_READ),
)
async def health(ctx: Ctx) -> SystemAnswer:
    """All are asked at once, for two seconds at most; the last error is this process's."""
    checkup: Checkup = ctx.request.app.state.checkup
    found = await checkup.look()
    is_failing = any(each.state is State.FAILING for each in found)
    return SystemAnswer(
        state=State.FAILING if is_failing else State.OK,
        version=__version__,
        maintenance=ctx.services.settings.maintenance,
        machines=[MachineAnswer.of(each) for each in found],
    )


@router.get(
    "/api/v1/admin/system/metrics",
    operation_id="system_metrics",
    summary="Show the shop in numbers, as Prometheus reads them",
    response_class=PlainTextResponse,
    **access(SYSTEM_READ),
)
async def metrics_for_staff(ctx: Ctx) -> Response:
    """For an API key with the scope `system:read`; counts are of all processes that serve this port."""
    return await _metrics(ctx)


@router.get(
    "/metrics",
    operation_id="metrics_show",
    summary="Show the shop in numbers to who has METRICS_TOKEN",
    response_class=PlainTextResponse,
    **access(ANONYMOUS, 401),
)
async def metrics(ctx: Ctx) -> Response:
    """Closed where no token is set."""
    wanted = ctx.services.settings.metrics_token
    given = ctx.request.headers.get("authorization", "").encode()
    if not wanted or not hmac.compare_digest(given, f"Bearer {wanted}".encode()):
        raise Unauthorized
    return await _metrics(ctx)


async def _metrics(ctx: Context) -> Response:
    siblings: Siblings = ctx.request.app.state.siblings
    counted = await asyncio.to_thread(siblings.together)
    told = await exposition(ctx.services, counted)
    return Response(told, media_type=CONTENT_TYPE, headers={"cache-control": "no-store"})
