"""Promising an order its stock, in words that a customer understands where it can't be."""

from datetime import datetime

from shopwright.infra.work import Work
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import StockLine
from shopwright.modules.inventory.errors import OutOfStock
from shopwright.modules.orders.contracts import Order, OrderLine


async def promise(work: Work, order: Order, *, until: datetime) -> None:
    """Reserve every line, or none.

    Raises:
        OutOfStock: names every line that is short. The Work must not commit.
    """
    lines = [StockLine(line.variant_id, line.quantity) for line in order.lines]
    try:
        await inventory.reserve(work, order_id=order.id, lines=lines, until=until)
    except OutOfStock as short:
        names = {line.variant_id: _name(line) for line in order.lines}
        raise OutOfStock(short.shortages, names) from None


def _name(line: OrderLine) -> str:
    return f"{line.title} ({line.variant_title})" if line.variant_title else line.title
