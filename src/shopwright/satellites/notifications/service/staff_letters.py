"""What staff is told: of stock, of payments that need a look, of reports."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.files import tasks
from shopwright.infra.files.tasks import OPEN_EXPORT, TaskNotFound
from shopwright.infra.work import Payload
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.inventory.events import StockAlerted
from shopwright.modules.payments import queries as payments
from shopwright.modules.payments.contracts import CaseState
from shopwright.modules.payments.events import PaymentCasesTold
from shopwright.modules.reports import queries as reports
from shopwright.modules.reports.events import ReportMade
from shopwright.satellites.notifications.contracts import Facts, Post, Receiver
from shopwright.satellites.notifications.service.letter import Letter, owner

_MOST_GOODS = 50


async def report(post: Post, db: AsyncConnection, event: Payload, now: datetime) -> Facts | None:
    """The report, and where its file is fetched until it is gone; nothing where either is gone already."""
    found = await reports.report(db, UUID(event["report_id"]))
    try:
        task = await tasks.task(db, UUID(event["task_id"]))
    except TaskNotFound:
        return None
    if found is None or task.expires_at <= now:
        return None
    address = f"{post.shop_url}/api/v1/exports/{task.id}/file"
    return {
        "title": found.draft.name,
        "first": task.options["first"],
        "last": task.options["last"],
        "link": f"{address}?token={post.slips.sign(OPEN_EXPORT, task.id)}",
        "hours": int((task.expires_at - now).total_seconds() // 3600),
    }


async def shops_own(_: AsyncConnection, event: Payload) -> Receiver | None:
    """The address of the shop that the event names."""
    return Receiver(event["to"]) if event["to"] else None


async def shortages(_post: Post, db: AsyncConnection, event: Payload, _: datetime) -> Facts | None:
    """What is short now, as far as it still is told of: the first variants with their pieces."""
    wanted = [UUID(each) for each in event["variant_ids"]]
    levels = await inventory.levels(db, wanted)
    goods = await catalog.sellable_variants(db, wanted[:_MOST_GOODS])
    lines = [
        {"name": " ".join(f"{each.product_title} {each.title}".split()), "left": level.available}
        for variant_id, each in goods.items()
        if (level := levels.get(variant_id))
    ]
    return {"goods": lines, "more": len(wanted) - len(lines)} if lines else None


async def open_cases(_post: Post, db: AsyncConnection, event: Payload, _: datetime) -> Facts | None:
    """The cases that are still open, in the words of the books."""
    found = await payments.cases_by_id(db, [UUID(each) for each in event["case_ids"]])
    lines = [
        {"kind": each.kind.value, "provider": each.provider, "detail": each.detail}
        for each in found
        if each.state is CaseState.OPEN
    ]
    return {"cases": lines} if lines else None


STAFF_LETTERS: tuple[Letter, ...] = (
    Letter("stock_low", StockAlerted, shops_own, shortages),
    Letter("payment_cases", PaymentCasesTold, shops_own, open_cases),
    Letter("report_made", ReportMade, owner, report),
)
