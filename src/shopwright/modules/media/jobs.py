"""Entrances of the queue and the clock: files that nobody needs any more."""

from datetime import timedelta

import structlog

from shopwright.infra.work import JobKind, Payload, Works
from shopwright.modules.media import service
from shopwright.modules.media.service import FileStore

log = structlog.get_logger(__name__)


def jobs(store: FileStore) -> tuple[JobKind, ...]:
    """The background work on the files of pictures."""

    async def delete_files(works: Works, payload: Payload) -> None:
        await service.delete_files(works, store, [str(key) for key in payload["keys"]])

    async def sweep(works: Works, _: Payload) -> None:
        swept = await service.sweep(works, store)
        if swept.missing:
            log.error("pictures.files_missing", pictures=[str(each) for each in swept.missing[:20]])
        log.info("pictures.swept", strays=swept.strays, missing=len(swept.missing))

    return (
        JobKind(service.DELETE_FILES, delete_files, transactional=False),
        JobKind("media.sweep", sweep, transactional=False, timeout=600.0, every=timedelta(days=1)),
    )
