"""The archive is made outside of any Work, kept sealed for a day, and handed out a few times."""

import asyncio
import base64
from uuid import UUID

from shopwright.flows.privacy.contracts import EXPORTED, Bureau
from shopwright.flows.privacy.steps.archive import zipped
from shopwright.flows.privacy.steps.gathering import everything, person_of
from shopwright.infra.work import Work
from shopwright.kernel.actors import system
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.customers import queries
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.contracts import RequestKind
from shopwright.modules.identity import queries as identity

_ACTOR = system("privacy")


async def export(bureau: Bureau, *, request_id: UUID) -> bool:
    """Make the archive that was asked for; done again after a crash, it is made anew. False where it is over."""
    async with bureau.works(_ACTOR) as work:
        request = await customers.begin(work, request_id=request_id)
    if request is None:
        return False
    async with bureau.works.reading() as db:
        user = await identity.by_id(db, request.user_id)
        person = person_of(request.user_id, user)
        files = await everything(db, person)
    archive = await asyncio.to_thread(zipped, files)
    async with bureau.works(_ACTOR) as work:
        return await customers.finish(
            work,
            request_id=request_id,
            archive=base64.b64encode(archive).decode(),
            expires_at=work.now + bureau.archive_kept,
        )


async def fetch_archive(work: Work, *, request_id: UUID) -> bytes:
    """The ZIP of a finished request.

    Raises:
        DataRequestNotFound: there is no such request.
        ExportGone: it is too old, or was fetched often enough.
    """
    request = await queries.data_request(work.db, request_id)
    archive = await customers.hand_out(work, request_id=request_id)
    await audit.note(work, action=EXPORTED, subject=Subject("user", str(request.user_id)))
    return base64.b64decode(archive)


async def finish_exports(bureau: Bureau) -> int:
    """Make archives whose making broke off, and remove those whose time is over; answers how many were made."""
    async with bureau.works.reading() as db:
        due = await queries.due_data_requests(db, RequestKind.EXPORT, bureau.works.now())
    made = 0
    for request in due:
        made += await export(bureau, request_id=request.id)
    async with bureau.works(_ACTOR) as work:
        await customers.drop_archives(work)
    return made
