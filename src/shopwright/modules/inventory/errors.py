"""What can go wrong with stock."""

from collections.abc import Sequence

from shopwright.kernel.errors import Conflict, NotFound
from shopwright.modules.inventory.contracts import Shortage


class OutOfStock(Conflict):
    code = "out_of_stock"
    title = "There is not enough stock."

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        super().__init__(
            shortages=[
                {
                    "variant_id": str(each.variant_id),
                    "requested": each.requested,
                    "available": each.available,
                }
                for each in shortages
            ]
        )


class StockBelowReserved(Conflict):
    code = "stock_below_reserved"
    title = "Fewer pieces would be on hand than are promised to orders."


class NoStockRecord(NotFound):
    code = "no_stock_record"
    title = "No stock is kept of this variant."


class ReservationGone(Conflict):
    code = "reservation_gone"
    title = "The stock held for this order was given back."


class NotOnHand(Conflict):
    code = "not_on_hand"
    title = "The pieces promised have not arrived yet, so they can't leave."
