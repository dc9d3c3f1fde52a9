"""What accounts, mail and personal data are put together of."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path

import structlog
from stdnum.iban import format as grouped

from shopwright.flows.privacy.contracts import Bureau
from shopwright.infra.guarded import Guarded
from shopwright.infra.mail import folder
from shopwright.infra.mail.folder import FolderMailer
from shopwright.infra.mail.mailer import Mailer
from shopwright.infra.mail.message import sender_of
from shopwright.infra.mail.rendering import Templates
from shopwright.infra.mail.smtp import MailServer, SmtpMailer
from shopwright.infra.outgoing import Outgoing
from shopwright.infra.settings import Settings
from shopwright.infra.slips import Slips
from shopwright.infra.tidings import Tidings
from shopwright.infra.work import Works
from shopwright.kernel.events import Event
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.adapters.github import GitHubProvider
from shopwright.modules.identity.adapters.oidc import OidcProvider
from shopwright.modules.identity.contracts import Patience
from shopwright.satellites.notifications.contracts import TEMPLATES, Post
from shopwright.satellites.webhooks.contracts import WebhookTerms
from shopwright.satellites.webhooks.service import Courier

log = structlog.get_logger(__name__)


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
    """What mails are written and sent with; their links lead to the shop's own pages, to ours, or to the API."""
    store = f"{settings.public_url}/store" if settings.storefront else ""
    api = f"{settings.public_url}/api/v1"
    return Post(
        mailer=mailer,
        templates=Templates(TEMPLATES),
        links=identity.links_of(settings.secret_key),
        shop_name=settings.shop_name,
        shop_url=settings.public_url,
        pages=(settings.account_pages or store or f"{api}/auth").rstrip("/"),
        language=settings.mail_language,
        slips=Slips(settings.secret_key),
        shop_pages=(settings.shop_pages or store or api).rstrip("/"),
        has_storefront=bool(settings.shop_pages or store),
        opens_orders=not settings.shop_pages,
        account=account_of(settings),
        languages=tuple(settings.shop_languages.split(",")),
    )


def courier_of(settings: Settings) -> Courier:
    """Who tells other machines what happens."""
    terms = WebhookTerms(
        endpoint_limit=settings.webhook_endpoint_limit,
        disable_after=timedelta(days=settings.webhook_disable_days),
        kept=timedelta(days=settings.webhook_kept_days),
        alert_email=settings.webhook_alert_email,
    )
    return Courier(Guarded(allow_private=settings.webhooks_allow_private), terms)


def account_of(settings: Settings) -> dict[str, str]:
    """Where customers transfer money, as a mail tells them."""
    told = {"holder": settings.bank_account_holder, "iban": grouped(settings.bank_iban)}
    return told | {"bic": settings.bank_bic}


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
