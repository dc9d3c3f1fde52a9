"""What can go wrong with requests about personal data."""

from shopwright.kernel.errors import Conflict


class OrdersOpen(Conflict):
    code = "orders_open"
    title = (
        "There are orders that are not through yet; what they need to know has to stay until then."
    )
