"""An erasure that is killed on its way: run by test_erasing.py in a process of its own."""

import asyncio
from datetime import datetime
from uuid import UUID

from shopwright.flows.privacy import run as privacy
from shopwright.infra import faults
from shopwright.infra.settings import Environment, Settings
from shopwright.wiring import close_services, open_services


def run(url: str, now: datetime, failpoint: str, request_id: UUID) -> None:
    asyncio.run(_run(url, now, failpoint, request_id))


async def _run(url: str, now: datetime, failpoint: str, request_id: UUID) -> None:
    settings = Settings(
        _env_file=None, environment=Environment.TEST, database_url=url, database_pool_size=2
    )
    services = open_services(settings, now=lambda: now)
    faults.arm(failpoint)
    await privacy.erase(services.bureau, request_id=request_id)
    await close_services(services)
