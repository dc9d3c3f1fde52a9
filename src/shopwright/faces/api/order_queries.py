"""What lists of orders are asked for."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from shopwright.faces.api.cart_shapes import CodeText
from shopwright.faces.api.shapes import Amount, CurrencyCode, Moment, ShortText
from shopwright.modules.orders.contracts import (
    FulfilmentStatus,
    OrderFilter,
    OrderSort,
    OrderStatus,
    PaymentStatus,
    ReturnAxis,
)

_From = Annotated[Moment | None, Field(description="Placed at that time or later.")]
_To = Annotated[Moment | None, Field(description="Placed before that time.")]
_Totals = "A decimal amount of `currency`, itself within."


class OwnOrderQuery(BaseModel):
    """Which of his orders a customer looks for."""

    status: OrderStatus | None = None
    payment_status: PaymentStatus | None = None
    fulfilment_status: FulfilmentStatus | None = None
    return_status: ReturnAxis | None = None
    placed_from: _From = None
    placed_to: _To = None
    currency: CurrencyCode | None = None
    sort: Annotated[
        OrderSort, Field(description="`-` is downwards; by total within a `currency`.")
    ] = OrderSort.NEWEST

    def of(self, user_id: UUID | None) -> OrderFilter:
        return OrderFilter(
            user_id=user_id,
            status=self.status,
            payment_status=self.payment_status,
            fulfilment_status=self.fulfilment_status,
            return_status=self.return_status,
            placed_from=self.placed_from,
            placed_to=self.placed_to,
            currency=self.currency,
            sort=self.sort,
        )


class OrderQuery(OwnOrderQuery):
    """Which orders staff look for."""

    email: Annotated[
        ShortText | None, Field(description="The address that the order was placed with.")
    ] = None
    number: Annotated[str | None, Field(pattern="^[0-9]{1,15}$")] = None
    q: Annotated[
        ShortText | None, Field(description="How the number or the address begins.", min_length=1)
    ] = None
    user_id: Annotated[UUID | None, Field(description="Whose they are.")] = None
    total_from: Annotated[Amount | None, Field(description=_Totals)] = None
    total_to: Annotated[Amount | None, Field(description=_Totals)] = None
    country: Annotated[
        str | None, Field(pattern="^[A-Z]{2}$", description="Where the goods go.")
    ] = None
    sku: Annotated[ShortText | None, Field(description="Of one of the goods.")] = None
    code: Annotated[CodeText | None, Field(description="A discount code that gave something.")] = (
        None
    )
    archived: Annotated[bool, Field(description="Show archived orders too.")] = False

    def as_filter(self) -> OrderFilter:
        return replace(
            self.of(self.user_id),
            email=self.email,
            number=self.number,
            begins=self.q,
            total_from=self.total_from,
            total_to=self.total_to,
            country=self.country,
            sku=self.sku,
            code=self.code,
            with_archived=self.archived,
        )
