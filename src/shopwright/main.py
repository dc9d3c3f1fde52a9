"""The application: ``create_app(settings)``, and ``load()`` for servers that are given a name to import."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from typing import cast

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from redis.asyncio import Redis

from shopwright import __version__
from shopwright.faces.api.callers import caller_of
from shopwright.faces.api.hot import HOT
from shopwright.faces.api.routers import ROUTERS, TAGS
from shopwright.faces.backoffice.routers import ROUTERS as DESK
from shopwright.faces.cli.demo import seed
from shopwright.faces.cli.shop import Shop
from shopwright.faces.compat.document import document_route
from shopwright.faces.compat.layers import addresses_of, shapes_of
from shopwright.faces.pages import leaving
from shopwright.faces.probes.checkup import Checkup
from shopwright.faces.services import Services
from shopwright.faces.storefront import start
from shopwright.faces.storefront.routers import ROUTERS as PAGES
from shopwright.infra import logs
from shopwright.infra.db import migrate
from shopwright.infra.health import Health
from shopwright.infra.http import contract, problems
from shopwright.infra.http.docs import docs_routes
from shopwright.infra.http.edge.declared import declared_by, larger_by
from shopwright.infra.http.edge.stack import Edge
from shopwright.infra.http.hotlane import Herald, HotLane, Memory, hot_paths
from shopwright.infra.http.media import Media
from shopwright.infra.http.routing import mount
from shopwright.infra.http.server import drain_on_signals
from shopwright.infra.jobs.worker import Worker, end
from shopwright.infra.metrics import Siblings
from shopwright.infra.settings import Settings, read_settings
from shopwright.infra.watching import Watching, watching_of
from shopwright.satellites.search import queries as search
from shopwright.wiring import close_services, examine, open_services, settle_roles

OPENAPI = "/openapi.json"
_WORKER_SECONDS = 10.0
# Of the garbage collector: what requests leave goes by itself, looking for rings is rarely worth it.
_THRESHOLDS = (10_000, 20, 50)
# Of what guests read: the catalog's version has the lower bits, that of the shop's configuration the upper ones.
_CONFIGURED = 48
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class SchemaIsOld(Exception):
    """The database is not at the newest migration; a shop in production must not be run on it."""


def create_app(settings: Settings | None = None, *, services: Services | None = None) -> FastAPI:
    """The ASGI application; ``services`` are opened from the settings unless handed in."""
    settings = settings or read_settings()
    shop = services or open_services(settings)
    watching = watching_of(settings)
    edge, memory = Edge.of(settings, caller=caller_of(shop), counts=shop.counts), _memory_of(shop)
    app = FastAPI(
        title="Shopwright",
        version=__version__,
        lifespan=_lifespan_of(shop, edge, memory, owns_shop=services is None, watching=watching),
        docs_url=None,
        redoc_url=None,
        openapi_url=OPENAPI,
        redirect_slashes=False,
        telemetry=cast("TelemetryConfig", watching.telemetry),
    )
    app.state.settings = settings
    app.state.report = watching.report
    app.state.services = shop
    app.state.edge = edge
    app.state.health = Health(
        shop.works,
        shop.bell,
        settings,
        is_draining=lambda: edge.gate.is_draining,
        is_in_maintenance=lambda: shop.settings.maintenance,
    )
    app.state.checkup = Checkup(shop)
    app.state.siblings = Siblings(shop.counts, settings.metrics_folder)
    shop.counts.gauges["memory_answers_bytes"] = lambda: memory.size
    problems.install(app)
    contract.install(app, TAGS)
    app.router.routes.extend(docs_routes(OPENAPI, app.title))
    if shop.settings.served_dialects:
        app.router.routes.append(document_route(shop.settings.served_dialects))
    if not settings.media_store.startswith("s3://"):
        app.mount("/media", Media(settings.media_store or settings.media_folder), name="media")
    leaving.install(app)
    pages = [*(PAGES if settings.storefront else ()), *(DESK if settings.backoffice else ())]
    first = [start.router] if settings.storefront else []  # what browsers get in place of JSON
    routers = [*first, *ROUTERS, *pages]
    mount(app, routers)
    _surround(app, shop, edge, memory, routers)
    return app


def _surround(
    app: FastAPI, shop: Services, edge: Edge, memory: Memory, routers: Sequence[APIRouter]
) -> None:
    """Put the edge around the application: limits, sizes and types of bodies, the hot lane, other dialects."""
    settings = shop.settings
    is_hot = hot_paths((route for router in ROUTERS for route in router.routes), HOT)
    lane = partial(HotLane, memory=memory, is_hot=is_hot, served=shop.insight.tally.serve)
    limits = {"upload": settings.max_upload_bytes, "import": settings.max_import_bytes}
    if settings.hot_megabytes:
        app.state.inside = lane(app.router)
    larger = larger_by(routers, {**limits, "pictures": max(limits.values())})
    app.add_middleware(
        partial(
            edge.around,
            accepts=declared_by(routers),
            larger=larger,
            lane=lane if settings.hot_megabytes else None,
            outermost=addresses_of(shop),
            innermost=shapes_of(shop),
        )
    )


def load() -> FastAPI:
    """The application of this process: settings from the environment, logging set up."""
    settings = read_settings()
    logs.configure(settings)
    return create_app(settings)


def _lifespan_of(
    shop: Services, edge: Edge, memory: Memory, *, owns_shop: bool, watching: Watching
) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if shop.settings.is_production:
            await _insist_on_schema(shop)
            _warn_of_derived_key(shop.settings)
        if owns_shop:
            _settle_memory()
            drain_on_signals(edge.gate)
        async with _news(shop, memory), _standing(shop), _counting(app), _embedded_worker(shop):
            yield
        await edge.close()
        await asyncio.to_thread(watching.close)
        if owns_shop:
            await close_services(shop)

    return lifespan


def _memory_of(shop: Services) -> Memory:
    """What guests read, kept until the catalog changes."""

    async def version() -> int:
        async with shop.works.reading() as db:
            return await search.version(db) + (shop.configured.version << _CONFIGURED)

    memory = Memory(version, capacity=shop.settings.hot_megabytes * 1024 * 1024)
    shop.works.after_commit.append(lambda _: memory.expire())
    return memory


@asynccontextmanager
async def _news(shop: Services, memory: Memory) -> AsyncIterator[None]:
    """Tell other processes that the catalog changed, and hear them, where there is a Redis between."""
    if not shop.settings.redis_url:
        yield
        return
    redis = Redis.from_url(shop.settings.redis_url, socket_connect_timeout=1)
    herald = Herald(redis, memory)
    shop.works.after_commit.append(lambda _: herald.tell())
    task = asyncio.create_task(herald.listen(), name="herald")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await redis.aclose()


@asynccontextmanager
async def _standing(shop: Services) -> AsyncIterator[None]:
    """Hear whose standing others change and how staff configures the shop; write down what was used and looked at."""
    await shop.configured.try_refresh(shop.works)
    recogniser = shop.security.recogniser
    hearing = shop.tidings.listen(recogniser.hear_news, recogniser.forget_rights)
    writing = recogniser.footprints.keep_writing(shop.works)
    following = shop.configured.follow(shop.works)
    counting = shop.insight.tally.keep_writing()
    tasks = [asyncio.create_task(each) for each in (hearing, writing, following, counting)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await recogniser.footprints.try_write(shop.works)
        await shop.insight.tally.try_write()


@asynccontextmanager
async def _counting(app: FastAPI) -> AsyncIterator[None]:
    """Write down what this process counts, for its siblings."""
    siblings: Siblings = app.state.siblings
    task = asyncio.create_task(siblings.keep_writing(), name="metrics")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def _embedded_worker(shop: Services) -> AsyncIterator[None]:
    """Works off background jobs beside the requests, where the settings say so."""
    settings = shop.settings
    if not settings.jobs_embedded:
        yield
        return
    worker = Worker(
        shop.works,
        shop.bell,
        concurrency=settings.job_concurrency,
        poll_seconds=settings.job_poll_seconds,
        counts=shop.counts,
    )
    task = asyncio.create_task(worker.run(), name="worker")
    try:
        yield
    finally:
        await end(worker, task, seconds=_WORKER_SECONDS)


async def _insist_on_schema(shop: Services) -> None:
    async with shop.works.reading() as db:
        if not await migrate.is_current(db):
            message = "The database is not at the newest migration: run `shopwright migrate` first."
            raise SchemaIsOld(message)


def _warn_of_derived_key(settings: Settings) -> None:
    """A secret that is changed takes along what was sealed by it; keys of their own can be changed apart."""
    if not settings.field_keys:
        structlog.get_logger(__name__).warning("fields.key_is_derived", setting="FIELD_KEYS")


def _settle_memory() -> None:
    """What start-up made stays: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)


# What the commands are handed.
SHOP = Shop(
    open=open_services,
    close=close_services,
    application=create_app,
    settle=settle_roles,
    seed=seed,
    examine=examine,
)
