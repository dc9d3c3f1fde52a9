"""A bulk edit that is killed on its way: run by a test in a process of its own."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shopwright.flows.merchandising.contracts import BulkOperation, ProductPatch
from shopwright.flows.merchandising.run.bulk_edit import bulk_edit
from shopwright.infra import faults
from shopwright.infra.settings import Environment, Settings
from shopwright.wiring import close_services, open_services
from tests.support.goods import MERCHANT


def run(url: str, now: datetime, product_ids: Sequence[UUID]) -> None:
    asyncio.run(_run(url, now, product_ids))


async def _run(url: str, now: datetime, product_ids: Sequence[UUID]) -> None:
    settings = Settings(
        _env_file=None, environment=Environment.TEST, database_url=url, database_pool_size=2
    )
    services = open_services(settings, now=lambda: now)
    patch = ProductPatch(brand="Killed")
    operations = [BulkOperation(product_id=each, patch=patch) for each in product_ids]
    faults.arm("merchandising.bulk_written")
    async with services.works(MERCHANT) as work:
        _ = await bulk_edit(work, operations=operations, rejects_all=False)
    await close_services(services)
