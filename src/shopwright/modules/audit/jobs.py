"""What is done for the trail by the clock."""

import asyncio
from datetime import timedelta

import structlog

from shopwright.infra.work import JobKind, Payload, Works
from shopwright.modules.audit import queries, service

log = structlog.get_logger(__name__)
DAILY = timedelta(days=1)


def jobs(folder: str) -> tuple[JobKind, ...]:
    """Say once a day where the trail ends, in the log and in the folder where there is one."""

    async def anchor(works: Works, _: Payload) -> None:
        async with works.reading() as db:
            end = await queries.head(db)
        if not end.seq:
            return
        if folder:
            await asyncio.to_thread(service.keep_anchor, folder, end, works.now())
        log.info("audit.anchored", seq=end.seq, hash=end.hash)

    return (JobKind("audit.anchor", anchor, transactional=False, every=DAILY),)
