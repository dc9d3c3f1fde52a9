"""What is counted by the clock: who came and who was there; and what is forgotten."""

from datetime import timedelta, tzinfo
from functools import partial

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.satellites.analytics import service

FOLLOWED_EVERY = timedelta(minutes=5)


def jobs(zone: tzinfo) -> tuple[JobKind, ...]:
    return (
        JobKind("analytics.follow", partial(_follow, zone), every=FOLLOWED_EVERY, timeout=300.0),
        JobKind("analytics.forget", _forget, every=timedelta(days=1)),
    )


async def _follow(zone: tzinfo, work: Work, _: Payload) -> None:
    await service.follow(work, zone=zone)


async def _forget(work: Work, _: Payload) -> None:
    await service.forget_old(work)
