"""What waits for somebody, as far as he may see it: a number, and where to go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shopwright.faces.backoffice.page import Desk

_COUNTED: Mapping[str, Any] = {"limit": 1, "total": "true"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many of something; ``name`` is what live news call it."""

    name: str
    count: int
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class _Queue:
    """A list of the API whose length tells how much waits."""

    name: str
    right: str
    title: str
    address: str
    source: str
    query: Mapping[str, str]


QUEUES: tuple[_Queue, ...] = (
    _Queue(
        *("to_pack", "orders:read", "orders to pack", "/admin/orders?status=confirmed"),
        *("/api/v1/admin/orders", {"status": "confirmed"}),
    ),
    _Queue(
        *("unpaid", "orders:read", "orders that wait for their money"),
        *("/admin/orders?waiting=yes", "/api/v1/admin/orders/pending", {}),
    ),
    _Queue(
        *("returns", "orders:read", "returns to decide", "/admin/returns?status=requested"),
        *("/api/v1/admin/returns", {"status": "requested"}),
    ),
    _Queue(
        *("arriving", "orders:read", "returns on their way", "/admin/returns?status=approved"),
        *("/api/v1/admin/returns", {"status": "approved"}),
    ),
    _Queue(
        *("cases", "payments:read", "payment cases", "/admin/payment-cases"),
        *("/api/v1/admin/payments/cases", {"state": "open"}),
    ),
    _Queue(
        *("approvals", "products:approve", "changes of vendors to look at", "/admin/approvals"),
        *("/api/v1/admin/approvals", {"state": "pending"}),
    ),
    _Queue(
        *("reviews", "reviews:moderate", "reviews to read", "/admin/reviews?state=new"),
        *("/api/v1/admin/reviews", {"state": "new"}),
    ),
)


async def waiting(asked: Desk) -> list[Waiting]:
    """Everything that waits; what a list does not tell is left out."""
    found = [
        Waiting(each.name, await _length(asked, each), each.title, each.address)
        for each in QUEUES
        if asked.may(each.right)
    ]
    found += await _stock(asked)
    if asked.may("jobs:read"):
        dead = await asked.ask("GET", "/api/v1/admin/jobs/dead")
        count = dead.data["dead"] if dead.is_well else 0
        found.append(Waiting("dead_jobs", count, "jobs that failed for good", "/admin/jobs"))
    return [each for each in found if each.count]


async def _length(asked: Desk, queue: _Queue) -> int:
    answer = await asked.ask("GET", queue.source, query={**queue.query, **_COUNTED})
    return answer.data["page"].get("total") or 0 if answer.is_well else 0


async def _stock(asked: Desk) -> list[Waiting]:
    if not asked.may("stock:read"):
        return []
    answer = await asked.ask("GET", "/api/v1/orders/health/stock-check")
    levels = answer.data["levels"] if answer.is_well else {}
    low = levels.get("critical", 0) + levels.get("low", 0)
    return [
        Waiting("sold_out", levels.get("out", 0), "variants sold out", "/admin/stock?health=out"),
        Waiting("low_stock", low, "variants that run low", "/admin/stock?health=low"),
    ]
