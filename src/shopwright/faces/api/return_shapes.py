"""Returns as they are sent and answered."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shopwright.faces.api.order_shapes import Note, Reason
from shopwright.faces.api.parcel_shapes import LINE, PiecesPayload
from shopwright.faces.api.shapes import (
    LARGEST_QUANTITY,
    Amount,
    Answer,
    IdText,
    Payload,
    Time,
    example,
)
from shopwright.kernel.money import Money
from shopwright.modules.orders.contracts import (
    Condition,
    ReceivedPieces,
    Return,
    ReturnLine,
    ReturnReason,
    ReturnWish,
)

_Count = Annotated[int, Field(ge=0, le=LARGEST_QUANTITY)]
_MOST_LINES = 200


class ReturnPayload(Payload):
    """What a customer wants to send back, and why."""

    model_config = example(
        {
            "lines": [{"line_id": LINE, "quantity": 1}],
            "reason": "does_not_fit",
            "note": "One size too small.",
        }
    )

    lines: Annotated[list[PiecesPayload], Field(min_length=1, max_length=_MOST_LINES)]
    reason: Annotated[ReturnReason, Field(strict=False)]
    note: Note = ""

    def wish(self, order_id: UUID) -> ReturnWish:
        pieces = tuple(line.as_pieces() for line in self.lines)
        return ReturnWish(order_id, pieces, self.reason, self.note)


class DecisionPayload(Payload):
    """What the customer is told of a decision."""

    model_config = example({"reason": "The seal of the box is broken."})

    reason: Reason = ""


class ReceivedLinePayload(Payload):
    """What arrived of a line: so many of them damaged, so many put back into stock."""

    line_id: IdText
    received: _Count
    damaged: _Count = 0
    restocked: _Count = 0
    condition: Annotated[Condition | None, Field(strict=False)] = None

    def as_received(self) -> ReceivedPieces:
        return ReceivedPieces(
            self.line_id, self.received, self.damaged, self.restocked, self.condition
        )


class ArrivedPayload(Payload):
    """What arrived of a return; no lines are everything, undamaged, and back into stock."""

    model_config = example(
        {"lines": [{"line_id": LINE, "received": 2, "damaged": 1, "restocked": 1}]}
    )

    lines: (
        Annotated[list[ReceivedLinePayload], Field(min_length=1, max_length=_MOST_LINES)] | None
    ) = None

    def received(self) -> list[ReceivedPieces] | None:
        return None if self.lines is None else [line.as_received() for line in self.lines]


class ReturnMoneyPayload(Payload):
    """What goes back beside the price of the goods, and what is kept."""

    model_config = example({"shipping": True, "fee": "2.50"})

    shipping: bool = False
    fee: Amount | None = None


class ReturnLineAnswer(Answer):
    line_id: UUID
    quantity: int
    received: int
    damaged: int
    restocked: int
    condition: str | None
    amount: str | None

    @classmethod
    def of(cls, line: ReturnLine) -> "ReturnLineAnswer":
        return cls(
            line_id=line.line_id,
            quantity=line.quantity,
            received=line.received,
            damaged=line.damaged,
            restocked=line.restocked,
            condition=line.condition,
            amount=_amount(line.amount),
        )


class ReturnAnswer(Answer):
    """A return; amount = goods + shipping - fee, and never more than was left of what was paid."""

    id: UUID
    order_id: UUID
    number: str
    status: str
    reason: str
    note: str
    decision: str
    lines: list[ReturnLineAnswer]
    goods: str | None
    shipping: str | None
    fee: str | None
    amount: str | None
    currency: Annotated[str | None, Field(description="Of these amounts, once they are decided.")]
    created_at: Time
    received_at: Time | None

    @classmethod
    def of(cls, found: Return) -> "ReturnAnswer":
        return cls(
            id=found.id,
            order_id=found.order_id,
            number=found.number,
            status=found.status,
            reason=found.reason,
            note=found.note,
            decision=found.decision,
            lines=[ReturnLineAnswer.of(line) for line in found.lines],
            goods=_amount(found.goods),
            shipping=_amount(found.shipping),
            fee=_amount(found.fee),
            amount=_amount(found.amount),
            currency=found.amount.currency if found.amount is not None else None,
            created_at=found.created_at,
            received_at=found.received_at,
        )


class ReturnsAnswer(Answer):
    """The returns of an order, the first one first."""

    items: list[ReturnAnswer]


def _amount(money: Money | None) -> str | None:
    return money.amount if money is not None else None
