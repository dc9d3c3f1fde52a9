"""Whoever goes takes his views along, and whom they filtered by."""

import pytest

from shopwright.faces.services import Services
from shopwright.flows.privacy import run as privacy
from shopwright.infra.jobs.worker import Worker
from shopwright.kernel.actors import system
from shopwright.modules.views import queries, service
from shopwright.modules.views.contracts import ViewDraft
from tests.support.canaries import dumped
from tests.support.people import actor_of, make_admin

pytestmark = pytest.mark.anyio
CANARY = "canary@example.com"


async def test_views_go_with_who_kept_them_and_no_others(services: Services) -> None:
    leaving, staying = await make_admin(services), await make_admin(services)
    for person in (leaving, staying):
        async with services.works(await actor_of(services, person)) as work:
            for name in ("One", "Two"):
                filters = {"email": CANARY if person is leaving else "other@example.com"}
                draft = ViewDraft("orders", name, True, filters, (), None)
                await service.keep_view(work, draft=draft)

    async with services.works(system("test")) as work:
        await privacy.ask_for_erasure(
            services.bureau, work, user_id=leaving.user_id, is_at_once=True
        )
    await Worker(services.works, services.bell).run_until_idle()

    async with services.works.reading() as db:
        left = await queries.seen_by(db, staying.user_id, ["orders"])
    assert [(each.name, each.owner_id) for each in left] == [
        ("One", staying.user_id),
        ("Two", staying.user_id),
    ]
    assert CANARY not in str(await dumped(services.works))
