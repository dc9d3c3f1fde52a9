"""The first page: how the shop does, what waits, and for a vendor what is his."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_skeleton
from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.attention import waiting
from shopwright.faces.backoffice.charts import TOLD, Chart, Series, drawn
from shopwright.faces.backoffice.figures import Days
from shopwright.faces.backoffice.page import Desk, Looking
from shopwright.faces.pages.rendering import money

router = APIRouter(include_in_schema=False)
_DAYS = 30
_NOTHING: dict[str, Any] = {"stats": None, "spans": (), "charts": (), "rows": ()}


@router.get("/admin")
async def dashboard(asked: Looking) -> Response:
    shown = {
        **(await _sales(asked) if asked.may("analytics:read") else _NOTHING),
        "waiting": await waiting(asked),
        "latest": await _latest(asked),
        "own": await _own(asked),
    }
    return await asked.show("dashboard.html", shown)


async def _latest(asked: Desk) -> list[dict[str, Any]]:
    if not asked.may("orders:read"):
        return []
    found: list[dict[str, Any]] = (await asked.got("/api/v1/admin/orders", {"limit": 8}))["items"]
    return found


async def _sales(asked: Desk) -> dict[str, Any]:
    """Figures of today, of a week and of thirty days beside those before, and the days as charts."""
    stats = await asked.got("/api/v1/admin/dashboard/stats")
    last = date.fromisoformat(stats["span"]["to"])
    begin = last - timedelta(days=2 * _DAYS - 1)
    span = {"from": str(begin), "to": str(last), "interval": "day"}
    sales = await asked.got("/api/v1/admin/analytics/sales", span)
    currency = asked.services.settings.shop_currency
    days = Days.of(last, sales["items"], currency)
    spans = [days.span("Today", 1), days.span("7 days", 7), days.span("30 days", _DAYS)]
    rows = (
        ("Orders placed", "placed", False),
        ("Orders confirmed", "orders", False),
        ("Pieces sold", "units", False),
        ("Sales", "total", True),
        ("Money received", "revenue", True),
    )
    return {
        "stats": stats,
        "spans": spans,
        "charts": _charts(asked, days, currency),
        "rows": rows,
    }


def _charts(asked: Desk, days: Days, currency: str) -> list[Chart]:
    now, before = days.back(_DAYS), days.back(_DAYS, skipped=_DAYS)
    labels = [format_skeleton("MMMd", day, locale=asked.language) for day in now]
    told = asked.say(TOLD)

    def amount(value: Decimal) -> str:
        return money(str(value), currency, asked.language)

    sales = [
        Series(asked.say("Sales"), days.values(now, "total")),
        Series(asked.say("30 days before"), days.values(before, "total")),
    ]
    orders = [Series(asked.say("Orders confirmed"), days.values(now, "orders"))]
    return [
        drawn("line", "Sales by day", labels, sales, amount, told),
        drawn("bars", "Orders by day", labels, orders, _plain, told),
    ]


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


async def _own(asked: Desk) -> dict[str, Any] | None:
    """What a vendor has: orders with his goods, his stock that runs low, what he has submitted."""
    if not asked.may("orders:read_own") or asked.may("orders:read"):
        return None
    orders = await asked.got("/api/v1/vendor/orders", {"limit": 8})
    found: dict[str, Any] = {"orders": orders["items"], "short": (), "approvals": ()}
    if asked.may("stock:write_own"):
        short = {"health": ["out", "critical", "low"], "limit": 10}
        found["short"] = (await asked.got("/api/v1/vendor/stock", short))["items"]
    if asked.may("products:write_own"):
        submitted = await asked.got("/api/v1/vendor/approvals", {"limit": 8})
        found["approvals"] = submitted["items"]
    return found
