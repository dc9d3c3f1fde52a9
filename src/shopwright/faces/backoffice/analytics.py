"""What sells, to whom, what is looked for: figures, charts, and the same as files."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.charts import TOLD, Chart, Say, Series, drawn
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.pages.rendering import money
from shopwright.faces.pages.visit import TAKES_FORM, problem_of
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ADDRESS = "/admin/analytics"
_SOURCE = "/api/v1/admin/analytics"
INTERVALS = ("day", "week", "month", "year")
GROUPS = ("region", "category", "channel", "buyer")
ORDERS = {"total": "by sales", "units": "by pieces", "views": "by looks", "slow": "what is slow"}
_KEPT = ("from", "to", "interval", "group", "currency", "by")
_TABS: Mapping[str, tuple[str, ...]] = {
    "sales": ("from", "to", "interval", "group", "currency"),
    "products": ("from", "to", "by", "currency"),
    "users": ("from", "to", "interval", "currency"),
    "search": ("from", "to"),
}
_MOST_BARS = 12


@router.get(ADDRESS)
async def analytics_page(asked: Looking) -> Response:
    return await _shown(asked)


@router.post(f"{ADDRESS}/export", openapi_extra=TAKES_FORM)
async def export_figures(asked: Sending) -> Response:
    names = ("kind", "format", "from", "to", "interval", "group")
    wish = {name: asked.form[name] for name in names if asked.form.get(name)}
    done = await asked.ask("POST", "/api/v1/admin/export/analytics", body=wish)
    if not done.is_well:
        return await _shown(asked, done)
    return asked.done(f"/admin/exports/{done.data['id']}")


async def _shown(asked: Desk, refused: Answered | None = None) -> Response:
    given = asked.request.query_params
    tab = given.get("tab", "sales") if given.get("tab") in _TABS else "sales"
    query = {name: given[name].strip()[:40] for name in _KEPT if given.get(name, "").strip()}
    answer = await asked.ask(
        "GET", f"{_SOURCE}/{tab}", query={name: query[name] for name in _TABS[tab] if name in query}
    )
    if not answer.is_well and answer.status != 422:
        return await asked.refused(answer)
    found = answer.data if answer.is_well else None
    shown = {
        "tab": tab,
        "tabs": tuple(_TABS),
        "query": query,
        "found": found,
        "charts": _charts(asked, tab, found, query) if found else (),
        "intervals": INTERVALS,
        "groups": GROUPS,
        "orders": ORDERS,
        "definitions": (await asked.got(f"{_SOURCE}/definitions"))["items"],
        "problem": None if answer.is_well else problem_of(answer),
    }
    return await asked.show_again("analytics.html", shown, refused)


def _charts(
    asked: Desk, tab: str, found: Mapping[str, Any], query: Mapping[str, str]
) -> Sequence[Chart]:
    currency = query.get("currency") or asked.services.settings.shop_currency

    def amount(value: Decimal) -> str:
        return money(str(value), currency, asked.language)

    told = asked.say(TOLD)
    if tab == "sales":
        return _of_sales(asked, found, currency, amount)
    if tab == "products" and query.get("by") in (None, "total", "units", "views"):
        by = query.get("by", "total")
        lines = found["items"][:_MOST_BARS]
        values = [Decimal(str(line[by])) for line in lines]
        labels = [_short(line["title"]) for line in lines]
        say = amount if by == "total" else _plain
        return [
            drawn("bars", "Products", labels, [Series(asked.say(ORDERS[by]), values)], say, told)
        ]
    if tab == "users":
        lines = found["items"]
        labels = [line["period"] for line in lines]
        series = [
            Series(asked.say(title), [Decimal(line[name]) for line in lines])
            for title, name in (("New accounts", "registered"), ("Active accounts", "active"))
        ]
        kind = "line" if len(labels) > 1 else "bars"
        return [drawn(kind, "Accounts", labels, series, _plain, told)]
    return ()


def _of_sales(asked: Desk, found: Mapping[str, Any], currency: str, amount: Say) -> Sequence[Chart]:
    """By time; where they are told apart by something, by that."""
    lines = [line for line in found["items"] if line["currency"] == currency]
    key = "label" if found["grouped_by"] else "period"
    sums: dict[str, Decimal] = {}
    for line in lines:
        label = _short(line[key] or line.get("group") or "-")
        sums[label] = sums.get(label, Decimal(0)) + Decimal(line["total"])
    ordered = list(sums.items())
    if found["grouped_by"]:
        ordered = sorted(ordered, key=lambda each: -each[1])[:_MOST_BARS]
    labels, values = [label for label, _ in ordered], [value for _, value in ordered]
    kind = "line" if len(values) > _MOST_BARS else "bars"
    series = [Series(asked.say("Sales"), values)]
    return [drawn(kind, "Sales", labels, series, amount, asked.say(TOLD))]


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _short(text: str) -> str:
    return text if len(text) <= 18 else f"{text[:17]}…"
