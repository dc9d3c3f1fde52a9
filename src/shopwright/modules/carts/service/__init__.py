"""Changes of carts."""

from shopwright.modules.carts.service.completing import claim, finish, reopen
from shopwright.modules.carts.service.filling import (
    add_line,
    clear,
    describe,
    open_cart,
    put_lines,
    remove_line,
    set_quantity,
    touch,
)
from shopwright.modules.carts.service.keeping import delete_expired, merge

__all__ = [
    "add_line",
    "claim",
    "clear",
    "delete_expired",
    "describe",
    "finish",
    "merge",
    "open_cart",
    "put_lines",
    "remove_line",
    "reopen",
    "set_quantity",
    "touch",
]
