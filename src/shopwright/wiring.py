"""The one file that knows everybody: ports to adapters, events to listeners, names to jobs."""

from redis.asyncio import Redis

from shopwright.faces.services import Services
from shopwright.infra.db.engine import open_engine
from shopwright.infra.jobs.bell import Ringer
from shopwright.infra.settings import Settings
from shopwright.infra.work import JobKind, Projector, Registry, Works
from shopwright.kernel import clock

JOBS: tuple[JobKind, ...] = ()
PROJECTORS: tuple[Projector, ...] = ()


def make_registry() -> Registry:
    """Everything that runs in the background or inside a commit."""
    return Registry(
        jobs={kind.name: kind for kind in JOBS}, listeners={}, projectors=PROJECTORS
    )


def open_services(settings: Settings, *, now: clock.Clock = clock.utc_now) -> Services:
    """Put a shop together; close it with :func:`close_services`."""
    engine = open_engine(
        settings.database_url,
        pool_size=settings.database_pool_size,
        schema=settings.database_schema,
        statement_timeout=settings.statement_timeout_seconds,
    )
    redis = (
        Redis.from_url(settings.redis_url, socket_timeout=1, socket_connect_timeout=1)
        if settings.redis_url
        else None
    )
    bell = Ringer(redis)
    works = Works(engine, make_registry(), now=now, bell=bell)
    return Services(settings=settings, works=works, bell=bell)


async def close_services(services: Services) -> None:
    await services.bell.close()
    await services.works.engine.dispose()
