"""Whom mails about goods tell that they are back, and what those show."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Payload
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.identity import queries as accounts
from shopwright.modules.wishlists import queries as wishlists
from shopwright.modules.wishlists.contracts import CONFIRM_ALERT, STOP_ALERTS, AlertState
from shopwright.modules.wishlists.events import StockAlertAsked, StockAlertDue
from shopwright.satellites.notifications.contracts import Facts, Post, Receiver
from shopwright.satellites.notifications.service.letter import Letter


async def waiter(db: AsyncConnection, event: Payload) -> Receiver | None:
    """Who waits: a customer at the address that is stored now, or the reader of a guest's."""
    alert = await wishlists.alert(db, UUID(event["alert_id"]))
    if alert is None:
        return None
    if alert.user_id is None:
        return Receiver(alert.email)
    user = await accounts.by_id(db, alert.user_id)
    return Receiver(user.email, user.id) if user is not None and user.is_active else None


async def asked_alert(
    post: Post, db: AsyncConnection, event: Payload, now: datetime
) -> Facts | None:
    """The goods and the link that confirms; nothing where it confirms nothing any more."""
    alert = await wishlists.alert(db, UUID(event["alert_id"]))
    if alert is None or alert.state is not AlertState.UNCONFIRMED:
        return None
    if alert.expires_at is None or alert.expires_at <= now:
        return None
    told = await _goods(post, db, alert.variant_id)
    token = post.slips.sign(CONFIRM_ALERT, alert.id)
    hours = int((alert.expires_at - alert.created_at).total_seconds() // 3600)
    return told and {
        **told,
        **_way_out(post, alert.id, alert.language),
        "link": f"{post.shop_pages}/stock-alerts/confirm/{token}",
        "hours": hours,
    }


async def returned_goods(
    post: Post, db: AsyncConnection, event: Payload, _: datetime
) -> Facts | None:
    """What is back, and where; nothing where it is not for sale any more."""
    alert = await wishlists.alert(db, UUID(event["alert_id"]))
    if alert is None:
        return None
    told = await _goods(post, db, alert.variant_id)
    return told and {**told, **_way_out(post, alert.id, alert.language)}


async def _goods(post: Post, db: AsyncConnection, variant_id: UUID) -> Facts | None:
    goods = (await catalog.sellable_variants(db, [variant_id])).get(variant_id)
    if goods is None or not goods.is_sellable:
        return None
    return {
        "name": " ".join(f"{goods.product_title} {goods.title}".split()),
        "link": f"{post.shop_pages}/products/{goods.slug}",
    }


def _way_out(post: Post, alert_id: UUID, language: str) -> Facts:
    token = post.slips.sign(STOP_ALERTS, alert_id)
    return {"stop_link": f"{post.shop_pages}/stock-alerts/stop/{token}", "locale": language}


GOODS_LETTERS: tuple[Letter, ...] = (
    Letter("stock_alert_confirm", StockAlertAsked, waiter, asked_alert),
    Letter("stock_alert_due", StockAlertDue, waiter, returned_goods),
)
