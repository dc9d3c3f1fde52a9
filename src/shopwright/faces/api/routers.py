"""Every router of the API, in the order of the documentation."""

from fastapi import APIRouter

from shopwright.faces.api import (
    addresses,
    admin_audit,
    admin_jobs,
    admin_orders,
    admin_payments,
    admin_stock,
    admin_users,
    api_keys,
    auth,
    cart,
    categories,
    factors,
    health,
    orders,
    payments,
    product_changes,
    products,
    roles,
    search,
    sessions,
    users,
)

ROUTERS: list[APIRouter] = [
    search.router,  # before products, whose pages would take "suggestions" for a slug
    products.router,
    product_changes.router,
    categories.router,
    auth.router,
    sessions.router,
    factors.router,
    users.router,
    addresses.router,
    cart.router,
    orders.router,
    payments.router,
    api_keys.router,
    admin_users.router,
    roles.router,
    admin_audit.router,
    admin_orders.router,
    admin_payments.router,
    admin_stock.router,
    admin_jobs.router,
    health.router,
]

# What the documentation says about each group of operations, in the order in which it shows them.
TAGS: dict[str, str] = {
    "Products": "What is for sale: lists, search, detail; changes for staff and vendors.",
    "Categories": "The tree that products are filed in.",
    "Authentication": "Accounts, signing in and out, renewing a session.",
    "Sessions": "Where one is signed in, and browsers' sessions by cookie.",
    "Second factor": "One-time codes beside the password: added, shown, removed, demanded.",
    "Users": "One's own profile and addresses.",
    "Cart": "What a guest or a customer is about to buy.",
    "Orders": "Placing an order, and one's own orders.",
    "Payments": "Paying, and what payment providers tell.",
    "API keys": "What machines sign in with: made, exchanged, revoked.",
    "Administration": "Accounts and the roles that they hold, for staff.",
    "Roles, for staff": "What roles allow, and every right there is.",
    "Audit trail, for staff": "What was done, by whom, when and from where.",
    "Orders, for staff": "Every order: moved along, cancelled, refunded.",
    "Payments, for staff": "Payments that need a person to look.",
    "Stock, for staff": "What is on hand, and why.",
    "Background work, for staff": "Jobs that failed for good, and running them again.",
    "Server": "What this server is and how it does.",
}
