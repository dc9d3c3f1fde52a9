"""Variants as rows of a table that is edited: made of a product, read from a form, said to the API."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shopwright.faces.backoffice.shelf import Fields, typed_number

_FLAGS = ("tracked", "backorder", "ships", "active")
_NEW = {"tracked": True, "backorder": False, "ships": True, "active": True}
_TEXTS = ("id", "sku", "title", "barcode", "weight", "stock", "image")
_AMOUNTS = ("price", "before")


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table of variants has columns for."""

    options: tuple[str, ...]
    currencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The fields that a table was sent as; of a row they are ``v.0.sku``, ``v.0.value.1``, ``v.0.price.EUR``."""

    fields: Mapping[str, str]

    def rows(self, columns: Columns) -> list[Fields]:
        """Rows as they were typed, without new ones in which nothing stands."""
        rows = [self._row(at, columns) for at in self._places()]
        return [each for each in rows if each["id"] or _is_filled(each)]

    def _places(self) -> Iterator[int]:
        starts = {name.split(".")[1] for name in self.fields if name.startswith("v.")}
        return iter(sorted(int(each) for each in starts if each.isdecimal() and len(each) < 6))

    def _row(self, at: int, columns: Columns) -> Fields:
        def said(name: str) -> str:
            return self.fields.get(f"v.{at}.{name}", "").strip()

        return {
            **{name: said(name) for name in _TEXTS},
            **{name: bool(said(name)) for name in _FLAGS},
            "values": [said(f"value.{place}") for place in range(len(columns.options))],
            "prices": {
                currency: {
                    **{name: said(f"{name}.{currency}") for name in _AMOUNTS},
                    **{f"{name}_was": said(f"{name}_was.{currency}") for name in _AMOUNTS},
                }
                for currency in columns.currencies
            },
            "stock_was": said("stock_was"),
            "level": bool(said("level")),
            "gone": bool(said("gone")),
        }


def row_of(variant: Mapping[str, Any], level: Mapping[str, Any] | None, columns: Columns) -> Fields:
    """A variant as it is; ``level``: its stock, None where the visitor may not see it."""
    values = [*variant["option_values"], *[""] * len(columns.options)][: len(columns.options)]
    prices = {each["currency"]: each for each in variant["prices"]}
    stock = "" if level is None else str(level["on_hand"])
    return {
        "id": variant["id"],
        "sku": variant["sku"] or "",
        "title": variant["title"],
        "barcode": variant["barcode"] or "",
        "weight": "" if variant["weight_grams"] is None else str(variant["weight_grams"]),
        "image": variant["image_url"] or "",
        "values": values,
        "prices": {each: _amounts(prices.get(each, {})) for each in columns.currencies},
        "ships": variant["requires_shipping"],
        "active": variant["is_active"],
        "stock": stock,
        "stock_was": stock,
        "level": level is not None,
        "tracked": level is None or level["tracked"],
        "backorder": level is not None and level["backorder"],
        "gone": False,
    }


def empty_row(columns: Columns) -> Fields:
    return {
        **dict.fromkeys(_TEXTS, ""),
        **_NEW,
        "values": [""] * len(columns.options),
        "prices": {each: _amounts({}) for each in columns.currencies},
        "stock_was": "",
        "level": True,
        "gone": False,
    }


def said_of(
    row: Mapping[str, Any], variant: Mapping[str, Any] | None, options: Sequence[str]
) -> Fields:
    """A row in the words of the API: of prices and stock what was changed, of the rest all.

    An option whose name was emptied goes with its values. A variant whose stock the visitor may not see is known by its SKU, so that nothing is said of how it is kept.
    """
    is_known = variant is not None and row["level"]
    title = row["title"]
    if variant is not None and title == " / ".join(variant["option_values"]):
        title = ""
    found: Fields = {
        "sku": row["sku"] or None,
        "title": title,
        "option_values": [
            value for name, value in zip(options, row["values"], strict=True) if name
        ],
        "barcode": row["barcode"] or None,
        "weight_grams": typed_number(row["weight"]),
        "image_url": row["image"] or None,
        "requires_shipping": row["ships"],
        "is_active": row["active"],
        "track_stock": row["tracked"],
        "backorder": row["backorder"],
        "prices": list(_prices(row["prices"])),
    }
    if is_known:
        found["id"] = row["id"]
    if row["stock"] != row["stock_was"]:
        found["stock_quantity"] = typed_number(row["stock"])
    return found


def kept(variant: Mapping[str, Any]) -> Fields:
    """A variant that stands on another page of the table: as it is, its prices and its stock not spoken of."""
    return {
        **({} if variant["sku"] else {"id": variant["id"]}),
        **{name: variant[name] for name in ("sku", "option_values", "barcode", "weight_grams")},
        **{name: variant[name] for name in ("title", "image_url", "requires_shipping")},
        "is_active": variant["is_active"],
    }


def withdrawn_prices(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The SKUs of variants whose price was emptied, which is no way to stop selling them."""
    return [
        row["sku"] or row["title"]
        for row in rows
        if not row["gone"]
        and any(each["price_was"] and not each["price"] for each in row["prices"].values())
    ]


def _amounts(price: Mapping[str, Any]) -> dict[str, str]:
    amount, before = price.get("price") or "", price.get("compare_at_price") or ""
    return {"price": amount, "before": before, "price_was": amount, "before_was": before}


def _prices(prices: Mapping[str, Mapping[str, str]]) -> Iterator[Fields]:
    for currency, each in prices.items():
        is_same = all(each[name] == each[f"{name}_was"] for name in _AMOUNTS)
        if each["price"] and not is_same:
            before = each["before"] or None
            yield {"currency": currency, "price": each["price"], "compare_at_price": before}


def _is_filled(row: Mapping[str, Any]) -> bool:
    prices = (each["price"] for each in row["prices"].values())
    return any((row["sku"], row["barcode"], *row["values"], *prices))
