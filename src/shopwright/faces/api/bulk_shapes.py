"""What is asked of many products at once, and what became of each."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shopwright.faces.api.product_shapes import Status, WrittenMoment
from shopwright.faces.api.shapes import (
    Amount,
    Answer,
    CurrencyCode,
    IdText,
    Name,
    Payload,
    ShortText,
    example,
)
from shopwright.flows.merchandising.contracts import (
    BulkOperation,
    BulkResult,
    Effect,
    PriceRecord,
    ProductPatch,
)
from shopwright.kernel.money import Money

_ID = "0190f5a0-0000-7000-8000-000000000001"
_WINDOW = ("published_from", "published_until")
Ids = Annotated[list[IdText], Field(max_length=50)]
Tags = Annotated[list[Name], Field(max_length=100)]


class ErrorPolicy(StrEnum):
    """What one operation that can't be done means for the others."""

    REJECT_ALL = "reject_all"
    SKIP_FAILED = "skip_failed"


class BulkOperationPayload(Payload):
    """What shall change about one product; what is left out stays."""

    product_id: IdText
    version: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    status: Status | None = None
    brand: ShortText | None = None
    price: Amount | None = None
    compare_at_price: Amount | None = None
    currency: CurrencyCode | None = None
    variant_id: Annotated[IdText | None, Field(description="Of several, the one to price.")] = None
    price_percent: Annotated[
        int | None,
        Field(
            ge=-90, le=400, description="Added to each price of the product; below 0, taken off."
        ),
    ] = None
    add_category_ids: Ids = Field(default=[])
    remove_category_ids: Ids = Field(default=[])
    add_tags: Tags = Field(default=[])
    remove_tags: Tags = Field(default=[])
    published_from: WrittenMoment | None = None
    published_until: WrittenMoment | None = None

    def operation(self, home_currency: str) -> BulkOperation:
        cleared = (name for name in _WINDOW if name in self.model_fields_set)
        patch = ProductPatch(
            status=self.status,
            brand=self.brand,
            published_from=self.published_from,
            published_until=self.published_until,
            clears=frozenset(name for name in cleared if getattr(self, name) is None),
        )
        return BulkOperation(
            product_id=self.product_id,
            version=self.version,
            patch=patch,
            price=self._price(self.currency or home_currency),
            variant_id=self.variant_id,
            price_percent=None if self.price_percent is None else Decimal(self.price_percent),
            adds_categories=tuple(self.add_category_ids),
            removes_categories=tuple(self.remove_category_ids),
            adds_tags=tuple(self.add_tags),
            removes_tags=tuple(self.remove_tags),
        )

    def _price(self, currency: str) -> PriceRecord | None:
        if self.price is None:
            return None
        before = self.compare_at_price
        compare_at = None if before is None else Money.parse(before, currency)
        return PriceRecord(Money.parse(self.price, currency), compare_at)


class BulkPayload(Payload):
    model_config = example(
        {
            "policy": "skip_failed",
            "operations": [
                {"product_id": _ID, "price": "12.00", "add_tags": ["spring"]},
                {"product_id": _ID, "status": "archived"},
            ],
        }
    )

    policy: Annotated[ErrorPolicy, Field(strict=False)] = ErrorPolicy.REJECT_ALL
    operations: Annotated[list[BulkOperationPayload], Field(min_length=1, max_length=500)]


class BulkResultAnswer(Answer):
    index: int
    product_id: UUID
    effect: Effect
    code: str
    detail: str

    @classmethod
    def of(cls, index: int, result: BulkResult) -> "BulkResultAnswer":
        return cls(
            index=index,
            product_id=result.product_id,
            effect=result.effect,
            code=result.code,
            detail=result.detail,
        )


class BulkAnswer(Answer):
    """What became of each operation, in their order."""

    changed: int
    unchanged: int
    failed: int
    results: list[BulkResultAnswer]

    @classmethod
    def of(cls, results: Sequence[BulkResult]) -> "BulkAnswer":
        effects = [each.effect for each in results]
        return cls(
            changed=effects.count(Effect.CHANGED),
            unchanged=effects.count(Effect.UNCHANGED),
            failed=effects.count(Effect.FAILED),
            results=[BulkResultAnswer.of(at, each) for at, each in enumerate(results)],
        )
