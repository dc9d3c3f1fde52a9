"""What is made of settings that staff can change is made anew when they do."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from shopwright.faces.services import Services
from shopwright.infra.mail.mailer import Mailer
from shopwright.infra.mail.message import Message
from shopwright.infra.metrics import Counts
from shopwright.infra.settings import Settings
from shopwright.modules.shop.service import Configured
from shopwright.wiring.goods import restocking_of
from shopwright.wiring.money import tax_terms_of, terms_of
from shopwright.wiring.papers import office_of
from shopwright.wiring.people import mailer_of, post_of


class Postman:
    """Sends each mail as the sender that the shop has at the moment."""

    def __init__(self, configured: Configured) -> None:
        self._configured = configured
        self._sender = configured.settings.mail_from
        self._mailer = mailer_of(configured.settings)

    async def send(self, message: Message) -> None:
        settings = self._configured.settings
        if settings.mail_from != self._sender:
            self._sender, self._mailer = settings.mail_from, mailer_of(settings)
        await self._mailer.send(message)


def counts_of(engine: AsyncEngine) -> Counts:
    """What this process counts, beside its connections to the database."""
    counts, pool = Counts(), engine.pool
    if isinstance(pool, QueuePool):
        counts.gauges = {"pool_connections": pool.size, "pool_connections_in_use": pool.checkedout}
    return counts


def keep_current(services: Services, mailer: Mailer) -> None:
    """Follow the shop's configuration, from now on."""

    def follow(settings: Settings) -> None:
        services.settings = settings
        terms, tax = terms_of(settings), tax_terms_of(settings)
        services.till = replace(services.till, terms=terms, tax=tax)
        services.restocking = restocking_of(settings)
        services.clerk = replace(services.clerk, currency=settings.shop_currency)
        services.office = office_of(settings)
        services.post = post_of(settings, mailer)

    services.configured.followers.append(follow)
    services.works.after_commit.append(services.configured.hear)
