"""The journey from cart to paid order."""

from shopwright.flows.checkout.run.again import buy_again
from shopwright.flows.checkout.run.basket import (
    add_code,
    add_item,
    change_item,
    clear_cart,
    describe_cart,
    find_cart,
    merge_at_sign_in,
    remove_code,
    remove_item,
    sync_items,
)
from shopwright.flows.checkout.run.comparing import compare
from shopwright.flows.checkout.run.paying import (
    begin_payment,
    confirm_payment,
    receive_webhook,
    secret_for_script,
    state_after_return,
)
from shopwright.flows.checkout.run.placing import place
from shopwright.flows.checkout.run.previewing import preview
from shopwright.flows.checkout.run.reminding import (
    announce_abandoned,
    cart_to_resume,
    refuse_reminders,
)
from shopwright.flows.checkout.run.saved import save_line, wishes_to_cart
from shopwright.flows.checkout.run.showing import delivery_options, view
from shopwright.flows.checkout.run.tidying import expire_carts, expire_orders, reconcile

__all__ = [
    "add_code",
    "add_item",
    "announce_abandoned",
    "begin_payment",
    "buy_again",
    "cart_to_resume",
    "change_item",
    "clear_cart",
    "compare",
    "confirm_payment",
    "delivery_options",
    "describe_cart",
    "expire_carts",
    "expire_orders",
    "find_cart",
    "merge_at_sign_in",
    "place",
    "preview",
    "receive_webhook",
    "reconcile",
    "refuse_reminders",
    "remove_code",
    "remove_item",
    "save_line",
    "secret_for_script",
    "state_after_return",
    "sync_items",
    "view",
    "wishes_to_cart",
]
