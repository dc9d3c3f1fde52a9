"""What a product's form says, in the words of the API: what differs from the product as it is."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from shopwright.faces.backoffice.page import Desk
from shopwright.faces.backoffice.shelf import Fields, listed, plain, typed_number

_LINES = ("title", "slug", "brand", "product_type", "seo_title", "tax_class")
_AREAS = ("description", "seo_description")
_WINDOW = ("published_from", "published_until")
_OF_THE_VARIANT = ("sku", "barcode")


def words_of(product: Mapping[str, Any]) -> dict[str, str]:
    """A product as the fields of its form."""
    found = {name: product.get(name) or "" for name in (*_LINES, *_AREAS)}
    limit = product.get("most_per_order")
    return {
        **found,
        **{name: (product.get(name) or "")[:16] for name in _WINDOW},
        "status": product.get("status") or "draft",
        "tags": ", ".join(product.get("tags", ())),
        "most_per_order": str(limit) if limit else "",
    }


def changed(asked: Desk, known: Mapping[str, Any]) -> Fields:
    """What a form wants to be otherwise than it is; nothing of what it leaves as it is."""
    said, was = _said(asked), _said_by(known)
    return {name: value for name, value in said.items() if value != was[name]}


def made_of(asked: Desk) -> Fields:
    """A new product with one variant, as its form says."""
    form = asked.form
    one = {name: form.get(name, "").strip() for name in (*_OF_THE_VARIANT, "price")}
    numbers = {
        name: typed_number(form.get(name, "")) for name in ("stock_quantity", "weight_grams")
    }
    given = {**_said(asked), **one, **numbers}
    return {name: value for name, value in given.items() if value not in ("", None, [], {})}


def _said(asked: Desk) -> Fields:
    form = asked.form
    return {
        **{name: form.get(name, "").strip() for name in _LINES},
        **{name: plain(form.get(name, "")) for name in _AREAS},
        **{name: _moment(form.get(name, "")) for name in _WINDOW},
        "status": form.get("status", "") or "draft",
        "tags": sorted(listed(form.get("tags", "")), key=str.casefold),
        "category_ids": sorted(set(asked.all_of("category_id"))),
        "attributes": attributes_of(asked),
        "most_per_order": typed_number(form.get("most_per_order", "")) or 0,
    }


def _said_by(known: Mapping[str, Any]) -> Fields:
    words = words_of(known)
    return {
        **{name: words[name].strip() for name in _LINES},
        **{name: plain(words[name]) for name in _AREAS},
        **{name: _moment(words[name]) for name in _WINDOW},
        "status": words["status"],
        "tags": sorted(known["tags"], key=str.casefold),
        "category_ids": sorted(each["id"] for each in known["categories"]),
        "attributes": dict(known["attributes"]),
        "most_per_order": known["most_per_order"] or 0,
    }


def _moment(written: str) -> str | None:
    """A time of a form, which is told in UTC."""
    found = written.strip()
    return f"{found}:00Z" if len(found) == len("2030-01-31T12:00") else found or None


def attributes_of(asked: Desk) -> dict[str, str]:
    names, values = asked.all_of("attribute_name"), asked.all_of("attribute_value")
    pairs = zip_longest(names, values, fillvalue="")
    return {name.strip(): value.strip() for name, value in pairs if name.strip() and value.strip()}
