"""Wishlists as they are sent and answered."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shopwright.faces.api.shapes import (
    Answer,
    IdText,
    OwnText,
    Payload,
    Quantity,
    Time,
    example,
)
from shopwright.infra.settings import Settings
from shopwright.kernel.money import Money
from shopwright.modules.wishlists.contracts import (
    LONGEST_NAME,
    LONGEST_NOTE,
    Carried,
    CarryCode,
    Limits,
    ListKind,
    NewWish,
    ShownWish,
    WishChange,
    Wishlist,
)

_VARIANT = "0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11"
_NAMED = StringConstraints(min_length=1, max_length=LONGEST_NAME)
ListName = Annotated[OwnText, _NAMED]
ShownName = Annotated[OwnText, StringConstraints(max_length=LONGEST_NAME)]
Note = Annotated[OwnText, StringConstraints(max_length=min(LONGEST_NOTE, 255))]


def limits_of(settings: Settings) -> Limits:
    return Limits(settings.wishlist_limit, settings.wishlist_item_limit)


class WishlistPayload(Payload):
    """What a list is called."""

    model_config = example({"name": "Kitchen"})

    name: ListName


class WishPayload(Payload):
    """Goods to wish for: a variant, or a product whose variant is chosen later."""

    model_config = example({"variant_id": _VARIANT, "quantity": 1, "note": "The blue one."})

    variant_id: IdText | None = None
    product_id: IdText | None = None
    quantity: Quantity = 1
    note: Note = ""

    def wanted(self) -> NewWish:
        return NewWish(self.product_id, self.variant_id, self.quantity, self.note)


class WishChangePayload(Payload):
    """What shall be otherwise; what is left out stays as it was."""

    model_config = example({"quantity": 2, "note": "One for each of us."})

    variant_id: IdText | None = None
    quantity: Quantity | None = None
    note: Note | None = None

    def wanted(self) -> WishChange:
        return WishChange(self.variant_id, self.quantity, self.note)


class WishOrderPayload(Payload):
    """All that is on the list, in the order wished for."""

    model_config = example({"wish_ids": [_VARIANT]})

    wish_ids: Annotated[list[IdText], Field(max_length=1000)]


class WishMovePayload(Payload):
    """The list that it goes to."""

    model_config = example({"wishlist_id": _VARIANT})

    wishlist_id: IdText


class ToCartPayload(Payload):
    """What goes into the cart; everything where nothing is named."""

    model_config = example({"wish_ids": [_VARIANT]})

    wish_ids: Annotated[list[IdText], Field(min_length=1, max_length=1000)] | None = None


class SharePayload(Payload):
    """What those who have the link read as the owner's name; nothing unless told."""

    model_config = example({"shown_as": "Robin"})

    shown_as: ShownName = ""


class WishlistAnswer(Answer):
    """A list; ``item_count`` things are on it."""

    id: UUID
    name: str
    is_default: bool
    is_shared: bool
    shown_as: str
    item_count: int
    created_at: Time
    updated_at: Time

    @classmethod
    def of(cls, found: Wishlist, item_count: int) -> "WishlistAnswer":
        return cls(**_members(found, item_count))


class GoodsAnswer(Answer):
    """Goods of a list as of now; without name and price where they are not for sale."""

    product_id: UUID
    variant_id: UUID | None
    slug: str | None
    title: str
    variant_title: str
    image_url: str | None
    quantity: int
    price: str | None
    compare_at_price: str | None
    currency: str
    is_available: Annotated[bool, Field(description="It is for sale, and there is some.")]
    is_for_sale: bool


class WishAnswer(GoodsAnswer):
    """A wish of one's own, with the price of the day on which it was put there."""

    id: UUID
    note: str
    title_then: str
    price_then: str | None
    currency_then: str | None
    price_change: Annotated[
        str | None, Field(description="What it costs more since then, in the same currency.")
    ]
    added_at: Time

    @classmethod
    def of(cls, found: ShownWish, currency: str) -> "WishAnswer":
        wish = found.wish
        return cls(
            **_goods(found, currency),
            id=wish.id,
            note=wish.note,
            title_then=wish.title,
            price_then=_amount(wish.price),
            currency_then=wish.price.currency if wish.price else None,
            price_change=_amount(found.difference),
            added_at=wish.created_at,
        )


class WishlistPageAnswer(WishlistAnswer):
    """A list with all that is on it."""

    items: list[WishAnswer]

    @classmethod
    def with_items(
        cls, found: Wishlist, items: list[ShownWish], currency: str
    ) -> "WishlistPageAnswer":
        told = [WishAnswer.of(each, currency) for each in items]
        return cls(**_members(found, len(items)), items=told)


class SharedWishlistAnswer(Answer):
    """A list as those see it who have its link."""

    name: str
    shown_as: str
    items: list[GoodsAnswer]

    @classmethod
    def of(cls, found: Wishlist, items: list[ShownWish], currency: str) -> "SharedWishlistAnswer":
        told = [GoodsAnswer(**_goods(each, currency)) for each in items]
        return cls(name=found.name, shown_as=found.shown_as, items=told)


class ShareAnswer(Answer):
    """The link; its token is shown this once."""

    token: str
    path: str


class SavedAnswer(Answer):
    """What was saved for later, the latest first."""

    items: list[WishAnswer]


class CarriedAnswer(Answer):
    """What became of one thing: in the cart, or still on the list and why."""

    wish_id: UUID
    variant_id: UUID | None
    quantity: int
    moved: bool
    code: CarryCode
    available: int | None

    @classmethod
    def of(cls, told: Carried) -> "CarriedAnswer":
        return cls(
            wish_id=told.wish_id,
            variant_id=told.variant_id,
            quantity=told.quantity,
            moved=told.is_moved,
            code=told.code,
            available=told.available,
        )


class ToCartAnswer(Answer):
    """What became of each thing."""

    results: list[CarriedAnswer]

    @classmethod
    def of(cls, told: list[Carried]) -> "ToCartAnswer":
        return cls(results=[CarriedAnswer.of(each) for each in told])


def _members(found: Wishlist, item_count: int) -> dict[str, object]:
    names = ("id", "name", "is_shared", "shown_as", "created_at", "updated_at")
    kind = {"is_default": found.kind is ListKind.DEFAULT, "item_count": item_count}
    return {name: getattr(found, name) for name in names} | kind


def _goods(found: ShownWish, currency: str) -> dict[str, object]:
    wish, goods, price = found.wish, found.goods, found.price
    return {
        "product_id": wish.product_id,
        "variant_id": wish.variant_id,
        "slug": goods.slug if goods else None,
        "title": goods.product_title if goods else "",
        "variant_title": goods.title if goods and wish.variant_id else "",
        "image_url": goods.image_url if goods else None,
        "quantity": wish.quantity,
        "price": _amount(price.amount) if price else None,
        "compare_at_price": _amount(price.compare_at) if price else None,
        "currency": currency,
        "is_available": found.is_in_stock and price is not None,
        "is_for_sale": found.is_for_sale,
    }


def _amount(money: Money | None) -> str | None:
    return money.amount if money is not None else None
