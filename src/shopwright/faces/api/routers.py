"""Every router of the API, in the order of the documentation."""

from fastapi import APIRouter

from shopwright.faces.api import (
    addresses,
    admin_jobs,
    admin_orders,
    admin_stock,
    admin_users,
    auth,
    cart,
    categories,
    orders,
    payments,
    products,
    users,
)

ROUTERS: list[APIRouter] = [
    products.router,
    categories.router,
    auth.router,
    users.router,
    addresses.router,
    cart.router,
    orders.router,
    payments.router,
    admin_users.router,
    admin_orders.router,
    admin_stock.router,
    admin_jobs.router,
]
