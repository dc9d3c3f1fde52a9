"""What can go wrong with stock."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from shopwright.kernel.errors import Conflict, Invalid, NotFound
from shopwright.modules.inventory.contracts import Shortage


class OutOfStock(Conflict):
    """``names`` are what a customer calls the variants; they go into the text and beside each shortage."""

    code = "out_of_stock"
    title = "There is not enough stock."

    def __init__(
        self, shortages: Sequence[Shortage], names: Mapping[UUID, str] | None = None
    ) -> None:
        self.shortages = tuple(shortages)
        known = names or {}
        told = [
            f"{known[each.variant_id]}: {each.requested} wanted, {each.available} available"
            for each in shortages
            if each.variant_id in known
        ]
        super().__init__(
            f"{self.title} {'; '.join(told)}." if told else None,
            shortages=[
                {
                    "variant_id": str(each.variant_id),
                    "name": known.get(each.variant_id, ""),
                    "requested": each.requested,
                    "available": each.available,
                }
                for each in shortages
            ],
        )


class StockBelowReserved(Conflict):
    code = "stock_below_reserved"
    title = "Fewer pieces would be on hand than are promised to orders."


class TooMuchStock(Invalid):
    code = "too_much_stock"
    title = "More pieces would be on hand than can be counted: 2,147,483,647."


class InvalidPolicy(Invalid):
    code = "invalid_stock_policy"
    title = "Critical is at most low, and low at most high."


class NoStockRecord(NotFound):
    code = "no_stock_record"
    title = "No stock is kept of this variant."


class ReservationGone(Conflict):
    code = "reservation_gone"
    title = "The stock held for this order was given back."


class NotOnHand(Conflict):
    code = "not_on_hand"
    title = "The pieces promised have not arrived yet, so they can't leave."
