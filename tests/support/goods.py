"""Goods of a test shop, made through the flows."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shopwright.flows.merchandising.contracts import (
    FREE,
    PriceRecord,
    ProductRecord,
    VariantRecord,
)
from shopwright.flows.merchandising.run import discounts
from shopwright.flows.merchandising.run.create_product import create_product
from shopwright.infra.work import Works
from shopwright.kernel.actors import Actor, system
from shopwright.kernel.money import Money
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import Category, CategoryDraft, Product
from shopwright.modules.pricing.contracts import Discount, DiscountDraft, Scope

MERCHANT = system("test")


def euros(amount: str, compare_at: str | None = None) -> tuple[PriceRecord, ...]:
    before = Money.parse(compare_at, "EUR") if compare_at else None
    return (PriceRecord(Money.parse(amount, "EUR"), before),)


def variant(
    sku: str | None = None, *values: str, price: str = "10.00", **fields: Any
) -> VariantRecord:
    given: dict[str, Any] = {"prices": euros(price), "stock": 5} | fields
    return VariantRecord(sku=sku, option_values=values, **given)


def record(handle: str = "kettle", **fields: Any) -> ProductRecord:
    """A product with one variant that can be sold."""
    given = {"title": handle.replace("-", " ").title(), "variants": (variant(f"{handle}-1"),)}
    return ProductRecord(handle=handle, **given | fields)


async def make_product(
    works: Works,
    handle: str = "kettle",
    *,
    actor: Actor = MERCHANT,
    category: Category | None = None,
    **fields: Any,
) -> Product:
    """A product; one of a vendor's as if it had been approved."""
    async with works(actor) as work:
        return await create_product(
            work,
            record=record(handle, **fields),
            category_ids=[category.id] if category else [],
            terms=FREE,
        )


async def make_category(
    works: Works, name: str, parent: Category | None = None, **fields: Any
) -> Category:
    async with works(MERCHANT) as work:
        draft = CategoryDraft(name=name, parent_id=parent.id if parent else None, **fields)
        return await catalog.create_category(work, draft=draft)


async def make_discount(
    works: Works,
    target_id: UUID,
    scope: Scope = Scope.VARIANT,
    *,
    begins: timedelta = timedelta(0),
    lasts: timedelta = timedelta(days=7),
    hundredths: int = 2000,
) -> Discount:
    """A fifth off, unless told, from now on or from later."""
    async with works(MERCHANT) as work:
        draft = DiscountDraft(
            name="Spring",
            scope=scope,
            target_id=target_id,
            hundredths=hundredths,
            starts_at=work.now + begins,
            ends_at=work.now + begins + lasts,
        )
        return await discounts.make_discount(work, draft=draft)
