"""How the shop's machines are, for staff."""

from typing import Any

from fastapi import APIRouter

from shopwright import __version__
from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.shapes import Answer, Time
from shopwright.faces.probes.checkup import Checked, Checkup, State
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
