"""The journey from cart to paid order."""

from shopwright.flows.checkout.run.basket import (
    add_item,
    change_item,
    clear_cart,
    describe_cart,
    find_cart,
    merge_at_sign_in,
    remove_item,
    sync_items,
    view,
)
from shopwright.flows.checkout.run.paying import begin_payment, confirm_payment, receive_webhook
from shopwright.flows.checkout.run.placing import place
from shopwright.flows.checkout.run.saved import save_line, wishes_to_cart
from shopwright.flows.checkout.run.tidying import expire_carts, expire_orders, reconcile

__all__ = [
    "add_item",
    "begin_payment",
    "change_item",
    "clear_cart",
    "confirm_payment",
    "describe_cart",
    "expire_carts",
    "expire_orders",
    "find_cart",
    "merge_at_sign_in",
    "place",
    "receive_webhook",
    "reconcile",
    "remove_item",
    "save_line",
    "sync_items",
    "view",
    "wishes_to_cart",
]
