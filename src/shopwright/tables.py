"""Imports every table, for migrations and tests."""

from shopwright.infra import idempotency as _idempotency
from shopwright.infra import outbox as _outbox
from shopwright.infra import versions as _versions
from shopwright.infra.db.base import metadata
from shopwright.infra.files import tasks as _tasks
from shopwright.modules.audit import models as _audit
from shopwright.modules.carts import models as _carts
from shopwright.modules.catalog import models as _catalog
from shopwright.modules.customers import models as _customers
from shopwright.modules.identity import models as _identity
from shopwright.modules.inventory import models as _inventory
from shopwright.modules.invoices import models as _invoices
from shopwright.modules.media import models as _media
from shopwright.modules.orders import models as _orders
from shopwright.modules.payments import models as _payments
from shopwright.modules.pricing import models as _pricing
from shopwright.modules.promotions import models as _promotions
from shopwright.modules.reports import models as _reports
from shopwright.modules.reviews import models as _reviews
from shopwright.modules.shipping import models as _shipping
from shopwright.modules.shop import models as _shop
from shopwright.modules.tax import models as _tax
from shopwright.modules.views import models as _views
from shopwright.modules.wishlists import models as _wishlists
from shopwright.satellites.analytics import models as _analytics
from shopwright.satellites.notifications import models as _notifications
from shopwright.satellites.search import models as _search
from shopwright.satellites.webhooks import models as _webhooks

__all__ = ["metadata"]
_ = (
    _analytics,
    _audit,
    _carts,
    _catalog,
    _customers,
    _idempotency,
    _identity,
    _inventory,
    _invoices,
    _media,
    _notifications,
    _orders,
    _outbox,
    _payments,
    _pricing,
    _promotions,
    _reports,
    _reviews,
    _search,
    _shipping,
    _shop,
    _tasks,
    _tax,
    _versions,
    _views,
    _webhooks,
    _wishlists,
)
