"""Money of an order: charged, noted by hand, given back in whole, by half, by pieces or by an amount."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.order import (
    ADDRESS,
    after,
    api_path,
    pieces_in,
    show_order,
    staff_path,
)
from shopwright.faces.backoffice.page import Desk, Sending
from shopwright.faces.pages.rendering import money
from shopwright.faces.pages.visit import TAKES_FORM

router = APIRouter(include_in_schema=False)
_NO_PIECES = "Write how many pieces of a line, no more than it has."


@router.post(f"{ADDRESS}/refund", openapi_extra=TAKES_FORM)
async def refund(asked: Sending, order_id: str) -> Response:
    """How much is said by ``how``: all that is left, half of it, some pieces, or the amount that was written."""
    wanted: dict[str, Any] = {
        "reason": asked.form.get("reason", ""),
        "restock": asked.form.get("restock") == "on",
    }
    order = await asked.got(api_path(order_id))
    if asked.form.get("how") == "pieces" and not _are_there(order, pieces_in(asked)):
        return await show_order(asked, order_id, asked.mistake(_NO_PIECES))
    amount = _amount(asked, order)
    if amount is not None:
        wanted["amount"] = amount
    done = await asked.ask("POST", f"{api_path(order_id)}/refund", body=wanted)
    given = done.data["amount"] if done.is_well else "0"
    told = money(given, order["currency"], asked.language)
    return await after(
        asked, order_id, done, asked.say("%(amount)s go back.", amount=told), "money"
    )


@router.post(f"{ADDRESS}/capture", openapi_extra=TAKES_FORM)
async def capture(asked: Sending, order_id: str) -> Response:
    amount = asked.form.get("amount", "").strip()
    wanted = {"amount": amount} if amount else {}
    done = await asked.ask("POST", f"{api_path(order_id)}/capture", body=wanted)
    return await after(asked, order_id, done, "The money is charged.", "money")


@router.post(f"{ADDRESS}/payments", openapi_extra=TAKES_FORM)
async def record_payment(asked: Sending, order_id: str) -> Response:
    """Money that came by transfer, or was taken at the door."""
    names = ("amount", "reference", "received_on", "provider")
    received = {name: asked.form[name].strip() for name in names if asked.form.get(name)}
    done = await asked.ask("POST", f"{staff_path(order_id)}/payments", body=received)
    return await after(asked, order_id, done, "The money is noted.", "money")


def _are_there(order: Mapping[str, Any], pieces: list[dict[str, Any]]) -> bool:
    """Whether pieces are named, and no more of a line than it has."""
    there = {line["id"]: line["quantity"] for line in order["items"]}
    return bool(pieces) and all(
        isinstance(each["quantity"], int) and each["quantity"] <= there.get(each["line_id"], 0)
        for each in pieces
    )


def _amount(asked: Desk, order: Mapping[str, Any]) -> str | None:
    """What is to go back, as an amount; None for everything."""
    how = asked.form.get("how", "amount")
    if how == "all":
        return None
    if how == "amount":
        return asked.form.get("amount", "").strip()
    if how == "half":
        return _rounded((Decimal(order["paid"]) - Decimal(order["refunded"])) / 2, order["paid"])
    return worth_of(order, pieces_in(asked))


def worth_of(order: Mapping[str, Any], pieces: list[dict[str, Any]]) -> str:
    """What pieces are worth: their share of their lines' totals, rounded down to the currency's smallest coin."""
    wanted = {each["line_id"]: each["quantity"] for each in pieces}
    worth = Decimal(0)
    for line in order["items"]:
        share = Decimal(line["total"]) * wanted.get(line["id"], 0) / line["quantity"]
        worth += Decimal(_rounded(share, line["total"]))
    return _rounded(worth, order["paid"])


def _rounded(amount: Decimal, like: str) -> str:
    """Down to as many places as another amount of the currency is written with."""
    return str(amount.quantize(Decimal(like), rounding=ROUND_DOWN))
