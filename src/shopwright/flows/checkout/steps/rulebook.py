"""Rules of trade, kept in the process: read anew when somebody changed one."""

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.checkout.contracts import Rules, Till
from shopwright.infra import versions
from shopwright.modules.promotions import queries as promotion_queries
from shopwright.modules.shipping import queries as shipping_queries
from shopwright.modules.tax import queries as tax_queries


async def current_rules(till: Till, db: AsyncConnection, version: int | None = None) -> Rules:
    """The rules as of now: a few statements after a change; not for a Work that changes rules itself.

    The version is read first, by whoever knows it already or by a statement of its own, so that nothing old is ever
    kept under a new version.
    """
    if version is None:
        version = await versions.current(db, versions.TRADE)
    if version != till.rulebook.rules.version:
        till.rulebook.rules = Rules(
            version,
            tax=await tax_queries.rules(db),
            promotions=await promotion_queries.rules(db),
            shipping=await shipping_queries.rules(db),
        )
    return till.rulebook.rules
