"""Lists that are narrowed, sorted and kept as views: what the address says, asked of the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from shopwright.faces.backoffice.page import Desk
from shopwright.faces.pages.visit import problem_of

_PAGE = 25
NO_PAGE: Mapping[str, Any] = {"items": [], "page": {}}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: where its page is, what it is read from, which filters it takes.

    ``days`` are filters by a moment, for which people name a day; the last of a span is within. ``columns`` can be
    chosen, those of ``usual`` are there at first. ``kind`` is its name among views; empty where it keeps none.
    """

    address: str
    source: str
    filters: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    kind: str = ""
    columns: Mapping[str, str] | None = None
    usual: tuple[str, ...] = ()

    def asked_by(self, asked: Desk) -> dict[str, str]:
        """What the address narrows the list by, as it was written; what is empty is not meant."""
        given = asked.request.query_params
        names = (*self.filters, "sort", "cursor")
        found = {name: given.get(name, "").strip()[:512] for name in names}
        if self.columns is not None and (columns := self.columns_of(asked)) != list(self.usual):
            found["columns"] = ",".join(columns)
        return {name: value for name, value in found.items() if value}

    def columns_of(self, asked: Desk) -> list[str]:
        """The columns that were chosen, in their order."""
        known = self.columns or {}
        named = ",".join(asked.request.query_params.getlist("columns")).split(",")
        return [each for each in known if each in named] or list(self.usual)

    def as_query(self, asked_for: Mapping[str, str]) -> dict[str, str]:
        """The same as the API takes it."""
        query = {name: value for name, value in asked_for.items() if name != "columns"}
        for name in self.days:
            if name in query:
                query[name] = moment_of(query[name], is_last=name.endswith("_to"))
        return query

    def address_of(self, view: Mapping[str, Any]) -> str:
        """The page as a view shows it."""
        kept = view["filters"]
        query: list[tuple[str, str]] = []
        for name, value in kept.items():
            query += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        if view["columns"]:
            query.append(("columns", ",".join(view["columns"])))
        if view["sort"]:
            query.append(("sort", view["sort"]))
        return f"{self.address}?{urlencode(query)}"


def moment_of(day: str, *, is_last: bool = False) -> str:
    """A day as the moment at which it begins, or ends where it is the last of a span; what is no day stays as it is."""
    try:
        found = date.fromisoformat(day)
        return f"{found + timedelta(days=1) if is_last else found}T00:00:00Z"
    except (ValueError, OverflowError):
        return day


def day_of(moment: str, *, is_last: bool = False) -> str:
    """The day that somebody named by a moment, for its field."""
    try:
        found = date.fromisoformat(moment[:10])
        is_next = is_last and moment[10:].startswith("T00:00:00")
        return str(found - timedelta(days=1) if is_next else found)
    except (ValueError, OverflowError):
        return ""


async def looked_through(
    asked: Desk, listing: Listing, *, source: str = "", more: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What a list's page shows: ``items``, ``page``, ``query``, the views; a filter that the API refuses is told."""
    asked_for = listing.asked_by(asked)
    query = {"limit": _PAGE, **listing.as_query(asked_for), **(more or {})}
    answer = await asked.ask("GET", source or listing.source, query=query)
    if not answer.is_well and answer.status != 422:
        await asked.got(source or listing.source, query)
    found = answer.data if answer.is_well else NO_PAGE
    days = {
        name: day_of(asked_for.get(name, ""), is_last=name.endswith("_to")) for name in listing.days
    }
    return {
        "listing": listing,
        "items": found["items"],
        "page": found["page"],
        "query": asked_for,
        "days": days,
        "shown_columns": listing.columns_of(asked),
        "problem": None if answer.is_well else problem_of(answer),
        "views": await _views(asked, listing),
    }


async def _views(asked: Desk, listing: Listing) -> Sequence[Mapping[str, Any]]:
    if not listing.kind:
        return ()
    answer = await asked.ask("GET", "/api/v1/admin/views", query={"kind": listing.kind})
    items = answer.data["items"] if answer.is_well else ()
    return [{**view, "address": listing.address_of(view)} for view in items]
