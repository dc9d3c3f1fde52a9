"""A vendor's change of a product that is shown, written down as a difference: pure, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from shopwright.flows.merchandising.contracts import PriceRecord, ProductRecord, VariantRecord
from shopwright.flows.merchandising.steps.merging import Plan
from shopwright.kernel.money import Money
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import Image, Product, Variant
from shopwright.modules.inventory.contracts import StockSetting
from shopwright.modules.pricing.contracts import Price

Content = Mapping[str, Any]
Prices = Mapping[UUID, Sequence[Price]]
_OTHERS_BUSINESS = {"status", "owner_id"}
_OF_VARIANT = (
    *("sku", "title", "barcode", "weight_grams", "requires_shipping", "image_url", "is_active"),
)


def content_of(plan: Plan, known: Prices, *, with_prices: bool) -> dict[str, Any]:
    """What a plan would change, each field before and after; empty where it is nothing that waits.

    Of prices and stock those of variants that are not there yet wait in any case.
    """
    before = plan.before
    assert before is not None  # noqa: S101 - only what is shown is changed by a difference
    there = {variant.id for variant in before.variants}
    fields = {
        name: {
            "before": _written(getattr(before, name)),
            "after": _written(getattr(plan.draft, name)),
        }
        for name in catalog.changed_fields(before, plan.draft)
        if name not in _OTHERS_BUSINESS
    }
    prices = [
        _price(price, known)
        for price in plan.prices
        if with_prices or price.variant_id not in there
    ]
    stock = [_stock(each) for each in plan.stock if each.variant_id not in there]
    content = {"fields": fields, "prices": prices, "stock": stock}
    return {name: part for name, part in content.items() if part}


def at_once(plan: Plan, *, with_prices: bool) -> Plan:
    """What of the same plan does not wait: stock, and prices where they are free."""
    before = plan.before
    assert before is not None  # noqa: S101 - see above
    there = {variant.id for variant in before.variants}
    prices = [each for each in plan.prices if with_prices and each.variant_id in there]
    stock = [each for each in plan.stock if each.variant_id in there]
    return replace(plan, draft=before, prices=prices, stock=stock)


def wished(product: Product, content: Content) -> Product:
    """The product as it would be with the change."""
    fields: dict[str, Any] = {
        name: _read(name, change["after"]) for name, change in content.get("fields", {}).items()
    }
    return replace(product, **fields)


def wished_prices(content: Content) -> list[Price]:
    return [_price_in(each, each["after"]) for each in content.get("prices", ())]


def wished_stock(content: Content) -> list[StockSetting]:
    return [
        StockSetting(UUID(each["variant_id"]), each["on_hand"], each["tracked"], each["backorder"])
        for each in content.get("stock", ())
    ]


def outdated(product: Product, prices: Prices, content: Content) -> list[str]:
    """The names of what is not as it was any more when the vendor wanted it changed."""
    found = [
        name
        for name, change in content.get("fields", {}).items()
        if _written(getattr(product, name)) != change["before"]
    ]
    for each in content.get("prices", ()):
        variant_id = UUID(each["variant_id"])
        now = next(
            (one for one in prices.get(variant_id, ()) if one.currency == each["currency"]), None
        )
        if _amounts(now) != each["before"]:
            found.append(f"price of {variant_id}")
    return found


def overlaid(record: ProductRecord, content: Content) -> ProductRecord:
    """A record of the product as it would be, with the prices and the stock that wait beside the rest."""
    prices: dict[UUID, dict[str, PriceRecord]] = {}
    for price in wished_prices(content):
        wanted = PriceRecord(price.amount, price.compare_at)
        prices.setdefault(price.variant_id, {})[price.currency] = wanted
    stock = {each.variant_id: each for each in wished_stock(content)}
    variants = tuple(_overlaid(each, prices, stock) for each in record.variants)
    return replace(record, variants=variants)


def _overlaid(
    variant: VariantRecord,
    prices: Mapping[UUID, Mapping[str, PriceRecord]],
    stock: Mapping[UUID, StockSetting],
) -> VariantRecord:
    assert variant.id is not None  # noqa: S101 - a record of what is stored names its variants
    known = {price.amount.currency: price for price in variant.prices}
    merged = known | dict(prices.get(variant.id, {}))
    level = stock.get(variant.id)
    if level is None:
        return replace(variant, prices=tuple(merged.values()))
    return replace(
        variant,
        prices=tuple(merged.values()),
        stock=level.on_hand,
        track_stock=level.tracked,
        backorder=level.backorder,
    )


def _written(value: Any) -> Any:
    """A field as JSON knows it."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    if isinstance(value, Image):
        return {"url": value.url, "alt": value.alt}
    if isinstance(value, Variant):
        named = {name: getattr(value, name) for name in _OF_VARIANT}
        return {"id": str(value.id), "option_values": list(value.option_values)} | named
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _read(name: str, value: Any) -> Any:
    if name == "variants":
        return tuple(_variant(each) for each in value)
    if name == "images":
        return tuple(Image(each["url"], each["alt"]) for each in value)
    if name == "category_ids":
        return tuple(UUID(each) for each in value)
    if name in ("published_from", "published_until") and value is not None:
        return datetime.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def _variant(written: Mapping[str, Any]) -> Variant:
    named = {name: written[name] for name in _OF_VARIANT}
    return Variant(UUID(written["id"]), option_values=tuple(written["option_values"]), **named)


def _price(price: Price, known: Prices) -> dict[str, Any]:
    now = next(
        (each for each in known.get(price.variant_id, ()) if each.currency == price.currency), None
    )
    named = {"variant_id": str(price.variant_id), "currency": price.currency}
    return {**named, "before": _amounts(now), "after": _amounts(price)}


def _amounts(price: Price | None) -> dict[str, str | None] | None:
    if price is None:
        return None
    compare_at = price.compare_at.amount if price.compare_at else None
    return {"price": price.amount.amount, "compare_at_price": compare_at}


def _price_in(written: Mapping[str, Any], amounts: Mapping[str, str | None]) -> Price:
    currency = written["currency"]
    price, compare_at = amounts["price"], amounts["compare_at_price"]
    return Price(
        UUID(written["variant_id"]),
        Money.parse(str(price), currency),
        None if compare_at is None else Money.parse(compare_at, currency),
    )


def _stock(setting: StockSetting) -> dict[str, Any]:
    return {
        "variant_id": str(setting.variant_id),
        "on_hand": setting.on_hand,
        "tracked": setting.tracked,
        "backorder": setting.backorder,
    }
