"""What a face is handed: settings, works, and the adapters that flows ask for."""

from collections.abc import Mapping
from dataclasses import dataclass

from shopwright.flows.checkout.contracts import Till
from shopwright.flows.merchandising.run.file_tasks import Clerk
from shopwright.flows.merchandising.run.pictures import Gallery
from shopwright.flows.privacy.contracts import Bureau
from shopwright.flows.restocking.contracts import Restocking
from shopwright.flows.returns.contracts import Desk
from shopwright.infra.jobs.bell import Ringer
from shopwright.infra.metrics import Counts
from shopwright.infra.newsroom import Newsroom
from shopwright.infra.outgoing import Outgoing
from shopwright.infra.settings import Settings
from shopwright.infra.tidings import Tidings
from shopwright.infra.work import Works
from shopwright.modules.identity.service import ForeignProvider, Security
from shopwright.modules.invoices.service import Office
from shopwright.modules.payments.service import SecondStepPage
from shopwright.modules.shop.service import Configured
from shopwright.satellites.analytics.service import Insight
from shopwright.satellites.notifications.contracts import Post
from shopwright.satellites.search.queries import Finder
from shopwright.satellites.webhooks.service import Courier


@dataclass(slots=True)
class Services:
    """One shop, put together by wiring; shared by the HTTP API, the worker and the command line.

    ``rights``: every right there is, with what it allows. ``tidings``: whose standing changed, for other processes.
    ``providers``: those elsewhere who vouch for people. ``configured``: how staff has configured the shop; whenever
    that changes, ``settings`` and what is made of them change here. ``counts``: what this process has done.
    ``newsroom``: tells listeners what has just been committed.
    """

    settings: Settings
    works: Works
    bell: Ringer
    post: Post
    security: Security
    till: Till
    desk: Desk
    finder: Finder
    bureau: Bureau
    restocking: Restocking
    gallery: Gallery
    clerk: Clerk
    rights: Mapping[str, str]
    tidings: Tidings
    outgoing: Outgoing
    courier: Courier
    providers: Mapping[str, ForeignProvider]
    office: Office
    configured: Configured
    counts: Counts
    insight: Insight
    newsroom: Newsroom
    test_payment_page: SecondStepPage | None = None
