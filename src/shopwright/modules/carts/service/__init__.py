"""Changes of carts."""

from shopwright.modules.carts.service.codes import add_code, remove_code
from shopwright.modules.carts.service.completing import (
    claim,
    claim_unclaimed,
    finish,
    reopen,
)
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
from shopwright.modules.carts.service.reminding import (
    AGAIN_AFTER,
    announce,
    look_at_untouched,
    refuse_reminders,
)

__all__ = [
    "AGAIN_AFTER",
    "add_code",
    "add_line",
    "announce",
    "claim",
    "claim_unclaimed",
    "clear",
    "delete_expired",
    "describe",
    "finish",
    "look_at_untouched",
    "merge",
    "open_cart",
    "put_lines",
    "refuse_reminders",
    "remove_code",
    "remove_line",
    "reopen",
    "set_quantity",
    "touch",
]
