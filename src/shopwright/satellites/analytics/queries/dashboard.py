"""The shop at a glance, of sums alone: however many orders there are."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.identity.models import UserRow
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.inventory.contracts import Health, Thresholds
from shopwright.satellites.analytics.contracts import Dashboard, ProductOrder, Span
from shopwright.satellites.analytics.queries.goods import top
from shopwright.satellites.analytics.queries.ledger import pending
from shopwright.satellites.analytics.queries.people import active, registered
from shopwright.satellites.analytics.queries.sales import totals

POPULAR = 5


async def dashboard(
    db: AsyncConnection, span: Span, *, currency: str, usual: Thresholds
) -> Dashboard:
    """What happened in a span, and how the shop stands now, in nine statements."""
    users = await db.execute(select(func.count()).select_from(UserRow))
    counts = (await inventory.health_counts(db, usual)).variants
    return Dashboard(
        span=span,
        users=users.scalar_one(),
        registered=await registered(db, span),
        active=await active(db, span),
        pending=await pending(db),
        sales=await totals(db, span),
        short=counts[Health.CRITICAL] + counts[Health.LOW],
        out_of_stock=counts[Health.OUT],
        popular=await top(db, span, by=ProductOrder.UNITS, currency=currency, limit=POPULAR),
    )
