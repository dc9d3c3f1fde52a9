"""The one room that knows everybody: ports to adapters, events to listeners, names to jobs."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from shopwright.faces.services import Services
from shopwright.flows.checkout import jobs as checkout_jobs
from shopwright.flows.merchandising import jobs as file_jobs
from shopwright.flows.merchandising import listeners as price_listeners
from shopwright.flows.privacy import jobs as privacy_jobs
from shopwright.flows.returns import jobs as returns_jobs
from shopwright.infra.db.engine import open_engine
from shopwright.infra.files.opening import media_store
from shopwright.infra.jobs.bell import Ringer
from shopwright.infra.mail.mailer import Mailer
from shopwright.infra.outgoing import Outgoing
from shopwright.infra.sealing import keyring_from
from shopwright.infra.settings import EmailVerification, Settings
from shopwright.infra.work import JobKind, Projector, Registry, Works
from shopwright.kernel import clock
from shopwright.kernel.events import Event
from shopwright.modules.audit import jobs as audit_jobs
from shopwright.modules.catalog import jobs as catalog_jobs
from shopwright.modules.identity import jobs as identity_jobs
from shopwright.modules.identity import service as identity
from shopwright.modules.inventory import jobs as inventory_jobs
from shopwright.modules.invoices import listeners as invoice_listeners
from shopwright.modules.media import jobs as media_jobs
from shopwright.modules.payments import jobs as payment_jobs
from shopwright.modules.payments.adapters import testing
from shopwright.modules.payments.adapters.testing import TestGateway
from shopwright.modules.reviews import listeners as review_listeners
from shopwright.modules.shop.service import Configured
from shopwright.modules.wishlists import jobs as wishlist_jobs
from shopwright.modules.wishlists import listeners as wishlist_listeners
from shopwright.satellites.analytics import jobs as analytics_jobs
from shopwright.satellites.analytics import listeners as analytics_listeners
from shopwright.satellites.analytics.queries import agreement
from shopwright.satellites.bookkeeping import queries as bookkeeping
from shopwright.satellites.notifications import jobs as notification_jobs
from shopwright.satellites.notifications import listeners as notification_listeners
from shopwright.satellites.search import jobs as search_jobs
from shopwright.satellites.search import listeners as search_listeners
from shopwright.satellites.search.queries import Finder
from shopwright.satellites.security import listeners as security_listeners
from shopwright.satellites.webhooks import jobs as webhook_jobs
from shopwright.satellites.webhooks import listeners as webhook_listeners
from shopwright.satellites.webhooks.service import Courier
from shopwright.wiring.configured import Postman, counts_of, keep_current
from shopwright.wiring.gateways import open_test_gateway
from shopwright.wiring.goods import (
    clerk_of,
    engine_of,
    gallery_of,
    restocking_of,
    shipping_of,
    thresholds_of,
)
from shopwright.wiring.insight import exporter_of, insight_of, zone_of
from shopwright.wiring.money import (
    desk_of,
    till_of,
    webhooks_of_test_gateway,
)
from shopwright.wiring.news import newsroom_of
from shopwright.wiring.papers import invoice_terms_of, office_of
from shopwright.wiring.people import (
    bureau_of,
    courier_of,
    mailer_of,
    patience_of,
    post_of,
    providers_of,
    tidings_of,
)
from shopwright.wiring.rights import CATALOGUE, GRANTS, RIGHTS, rights_in, settle_roles

__all__ = [
    "CATALOGUE",
    "GRANTS",
    "JOBS",
    "RIGHTS",
    "close_services",
    "examine",
    "mailer_of",
    "make_registry",
    "open_services",
    "open_test_gateway",
    "post_of",
    "rights_in",
    "settle_roles",
]

JOBS: tuple[JobKind, ...] = (
    *identity_jobs.JOBS,
    *price_listeners.JOBS,
    *catalog_jobs.JOBS,
    *wishlist_jobs.JOBS,
)
PROJECTORS: tuple[Projector, ...] = (
    security_listeners.PROJECTOR,
    price_listeners.PROJECTOR,
    webhook_listeners.PROJECTOR,
)


async def examine(services: Services) -> Sequence[str]:
    """A line for each thing in the books that must not be."""
    async with services.works.reading() as db:
        found = [(each.rule, each.subject) for each in await bookkeeping.violations(db)]
        return [f"{rule}: {of}" for rule, of in [*found, *await agreement.disagreements(db)]]


def make_registry(
    settings: Settings,
    mailer: Mailer | None = None,
    courier: Courier | None = None,
    *,
    configured: Configured | None = None,
) -> Registry:
    """Everything that runs in the background or inside a commit.

    ``configured``: what staff has changed of the settings, where the registry is to follow that.
    """
    now = configured or Configured(settings)
    heard = hearing(now)
    post_with = mailer or Postman(now)
    jobs = (
        *JOBS,
        *audit_jobs.jobs(settings.audit_anchors),
        *identity_jobs.jobs(identity.links_of(settings.secret_key)),
        *search_jobs.jobs(lambda: now.settings.shop_currency, now.refresh),
        *analytics_jobs.jobs(zone_of(settings), lambda works: exporter_of(settings, works)),
        *shipping_of(settings),
        *checkout_jobs.jobs(lambda works: till_of(now.settings, works)),
        *checkout_jobs.reminder_jobs(timedelta(hours=settings.abandoned_cart_hours)),
        *returns_jobs.jobs(lambda works: desk_of(now.settings, works)),
        *privacy_jobs.jobs(lambda works: bureau_of(settings, works)),
        *inventory_jobs.jobs(thresholds_of(settings), settings.stock_alert_email),
        *media_jobs.jobs(media_store(settings)),
        *file_jobs.jobs(lambda works: clerk_of(now.settings, works)),
        *payment_jobs.jobs(settings.payment_alert_email),
        webhooks_of_test_gateway(now),
        *notification_jobs.jobs(lambda: post_of(now.settings, post_with)),
        *webhook_jobs.jobs(courier or courier_of(settings), post_with),
        *(kind for kinds in heard.values() for kind in kinds),
    )
    return Registry(
        jobs={kind.name: kind for kind in jobs},
        listeners=heard,
        projectors=(
            *PROJECTORS,
            review_listeners.projector(keeps_words=settings.keeps_words_of_erased),
            search_listeners.projector(
                lambda: now.settings.shop_currency, ships=bool(settings.elasticsearch_url)
            ),
        ),
    )


def hearing(configured: Configured) -> dict[type[Event], tuple[JobKind, ...]]:
    """Who hears of which event, after the commit."""
    heard: dict[type[Event], tuple[JobKind, ...]] = {}
    for listeners in (
        notification_listeners.listeners(),
        review_listeners.listeners(),
        wishlist_listeners.listeners(),
        invoice_listeners.listeners(lambda: invoice_terms_of(configured.settings)),
        analytics_listeners.listeners(zone_of(configured.settings)),
    ):
        for event, kinds in listeners.items():
            heard[event] = (*heard.get(event, ()), *kinds)
    return heard


def open_services(settings: Settings, *, now: clock.Clock = clock.utc_now) -> Services:
    """Put a shop together; close it with :func:`close_services`."""
    bell = Ringer(_redis_of(settings))
    configured = Configured(settings)
    mailer, courier = Postman(configured), courier_of(settings)
    registry = make_registry(settings, mailer, courier, configured=configured)
    works = Works(_engine_of(settings), registry, now=now, bell=bell)
    security = identity.open_security(
        works,
        secret_key=settings.secret_key,
        access_minutes=settings.access_token_minutes,
        refresh_days=settings.refresh_token_days,
        hash_threads=settings.password_hash_threads,
        patience=patience_of(settings),
        scheme=settings.password_scheme,
        shop_words=(settings.shop_name, *urlsplit(settings.public_url).netloc.split(".")),
        must_verify=settings.email_verification is EmailVerification.REQUIRED,
    )
    till = till_of(settings, works)
    outgoing = Outgoing(allow_plain=not settings.is_production)
    test_gateway = till.gateways.get(testing.NAME)
    services = Services(
        settings=settings,
        works=works,
        bell=bell,
        post=post_of(settings, mailer),
        security=security,
        till=till,
        desk=desk_of(settings, works),
        finder=Finder(engine_of(settings)),
        bureau=bureau_of(settings, works),
        restocking=restocking_of(settings),
        gallery=gallery_of(settings, works),
        clerk=clerk_of(settings, works),
        rights=CATALOGUE,
        tidings=tidings_of(settings, works),
        outgoing=outgoing,
        courier=courier,
        providers=providers_of(settings, outgoing),
        office=office_of(settings),
        configured=configured,
        counts=counts_of(works.engine),
        insight=insight_of(settings, works),
        newsroom=newsroom_of(works),
        test_payment_page=test_gateway if isinstance(test_gateway, TestGateway) else None,
    )
    keep_current(services, mailer)
    return services


def _engine_of(settings: Settings) -> AsyncEngine:
    return open_engine(
        settings.database_url,
        pool_size=settings.database_pool_size,
        schema=settings.database_schema,
        statement_timeout=settings.statement_timeout_seconds,
        lock_timeout=settings.lock_timeout_seconds,
        keyring=keyring_from(settings.named_field_keys, secret=settings.secret_key),
    )


def _redis_of(settings: Settings) -> Redis | None:
    if not settings.redis_url:
        return None
    return Redis.from_url(settings.redis_url, socket_timeout=1, socket_connect_timeout=1)


async def close_services(services: Services) -> None:
    await services.newsroom.close()
    await services.courier.close()
    await services.finder.engine.close()
    await services.tidings.close()
    await services.outgoing.close()
    for gateway in services.till.gateways.values():
        await gateway.close()
    await services.bell.close()
    await services.works.engine.dispose()
