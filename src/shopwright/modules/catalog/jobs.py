"""Entrances of the clock: windows of products open and close."""

from datetime import timedelta

from shopwright.infra.work import JobKind, Payload, Works
from shopwright.modules.catalog import service

FLIPPED_EVERY = timedelta(seconds=15)


async def _flip(works: Works, _: Payload) -> None:
    await service.flip(works)


JOBS = (JobKind("catalog.flip", _flip, transactional=False, every=FLIPPED_EVERY, timeout=600.0),)
