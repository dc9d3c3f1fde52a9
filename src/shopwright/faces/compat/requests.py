"""What clients of other dialects send, as the API takes it: fields by another name, and nothing else.

A field that is there under its own name stays. What can't be understood is left as it is, for the API to refuse.
"""

from collections.abc import Callable, Mapping
from typing import Any

Body = dict[str, Any]
# Names of parameters by those of the API.
Asks = Mapping[str, str]
# (what the address says beyond the operation's, the body) -> the body
Takes = Callable[[Mapping[str, str], Body], Body]

LIST: Asks = {
    "search": "q",
    "query": "q",
    "keyword": "q",
    "category_id": "category",
    "page_size": "size",
    "per_page": "size",
    "offset": "skip",
}
_ACCOUNT = {"name": "full_name", "phone_number": "phone", "user_name": "username"}
_PRODUCT = {"inventory_count": "stock_quantity", "stock": "stock_quantity", "meta_title": "seo_title", "meta_description": "seo_description"}  # fmt: skip
_ADDRESS = {
    "full_name": "recipient",
    "name": "recipient",
    "street": "line1",
    "address_line1": "line1",
    "address_line_1": "line1",
    "address_line2": "line2",
    "address_line_2": "line2",
    "state": "region",
    "province": "region",
    "zip": "postal_code",
    "zip_code": "postal_code",
    "postcode": "postal_code",
    "is_default": "is_default_shipping",
}
_ADDRESSES = ("shipping_address", "billing_address")
_REPETITIONS = ("confirm_password", "password_confirm", "password_confirmation")
# What a client that sends back what it got may leave in.
_READ_ONLY = ("id", "created_at", "updated_at")


def account(_: Mapping[str, str], body: Body) -> Body:
    """A password that is there twice, alike, is there once."""
    found = _renamed(body, _ACCOUNT)
    for name in _REPETITIONS:
        if name in found and found[name] == found.get("password"):
            del found[name]
    return found


def reset(_: Mapping[str, str], body: Body) -> Body:
    found = _renamed(body, {"password": "new_password", "otp": "code", "reset_token": "token"})
    return account({}, found)


def product(_: Mapping[str, str], body: Body) -> Body:
    found = {name: value for name, value in body.items() if name not in _READ_ONLY}
    found = _renamed(found, _PRODUCT)
    is_active = found.pop("is_active", None)
    if isinstance(is_active, bool):
        found.setdefault("status", "published" if is_active else "draft")
    return {name: value for name, value in found.items() if name != "category" or value}


def piece(named: Mapping[str, str], body: Body) -> Body:
    """One product, or as many as the address says."""
    quantity = named.get("quantity", "1")
    asked = {"product_id": named.get("product_id", ""), "quantity": _number(quantity)}
    return {**asked, **body}


def order(_: Mapping[str, str], body: Body) -> Body:
    found = dict(body)
    for name in _ADDRESSES:
        if isinstance(found.get(name), dict):
            found[name] = address({}, found[name])
    return found


def address(_: Mapping[str, str], body: Body) -> Body:
    found = _renamed(body, _ADDRESS)
    country = found.get("country")
    return found | ({"country": country.upper()} if isinstance(country, str) else {})


def review(_: Mapping[str, str], body: Body) -> Body:
    return _renamed(body, {"comment": "text", "body": "text", "content": "text"})


def intent(_: Mapping[str, str], body: Body) -> Body:
    return _renamed(body, {"payment_method": "provider", "payment_token": "token"})


def confirmation(_: Mapping[str, str], body: Body) -> Body:
    return _renamed(body, {"payment_intent_id": "payment_id", "intent_id": "payment_id"})


def step(_: Mapping[str, str], body: Body) -> Body:
    """The next status, with the parcel's number beside it."""
    found = dict(body)
    if isinstance(found.get("status"), str):
        found["status"] = found["status"].lower()
    tracking = _renamed(
        {name: found.pop(name) for name in ("carrier", "tracking_number") if name in found},
        {"tracking_number": "number"},
    )
    return {"tracking": tracking, **found} if tracking else found


def _renamed(body: Body, names: Mapping[str, str]) -> Body:
    found = dict(body)
    for theirs, ours in names.items():
        if theirs in found and ours not in found:
            found[ours] = found.pop(theirs)
    return found


def _number(written: str) -> int | str:
    return (
        int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else written
    )
