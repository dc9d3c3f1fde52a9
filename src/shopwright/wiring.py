"""The one file that knows everybody: ports to adapters, events to listeners, names to jobs."""

from collections.abc import Mapping
from types import ModuleType

from redis.asyncio import Redis

from shopwright.faces.services import Services
from shopwright.infra.db.engine import open_engine
from shopwright.infra.jobs.bell import Ringer
from shopwright.infra.settings import Settings
from shopwright.infra.work import JobKind, Projector, Registry, Works
from shopwright.kernel import clock
from shopwright.kernel.actors import system
from shopwright.modules.audit import permissions as audit_rights
from shopwright.modules.catalog import permissions as catalog_rights
from shopwright.modules.customers import permissions as customer_rights
from shopwright.modules.identity import jobs as identity_jobs
from shopwright.modules.identity import permissions as identity_rights
from shopwright.modules.identity import service as identity
from shopwright.modules.inventory import permissions as inventory_rights
from shopwright.satellites.search import jobs as search_jobs
from shopwright.satellites.search import listeners as search_listeners

JOBS: tuple[JobKind, ...] = (*identity_jobs.JOBS,)
PROJECTORS: tuple[Projector, ...] = ()

# Every right there is: the constants of these files.
RIGHTS: tuple[ModuleType, ...] = (
    audit_rights,
    catalog_rights,
    customer_rights,
    identity_rights,
    inventory_rights,
)


def rights_in(permissions: ModuleType) -> frozenset[str]:
    """The rights that a permissions file names."""
    return frozenset(
        right for name, right in vars(permissions).items() if name.isupper() and type(right) is str
    )


# What the built-in roles may do. A customer needs no right for what is his own.
GRANTS: Mapping[str, frozenset[str]] = {
    "customer": frozenset(),
    "vendor": frozenset({catalog_rights.WRITE_OWN}),
    "admin": frozenset().union(*map(rights_in, RIGHTS)),
}


async def settle_roles(works: Works) -> None:
    """Make the built-in roles what :data:`GRANTS` says; to be called after each migration, writes only differences."""
    async with works(system("setup")) as work:
        await identity.ensure_roles(work, GRANTS)


def make_registry(shop_currency: str = "EUR") -> Registry:
    """Everything that runs in the background or inside a commit."""
    jobs = (*JOBS, *search_jobs.jobs(shop_currency))
    return Registry(
        jobs={kind.name: kind for kind in jobs},
        listeners={},
        projectors=(*PROJECTORS, search_listeners.projector(shop_currency)),
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
    works = Works(engine, make_registry(settings.shop_currency), now=now, bell=bell)
    security = identity.open_security(
        works,
        secret_key=settings.secret_key,
        access_minutes=settings.access_token_minutes,
        refresh_days=settings.refresh_token_days,
        hash_threads=settings.password_hash_threads,
    )
    return Services(settings=settings, works=works, bell=bell, security=security)


async def close_services(services: Services) -> None:
    await services.bell.close()
    await services.works.engine.dispose()
