"""A product's variants in one table: their options, prices, stock; and what they have cost."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice import wishes
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.backoffice.product_editor import as_seen, surroundings
from shopwright.faces.backoffice.shelf import (
    ALL,
    API,
    OWN,
    Fields,
    demand,
    is_own,
    product_of,
    root_of,
)
from shopwright.faces.backoffice.variant_rows import (
    Columns,
    Form,
    empty_row,
    kept,
    row_of,
    said_of,
    withdrawn_prices,
)
from shopwright.faces.pages.visit import TAKES_FORM, problem_of, whole_number
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
_AT_ONCE, _MOST_OPTIONS = 100, 6
# Fewer rows where each has many cells: a form has so many fields at most.
_CELLS = 3_500
_NO_STOCK: Fields = {"on_hand": 0, "tracked": True, "backorder": False}
_EMPTIED = "A price can't be taken away: switch the variant off instead. It is about %(emptied)s."


@router.get(f"{OWN}/{{product_id}}/variants")
@router.get(f"{ALL}/{{product_id}}/variants")
async def variants(asked: Looking, product_id: str) -> Response:
    return await _table(asked, await product_of(asked, product_id))


@router.post(f"{OWN}/{{product_id}}/variants", openapi_extra=TAKES_FORM)
@router.post(f"{ALL}/{{product_id}}/variants", openapi_extra=TAKES_FORM)
async def change(asked: Sending, product_id: str) -> Response:
    """Say all variants anew, those of other pages of the table as they are: what is not said of would be gone."""
    found = await product_of(asked, product_id)
    await demand(asked, "products:write_own" if is_own(asked) else "products:write")
    wish = await wishes.wish_for(asked, found)
    known = wishes.overlaid(found, wish)
    columns = _columns(asked, known)
    rows = Form(asked.form).rows(columns)
    if emptied := withdrawn_prices(rows):
        refused = asked.mistake(_EMPTIED, emptied=", ".join(emptied))
        return await _table(asked, found, rows, refused=refused)
    body = {
        "options": [each for each in columns.options if each],
        "variants": wishes.still_wished(_all(known["variants"], rows, columns.options), wish),
    }
    done = await asked.ask("PATCH", f"{API}/{found['id']}", body=body, headers=as_seen(asked))
    if not done.is_well:
        return await _table(asked, found, rows, refused=done)
    notice = "Your change waits for staff." if done.status == 202 else "The variants are saved."
    here = f"{root_of(asked)}/{found['id']}/variants"
    return asked.done(f"{here}?from={_beginning(asked)}" if _beginning(asked) else here, notice)


@router.get(f"{ALL}/{{product_id}}/prices")
async def past_prices(asked: Looking, product_id: str) -> Response:
    found = await product_of(asked, product_id)
    there = [each["id"] for each in found["variants"]]
    chosen = asked.request.query_params.get("variant", there[0] if there else "")
    query = {"limit": 50, "cursor": asked.request.query_params.get("cursor", "")}
    wanted = {name: value for name, value in query.items() if value}
    page: Fields = {"items": [], "page": {}}
    if chosen in there:
        page = await asked.got(f"/api/v1/admin/variants/{quote(chosen)}/prices", wanted)
    shown = {"past": page, "chosen": chosen, "query": {**wanted, "variant": chosen}}
    return await asked.show("product_prices.html", {**await surroundings(asked, found), **shown})


def _all(
    there: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], options: Sequence[str]
) -> list[Fields]:
    """Variants in their order, those of the table as it says, and the new ones behind them."""
    written = {row["id"]: row for row in rows if row["id"]}
    said = [
        said_of(written[each["id"]], each, options) if each["id"] in written else kept(each)
        for each in there
        if not written.get(each["id"], {}).get("gone")
    ]
    new = (row for row in rows if not row["id"] and not row["gone"])
    return said + [said_of(row, None, options) for row in new]


async def _table(
    asked: Desk,
    found: Mapping[str, Any],
    rows: Sequence[Fields] | None = None,
    *,
    refused: Answered | None = None,
) -> Response:
    """The rows of a part of the table, or those that were sent, with the version that they were made of."""
    around = await surroundings(asked, found)
    there = around["known"]["variants"]
    columns, begins = _columns(asked, around["known"]), _beginning(asked)
    version = found["version"] if rows is None else asked.form.get("version", "")
    if rows is None:
        part = there[begins : begins + _rows_at_once(columns)]
        levels = await _levels(asked, found["id"])
        rows = [
            row_of(each, None if levels is None else levels.get(each["id"], _NO_STOCK), columns)
            for each in part
        ]
    shown: Fields = {
        **around,
        "columns": columns,
        "rows": [*rows, *([empty_row(columns)] if around["writes"] else [])],
        "blank": empty_row(columns),
        "begins": begins,
        "at_once": _rows_at_once(columns),
        "most_options": _MOST_OPTIONS,
        "others": _other_currencies(asked, columns),
        "version": version,
    }
    if refused is None:
        return await asked.show("product_variants.html", shown)
    shown["problem"] = {**problem_of(refused), "fields": _faults(refused)}
    return await asked.show("product_variants.html", shown, status=refused.status)


async def _levels(asked: Desk, product_id: str) -> dict[str, Fields] | None:
    """The stock of a product's variants by their ids, None where the visitor may not see it."""
    kind, right = ("vendor", "stock:write_own") if is_own(asked) else ("admin", "stock:read")
    if not asked.may(right):
        return None
    found = await asked.got(f"/api/v1/{kind}/products/{product_id}/stock")
    return {each["variant_id"]: each for each in found["items"]}


def _columns(asked: Desk, known: Mapping[str, Any]) -> Columns:
    """Of a form what it was made with; else what the product has, and what the address asks for besides."""
    form, said = asked.form, asked.request.query_params
    if "options" in form:
        options = [form.get(f"option.{at}", "").strip() for at in range(_MOST_OPTIONS)]
        count = min(whole_number(form["options"], 0), _MOST_OPTIONS)
        return Columns(tuple(options[:count]), tuple(form.get("currencies", "").split())[:20])
    names = [each["name"] for each in known["options"]]
    if said.get("more") and len(names) < _MOST_OPTIONS:
        names.append("")
    home = asked.services.settings.shop_currency
    used = {each["currency"] for one in known["variants"] for each in one["prices"]}
    added = said.get("currency", "").strip().upper()
    if added.isascii() and added.isalpha() and len(added) == len(home):
        used.add(added)
    return Columns(tuple(names), (home, *sorted(used - {home})))


def _rows_at_once(columns: Columns) -> int:
    cells = 15 + len(columns.options) + 4 * len(columns.currencies)
    return min(_AT_ONCE, _CELLS // cells)


def _other_currencies(asked: Desk, columns: Columns) -> bool:
    return asked.may("products:write", "products:write_own") and len(columns.currencies) < 8


def _beginning(asked: Desk) -> int:
    said = asked.form.get("from") or asked.request.query_params.get("from", "")
    return whole_number(said, 0)


def _faults(refused: Answered) -> dict[str, str]:
    """What is at fault, by the row of the table that it stands in."""
    found = {}
    for each in refused.data.get("errors") or ():
        parts = [part for part in str(each.get("pointer", "")).split("/") if part]
        if parts[:1] == ["variants"] and len(parts) > 1 and parts[1].isdecimal():
            parts = ["row", str(int(parts[1]) + 1), *parts[2:]]
        found[" ".join(parts)] = each.get("message", "")
    return found
