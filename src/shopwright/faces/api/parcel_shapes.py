"""Parcels as they are sent and answered."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from pydantic import Field, StringConstraints

from shopwright.faces.api.order_shapes import Reason
from shopwright.faces.api.shapes import (
    LARGEST_QUANTITY,
    Answer,
    IdText,
    Payload,
    ShortText,
    Time,
    example,
)
from shopwright.modules.orders.contracts import Parcel, ParcelStatus, Pieces, Tracking

LINE = "0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11"
FOLLOWED = {
    "carrier": "Parcel Post",
    "tracking_number": "PP123456789GB",
    "tracking_url": "https://parcels.example/track/{number}",
}
Quantity = Annotated[int, Field(ge=1, le=LARGEST_QUANTITY)]
_Told = Annotated[ShortText, StringConstraints(max_length=100)]
_Page = Annotated[
    ShortText,
    StringConstraints(max_length=500, pattern=r"^(https://[^\s<>\"']+)?$"),
    Field(description="Where it can be followed; {number} stands for the tracking number."),
]


class PiecesPayload(Payload):
    """Pieces of a line of an order."""

    model_config = example({"line_id": LINE, "quantity": 1})

    line_id: IdText
    quantity: Quantity

    def as_pieces(self) -> Pieces:
        return Pieces(self.line_id, self.quantity)


class FollowedPayload(Payload):
    """How a parcel can be followed."""

    carrier: _Told = ""
    tracking_number: _Told = ""
    tracking_url: _Page = ""

    @property
    def tracking(self) -> Tracking:
        return Tracking(self.carrier, self.tracking_number, self.tracking_url)


class ParcelPayload(FollowedPayload):
    """What goes into a parcel, all that is left where it names no lines; sent at once, or packed first."""

    model_config = example({"lines": [{"line_id": LINE, "quantity": 1}], **FOLLOWED, "ship": True})

    lines: Annotated[list[PiecesPayload], Field(min_length=1, max_length=200)] | None = None
    ship: bool = False

    def pieces(self) -> list[Pieces] | None:
        return None if self.lines is None else [line.as_pieces() for line in self.lines]


class ParcelStepPayload(Payload):
    """Where a parcel is now, and how it can be followed; what is left out stays."""

    model_config = example({"status": "shipped", **FOLLOWED})

    status: Annotated[ParcelStatus | None, Field(strict=False)] = None
    carrier: _Told | None = None
    tracking_number: _Told | None = None
    tracking_url: _Page | None = None
    reason: Reason = ""

    def tracking(self, before: Tracking) -> Tracking:
        return Tracking(
            before.carrier if self.carrier is None else self.carrier,
            before.number if self.tracking_number is None else self.tracking_number,
            before.url if self.tracking_url is None else self.tracking_url,
        )


class PiecesAnswer(Answer):
    line_id: UUID
    quantity: int

    @classmethod
    def of(cls, pieces: Pieces) -> "PiecesAnswer":
        return cls(line_id=pieces.line_id, quantity=pieces.quantity)


class ParcelAnswer(Answer):
    """A parcel, and where it can be followed."""

    id: UUID
    order_id: UUID
    number: str
    status: str
    carrier: str
    tracking_number: str
    tracking_url: str
    lines: list[PiecesAnswer]
    created_at: Time
    shipped_at: Time | None
    delivered_at: Time | None

    @classmethod
    def of(cls, parcel: Parcel) -> "ParcelAnswer":
        tracking = parcel.tracking
        return cls(
            id=parcel.id,
            order_id=parcel.order_id,
            number=parcel.number,
            status=parcel.status,
            carrier=tracking.carrier,
            tracking_number=tracking.number,
            tracking_url=tracking.url.replace("{number}", quote(tracking.number, safe="")),
            lines=[PiecesAnswer.of(each) for each in parcel.lines],
            created_at=parcel.created_at,
            shipped_at=parcel.shipped_at,
            delivered_at=parcel.delivered_at,
        )


class ParcelsAnswer(Answer):
    """The parcels of an order, the first one first."""

    items: list[ParcelAnswer]
