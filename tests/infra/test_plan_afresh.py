import pytest
from sqlalchemy import text

from shopwright.infra.db import dialect
from shopwright.infra.work import Works
from shopwright.kernel.actors import system

pytestmark = pytest.mark.anyio


async def test_plans_are_made_afresh_until_the_commit_and_no_longer(works: Works) -> None:
    async with works(system("test")) as work:
        await dialect.plan_afresh(work.db)
        if dialect.is_postgres(work.db):
            within = await work.db.scalar(text("SHOW plan_cache_mode"))
            assert within == "force_custom_plan"

    async with works(system("test")) as work:
        if dialect.is_postgres(work.db):
            assert await work.db.scalar(text("SHOW plan_cache_mode")) == "auto"
