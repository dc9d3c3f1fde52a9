"""The one file that knows everybody: ports to adapters, events to listeners, names to jobs."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import structlog
from redis.asyncio import Redis

from shopwright.faces.services import Services
from shopwright.flows.checkout import jobs as checkout_jobs
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Terms, Till
from shopwright.flows.merchandising.run.pictures import Gallery
from shopwright.flows.privacy import jobs as privacy_jobs
from shopwright.flows.privacy import permissions as privacy_rights
from shopwright.flows.privacy.contracts import Bureau
from shopwright.flows.returns import jobs as returns_jobs
from shopwright.flows.returns.contracts import Desk
from shopwright.infra.db.engine import open_engine
from shopwright.infra.files.opening import media_store
from shopwright.infra.jobs import permissions as jobs_rights
from shopwright.infra.jobs.bell import Ringer
from shopwright.infra.mail import folder
from shopwright.infra.mail.folder import FolderMailer
from shopwright.infra.mail.mailer import Mailer
from shopwright.infra.mail.message import sender_of
from shopwright.infra.mail.rendering import Templates
from shopwright.infra.mail.smtp import MailServer, SmtpMailer
from shopwright.infra.outgoing import Outgoing
from shopwright.infra.sealing import keyring_from
from shopwright.infra.settings import CaptureMode, EmailVerification, Settings
from shopwright.infra.tidings import Tidings
from shopwright.infra.work import JobKind, Payload, Projector, Registry, Works
from shopwright.kernel import clock
from shopwright.kernel.actors import system
from shopwright.kernel.events import Event
from shopwright.modules.audit import jobs as audit_jobs
from shopwright.modules.audit import permissions as audit_rights
from shopwright.modules.catalog import permissions as catalog_rights
from shopwright.modules.customers import permissions as customer_rights
from shopwright.modules.identity import jobs as identity_jobs
from shopwright.modules.identity import permissions as identity_rights
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.adapters.github import GitHubProvider
from shopwright.modules.identity.adapters.oidc import OidcProvider
from shopwright.modules.identity.contracts import Patience
from shopwright.modules.inventory import permissions as inventory_rights
from shopwright.modules.media import jobs as media_jobs
from shopwright.modules.media.adapters.clamd import ClamdScanner
from shopwright.modules.media.adapters.painting import ProcessPainter
from shopwright.modules.orders import permissions as order_rights
from shopwright.modules.payments import permissions as payment_rights
from shopwright.modules.payments.adapters import testing, testing_books
from shopwright.modules.payments.adapters.testing import TestGateway
from shopwright.modules.payments.errors import UnknownProvider
from shopwright.modules.payments.ports import PaymentGateway
from shopwright.modules.reviews import listeners as review_listeners
from shopwright.modules.reviews import permissions as review_rights
from shopwright.satellites.bookkeeping import queries as bookkeeping
from shopwright.satellites.notifications import jobs as notification_jobs
from shopwright.satellites.notifications import listeners as notification_listeners
from shopwright.satellites.notifications.contracts import TEMPLATES, Post
from shopwright.satellites.search import jobs as search_jobs
from shopwright.satellites.search import listeners as search_listeners
from shopwright.satellites.search.queries import DatabaseEngine, Finder
from shopwright.satellites.security import listeners as security_listeners

log = structlog.get_logger(__name__)
JOBS: tuple[JobKind, ...] = (*identity_jobs.JOBS,)
PROJECTORS: tuple[Projector, ...] = (security_listeners.PROJECTOR,)

# Every right there is: the constants of these files.
RIGHTS: tuple[ModuleType, ...] = (
    audit_rights,
    catalog_rights,
    customer_rights,
    identity_rights,
    inventory_rights,
    jobs_rights,
    order_rights,
    payment_rights,
    privacy_rights,
    review_rights,
)


def rights_in(permissions: ModuleType) -> frozenset[str]:
    """The rights that a permissions file names."""
    return frozenset(
        right for name, right in vars(permissions).items() if name.isupper() and type(right) is str
    )


def meanings_of(permissions: ModuleType) -> dict[str, str]:
    """The rights of a permissions file with what each allows."""
    told: dict[str, str] = getattr(permissions, "MEANINGS", {})
    return {right: told.get(right, "") for right in rights_in(permissions)}


# Every right with what it allows, by name: roles and keys are made of these.
CATALOGUE: Mapping[str, str] = dict(
    sorted((right, meaning) for each in RIGHTS for right, meaning in meanings_of(each).items())
)

# What the built-in roles may do. A customer needs no right for what is his own.
GRANTS: Mapping[str, frozenset[str]] = {
    "customer": frozenset(),
    "vendor": frozenset(
        {
            catalog_rights.WRITE_OWN,
            inventory_rights.STOCK_WRITE_OWN,
            order_rights.ORDERS_READ_OWN,
            review_rights.REVIEWS_ANSWER_OWN,
        }
    ),
    "admin": frozenset().union(*map(rights_in, RIGHTS)),
}


async def settle_roles(works: Works) -> None:
    """Make the built-in roles what :data:`GRANTS` says; to be called after each migration, writes only differences."""
    async with works(system("setup")) as work:
        await identity.ensure_roles(work, GRANTS)


async def examine(services: Services) -> Sequence[str]:
    """A line for each thing in the books that must not be."""
    async with services.works.reading() as db:
        return [f"{each.rule}: {each.subject}" for each in await bookkeeping.violations(db)]


def make_registry(settings: Settings, mailer: Mailer | None = None) -> Registry:
    """Everything that runs in the background or inside a commit."""
    shop_currency = settings.shop_currency
    heard = hearing()
    jobs = (
        *JOBS,
        *audit_jobs.jobs(settings.audit_anchors),
        *identity_jobs.jobs(identity.links_of(settings.secret_key)),
        *search_jobs.jobs(shop_currency),
        *checkout_jobs.jobs(lambda works: till_of(settings, works)),
        *returns_jobs.jobs(lambda works: desk_of(settings, works)),
        *privacy_jobs.jobs(lambda works: bureau_of(settings, works)),
        *media_jobs.jobs(media_store(settings)),
        webhooks_of_test_gateway(settings),
        *notification_jobs.jobs(post_of(settings, mailer or mailer_of(settings))),
        *(kind for kinds in heard.values() for kind in kinds),
    )
    return Registry(
        jobs={kind.name: kind for kind in jobs},
        listeners=heard,
        projectors=(
            *PROJECTORS,
            review_listeners.projector(keeps_words=settings.keeps_words_of_erased),
            search_listeners.projector(shop_currency),
        ),
    )


def hearing() -> dict[type[Event], tuple[JobKind, ...]]:
    """Who hears of which event, after the commit."""
    heard: dict[type[Event], tuple[JobKind, ...]] = {}
    for listeners in (notification_listeners.listeners(),):
        for event, kinds in listeners.items():
            heard[event] = (*heard.get(event, ()), *kinds)
    return heard


def mailer_of(settings: Settings) -> Mailer:
    """Who carries mails away: a mail server where one is set, else the folder.

    Raises:
        UnsafeMail, UnusableMailUrl: MAIL_FROM or MAIL_URL is not what it should be.
    """
    sender = sender_of(settings.mail_from or "shop@localhost")
    if not settings.mail_url:
        if settings.is_production:
            log.warning("mail.goes_into_a_folder", folder=settings.mail_folder)
        return FolderMailer(Path(settings.mail_folder), sender)
    return SmtpMailer(
        MailServer.of(settings.mail_url),
        sender,
        start_tls=settings.mail_starttls,
        timeout=settings.mail_timeout_seconds,
    )


def post_of(settings: Settings, mailer: Mailer) -> Post:
    """What mails are written and sent with."""
    return Post(
        mailer=mailer,
        templates=Templates(TEMPLATES),
        links=identity.links_of(settings.secret_key),
        shop_name=settings.shop_name,
        shop_url=settings.public_url,
        pages=(settings.account_pages or f"{settings.public_url}/api/v1/auth").rstrip("/"),
        language=settings.mail_language,
    )


def gateways_of(settings: Settings, works: Works) -> dict[str, PaymentGateway]:
    """The payment providers that the shop takes, by name.

    Raises:
        UnknownProvider: the settings name one that there is none of.
    """
    known = {testing.NAME: lambda: open_test_gateway(settings, works)}
    wanted = [name.strip() for name in settings.payment_providers.split(",") if name.strip()]
    if unknown := sorted(set(wanted) - known.keys()):
        message = f"PAYMENT_PROVIDERS names what is not there: {', '.join(unknown)}."
        raise UnknownProvider(message, providers=sorted(known))
    return {name: known[name]() for name in wanted}


def open_test_gateway(settings: Settings, works: Works) -> TestGateway:
    secret = settings.test_gateway_secret or settings.secret_key
    return TestGateway(works, secret=secret, public_url=settings.public_url)


def till_of(settings: Settings, works: Works) -> Till:
    """What the checkout works with."""
    terms = Terms(
        currency=settings.shop_currency,
        cart_lines=settings.cart_line_limit,
        line_quantity=settings.line_quantity_limit,
        guest_cart=timedelta(days=settings.cart_days_guest),
        customer_cart=timedelta(days=settings.cart_days_customer),
        claim=timedelta(seconds=settings.checkout_claim_seconds),
        payment_expiry=timedelta(minutes=settings.payment_expiry_minutes),
        unpaid_order=timedelta(hours=settings.unpaid_order_hours),
        reconcile_after=timedelta(seconds=settings.reconcile_after_seconds),
        provider_timeout=settings.payment_timeout_seconds,
        capture=settings.payment_capture is CaptureMode.AUTOMATIC,
        return_url=settings.public_url,
    )
    return Till(works, gateways_of(settings, works), terms)


def desk_of(settings: Settings, works: Works) -> Desk:
    """What taking orders back works with."""
    return Desk(
        works,
        gateways_of(settings, works),
        provider_timeout=settings.payment_timeout_seconds,
        retry_after=timedelta(seconds=settings.reconcile_after_seconds),
    )


def bureau_of(settings: Settings, works: Works) -> Bureau:
    """What requests about personal data are worked on with."""

    async def forget_files(addresses: Collection[str]) -> None:
        await asyncio.to_thread(folder.forget, Path(settings.mail_folder), addresses)

    return Bureau(
        works,
        cooling_off=timedelta(days=settings.erasure_days),
        archive_kept=timedelta(hours=settings.archive_hours),
        forget_files=forget_files,
    )


def gallery_of(settings: Settings, works: Works) -> Gallery:
    """What pictures are taken in with."""
    return Gallery(
        works,
        media_store(settings),
        ProcessPainter(
            processes=settings.picture_processes,
            seconds=settings.picture_seconds,
            ending=settings.picture_format,
        ),
        ClamdScanner(settings.clamd_url) if settings.clamd_url else None,
        insists=settings.clamd_required,
    )


def webhooks_of_test_gateway(settings: Settings) -> JobKind:
    """The test provider's messages, which come to the shop the way any provider's do: signed, through one door."""

    async def deliver(works: Works, payload: Payload) -> None:
        till, gateway = till_of(settings, works), open_test_gateway(settings, works)
        message = await gateway.compose_webhook(str(payload["reference"]), str(payload["event_id"]))
        if message is not None:
            headers, body = message
            await checkout.receive_webhook(till, provider=testing.NAME, headers=headers, body=body)

    return JobKind(testing_books.WEBHOOK_JOB, deliver, transactional=False)


def open_services(settings: Settings, *, now: clock.Clock = clock.utc_now) -> Services:
    """Put a shop together; close it with :func:`close_services`."""
    engine = open_engine(
        settings.database_url,
        pool_size=settings.database_pool_size,
        schema=settings.database_schema,
        statement_timeout=settings.statement_timeout_seconds,
        keyring=keyring_from(settings.named_field_keys, secret=settings.secret_key),
    )
    redis = (
        Redis.from_url(settings.redis_url, socket_timeout=1, socket_connect_timeout=1)
        if settings.redis_url
        else None
    )
    bell = Ringer(redis)
    mailer = mailer_of(settings)
    works = Works(engine, make_registry(settings, mailer), now=now, bell=bell)
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
    return Services(
        settings=settings,
        works=works,
        bell=bell,
        mailer=mailer,
        security=security,
        till=till,
        desk=desk_of(settings, works),
        finder=Finder(DatabaseEngine()),
        bureau=bureau_of(settings, works),
        gallery=gallery_of(settings, works),
        rights=CATALOGUE,
        tidings=tidings_of(settings, works),
        outgoing=outgoing,
        providers=providers_of(settings, outgoing),
        test_payment_page=test_gateway if isinstance(test_gateway, TestGateway) else None,
    )


def providers_of(settings: Settings, outgoing: Outgoing) -> dict[str, identity.ForeignProvider]:
    """Those elsewhere who vouch for people, by name: issuers of OpenID Connect, and GitHub."""
    found: dict[str, identity.ForeignProvider] = {
        name: OidcProvider(
            outgoing,
            name=name,
            title=each.title,
            issuer=each.issuer,
            client_id=each.client_id,
            client_secret=each.client_secret,
        )
        for name, each in settings.issuers.items()
    }
    if settings.github_client_id:
        found["github"] = GitHubProvider(
            outgoing,
            client_id=settings.github_client_id,
            client_secret=settings.github_client_secret,
        )
    return found


def patience_of(settings: Settings) -> Patience:
    """How long browsers stay signed in."""
    return Patience(
        idle=timedelta(hours=settings.browser_idle_hours),
        longest=timedelta(days=settings.browser_session_days),
        staff_idle=timedelta(minutes=settings.staff_idle_minutes),
        staff_longest=timedelta(hours=settings.staff_session_hours),
    )


def tidings_of(settings: Settings, works: Works) -> Tidings:
    """Tells other processes whose standing this one has changed, where there is a Redis between."""
    tidings = Tidings(settings.redis_url, "shopwright:standing")

    def tell(events: Sequence[Event]) -> None:
        for news in identity.news_in(events):
            tidings.tell(news)

    works.after_commit.append(tell)
    return tidings


async def close_services(services: Services) -> None:
    await services.tidings.close()
    await services.outgoing.close()
    await services.bell.close()
    await services.works.engine.dispose()
