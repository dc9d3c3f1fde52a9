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
    number_in,
    pieces_in,
    staff_path,
)
from shopwright.faces.backoffice.page import Desk, Sending
from shopwright.faces.pages.visit import TAKES_FORM

router = APIRouter(include_in_schema=False)


@router.post(f"{ADDRESS}/refund", openapi_extra=TAKES_FORM)
async def refund(asked: Sending, order_id: str) -> Response:
    """How much is said by ``how``: all that is left, half of it, some pieces, or the amount that was written."""
    wanted: dict[str, Any] = {
        "reason": asked.form.get("reason", ""),
        "restock": asked.form.get("restock") == "on",
    }
    amount = await _amount(asked, order_id)
    if amount is not None:
        wanted["amount"] = amount
    done = await asked.ask("POST", f"{api_path(order_id)}/refund", body=wanted)
    amounts = [str(done.data.get(name, "")) for name in ("amount", "currency")]
    notice = asked.say("%(amount)s go back.", amount=" ".join(amounts))
    return await after(asked, order_id, done, notice, "money")


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


async def _amount(asked: Desk, order_id: str) -> str | None:
    """What is to go back, as an amount; None for everything."""
    how = asked.form.get("how", "amount")
    if how == "all":
        return None
    if how == "amount":
        return asked.form.get("amount", "").strip()
    order = await asked.got(api_path(order_id))
    if how == "half":
        return _rounded((Decimal(order["paid"]) - Decimal(order["refunded"])) / 2, order["paid"])
    return worth_of(order, pieces_in(asked))


def worth_of(order: Mapping[str, Any], pieces: list[dict[str, Any]]) -> str:
    """What pieces are worth: their share of their lines' totals, rounded down to the currency's smallest coin."""
    wanted = {each["line_id"]: number_in(str(each["quantity"])) for each in pieces}
    worth = Decimal(0)
    for line in order["items"]:
        quantity = wanted.get(line["id"], 0)
        if isinstance(quantity, int):
            share = Decimal(line["total"]) * min(quantity, line["quantity"]) / line["quantity"]
            worth += Decimal(_rounded(share, line["total"]))
    return _rounded(worth, order["paid"])


def _rounded(amount: Decimal, like: str) -> str:
    """Down to as many places as another amount of the currency is written with."""
    return str(amount.quantize(Decimal(like), rounding=ROUND_DOWN))
