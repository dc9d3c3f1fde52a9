"""What can go wrong with requests about personal data."""

from shopwright.kernel.errors import Conflict, Forbidden


class OrdersOpen(Conflict):
    code = "orders_open"
    title = (
        "There are orders that are not through yet; what they need to know has to stay until then."
    )


class OwnRequest(Forbidden):
    code = "own_data_request"
    title = "What is asked about oneself is asked in person, with the password."
