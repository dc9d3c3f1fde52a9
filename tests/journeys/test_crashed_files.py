"""What a crash leaves of files that are made in the background, and of what staff lets a vendor show: all or nothing, and once."""

import multiprocessing
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from anyio import to_thread

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import FileSubject
from shopwright.flows.merchandising.run import approvals, file_tasks
from shopwright.flows.merchandising.run.create_product import create_product
from shopwright.infra.files import tasks
from shopwright.infra.files.sheets import FileFormat
from shopwright.infra.files.tasks import FileTask, TaskState
from shopwright.infra.jobs.worker import Worker
from shopwright.kernel.actors import system
from shopwright.kernel.clock import utc_now
from shopwright.kernel.paging import PageRequest
from shopwright.modules.audit import queries as audit
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import ApprovalFilter, ApprovalState, ProductStatus
from tests.conftest import SteppingClock
from tests.journeys import crashing
from tests.support.buying import assert_sound, stocked
from tests.support.goods import MERCHANT, record
from tests.support.people import Person, actor_of

pytestmark = pytest.mark.anyio
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.journeys.crashing"])

Die = Callable[[str, str, UUID], Awaitable[None]]


@pytest.fixture
def die(services: Services, database_url: str, clock: SteppingClock) -> Die:
    """Do a deed in a child process, which keeps its files where the shop does and is killed at a failpoint."""

    async def child(failpoint: str, deed: str, subject: UUID) -> None:
        told = (database_url, clock(), failpoint, deed, subject, services.settings.private_store)
        process = _forks.Process(target=crashing.run, args=told)
        process.start()
        await to_thread.run_sync(process.join, 30)
        assert process.exitcode == -9, f"{failpoint} was not reached"

    return child


async def asked_for(services: Services) -> FileTask:
    await stocked(services.works)
    async with services.works(MERCHANT) as work:
        return await file_tasks.ask_for_export(
            services.clerk, work, subject=FileSubject.PRODUCTS, form=FileFormat.CSV
        )


async def now(services: Services, task: FileTask) -> FileTask:
    async with services.works.reading() as db:
        return await tasks.task(db, task.id)


async def stored(services: Services) -> set[str]:
    return {each.key async for each in services.clerk.store.entries()}


async def test_a_file_that_was_stored_by_the_dead_is_made_anew_and_the_stray_is_swept(
    services: Services, worker: Worker, clock: SteppingClock, die: Die
) -> None:
    clock.time = utc_now()  # a folder's files bear the machine's time
    asked = await asked_for(services)
    await die("files.stored", "export", asked.id)
    [stray], between = await stored(services), await now(services, asked)

    await worker.run_until_idle()
    made, both = await now(services, asked), await stored(services)
    await file_tasks.tidy(services.clerk)
    young = await stored(services)
    clock.advance(hours=25)
    await file_tasks.tidy(services.clerk)

    assert (between.state, between.file_key) == (TaskState.WORKING, None)
    assert made.state is TaskState.DONE
    assert both == young == {stray, made.file_key}
    assert await stored(services) == set()


async def test_a_file_that_counts_as_made_is_not_made_again(
    services: Services, worker: Worker, die: Die
) -> None:
    asked = await asked_for(services)
    await die("files.made", "export", asked.id)
    made = await now(services, asked)

    await worker.run_until_idle()

    assert (made.state, made.report) == (TaskState.DONE, {"products": 1})
    assert await now(services, asked) == made
    assert await stored(services) == {made.file_key}


async def test_an_approval_whose_clerk_is_killed_has_shown_nothing_and_can_be_given_again(
    services: Services, vendor: Person, die: Die
) -> None:
    async with services.works(await actor_of(services, vendor)) as work:
        mug = await create_product(work, record=record("mug"), category_ids=[])
    async with services.works.reading() as db:
        found = await catalog.approvals(db, ApprovalFilter(), PageRequest(limit=9))
    [waiting] = found.items

    await die("merchandising.approved", "approve", waiting.id)

    async with services.works.reading() as db:
        assert await catalog.approval(db, waiting.id) == waiting
        assert await catalog.product(db, mug.id) == mug
        assert (await audit.verify(db)).is_sound
    async with services.works(system("staff")) as work:
        decided = await approvals.approve(work, approval_id=waiting.id, version=waiting.version)
    async with services.works.reading() as db:
        shown = await catalog.product(db, mug.id)
    assert shown is not None
    assert (mug.status, shown.status) == (ProductStatus.DRAFT, ProductStatus.PUBLISHED)
    assert decided.state is ApprovalState.APPROVED
    await assert_sound(services.works)
