"""Mails as they would look, written with examples."""

from collections.abc import Sequence
from types import MappingProxyType

from shopwright.infra.mail.writing import Rendered
from shopwright.satellites.notifications.contracts import Facts, Post
from shopwright.satellites.notifications.errors import UnknownMail
from shopwright.satellites.notifications.service.letters import LETTERS

_LINES = (
    {"name": "Kettle Red", "quantity": 2, "total": "59.80 EUR"},
    {"name": "Tea", "quantity": 1, "total": "4.90 EUR"},
)
# What any of the mails asks for; a new one may need a line here.
EXAMPLE: Facts = MappingProxyType(
    {
        "cases": [
            {"kind": "dispute", "provider": "stripe", "detail": "10.00 EUR is disputed: fraudulent"}
        ],
        "link": "https://shop.example/products/kettle",
        "stop_link": "https://shop.example/stock-alerts/stop/0199a3c0",
        "order_link": "https://shop.example/orders/0199a3c0",
        "code": "012345",
        "minutes": 30,
        "hours": 48,
        "days": 2,
        "goods": [{"name": "Kettle Red", "left": 2}],
        "more": 3,
        "title": "Kettle",
        "first": "2026-11-01",
        "last": "2026-11-30",
        "is_new": True,
        "name": "Kettle Red",
        "number": "1042",
        "total": "64.70 EUR",
        "refunded": "59.80 EUR",
        "due": "64.70 EUR",
        "account": {
            "holder": "Example Ltd",
            "iban": "GB33 BUKB 2020 1555 5555 55",
            "bic": "BUKBGB22",
        },
        "lines": _LINES,
        "carrier": "Example Post",
        "tracking": "EX123456789GB",
        "tracking_link": "https://post.example/track/EX123456789GB",
        "pieces": ["2 x Kettle Red", "1 x Tea"],
        "text": "The cups come in a parcel of their own.",
        "return_number": "R1042-1",
        "decision": "Please put the slip into the parcel.",
        "amount": "59.80 EUR",
        "document": "2026-00042",
        "reason": "The delivery would come too late.",
        "was_paid": True,
    }
)


def preview_names() -> Sequence[str]:
    """Every kind of mail."""
    return sorted({letter.template for letter in LETTERS})


def preview(post: Post, name: str, language: str = "") -> Rendered:
    """A mail with example data, in the language nearest to one.

    Raises:
        UnknownMail: there is none of that name.
    """
    if name not in preview_names():
        raise UnknownMail(mails=list(preview_names()))
    shop = {"shop_name": post.shop_name, "shop_url": post.shop_url}
    shown = {key: value for key, value in EXAMPLE.items() if key != "lines" or _lists(name)}
    return post.templates.render(name, language or post.language, {**shop, **shown})


def _lists(name: str) -> bool:
    """Whether a mail shows what was, or is to be, bought."""
    return name.startswith("cart_") or name in (
        *("order_confirmed", "order_paid", "order_cancelled", "order_refunded", "order_transfer"),
    )
