"""How the server is: for balancers, orchestrators and people."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from shopwright import __version__
from shopwright.faces.api.context import ANONYMOUS, access
from shopwright.faces.api.shapes import Answer
from shopwright.infra.health import FAILING, OK, Health, Report

router = APIRouter(tags=["Server"])
State = Literal["ok", "failing"]


class Checked(Answer):
    """One machine that the shop leans on."""

    status: State
    ms: float
    facts: dict[str, Any]


class HealthAnswer(Answer):
    """How everything is; ``failing`` where one thing does not work."""

    status: State
    version: str
    checks: dict[str, Checked]


class Alive(Answer):
    status: State


class StatusAnswer(Answer):
    """What this server is, and where to read on."""

    name: str
    version: str
    status: State
    links: dict[str, str]


@router.get("/", summary="Show what this is", operation_id="server_status", **access(ANONYMOUS))
async def status(request: Request) -> StatusAnswer:
    links = {
        "api": "/api/v1",
        "docs": "/docs",
        "redoc": "/redoc",
        "scalar": "/scalar",
        "openapi": "/openapi.json",
        "health": "/health",
    }
    name = str(request.app.state.services.settings.shop_name)
    return StatusAnswer(name=name, version=__version__, status=OK, links=links)


@router.get(
    "/health", summary="Check everything", operation_id="health_get", **access(ANONYMOUS, 503)
)
async def health(request: Request, response: Response) -> HealthAnswer:
    """Database, schema, background jobs, files, and Redis where it is used; 503 where one of them fails."""
    return _answer(await _health_of(request).whole(), response)


@router.get(
    "/health/live", summary="Check the process", operation_id="health_live", **access(ANONYMOUS)
)
async def live() -> Alive:
    """Whether the process answers at all; leans on nothing else."""
    return Alive(status=OK)


@router.get(
    "/health/ready",
    summary="Check whether to send requests here",
    operation_id="health_ready",
    **access(ANONYMOUS, 503),
)
async def ready(request: Request, response: Response) -> HealthAnswer:
    """Whether the database and its schema are there, and the process is not about to stop."""
    return _answer(await _health_of(request).ready(), response)


def _health_of(request: Request) -> Health:
    found: Health = request.app.state.health
    return found


def _answer(report: Report, response: Response) -> HealthAnswer:
    if not report.is_ok:
        response.status_code = 503
        response.headers["retry-after"] = "1"
    return HealthAnswer(
        status=_state(report.is_ok),
        version=__version__,
        checks={
            check.name: Checked(status=_state(check.is_ok), ms=check.ms, facts=dict(check.facts))
            for check in report.checks
        },
    )


def _state(is_ok: bool) -> State:  # noqa: FBT001 - the one thing that it depends on
    return OK if is_ok else FAILING
