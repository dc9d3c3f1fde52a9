"""Every page of goods: what is sold, how it looks, how much of it there is, what is said of it."""

from fastapi import APIRouter

from shopwright.faces.backoffice import (
    approvals,
    files,
    pictures,
    product_editor,
    products,
    related,
    reviews,
    stock,
    variants,
    vendor_orders,
)

ROUTERS: list[APIRouter] = [
    products.router,
    product_editor.router,
    variants.router,
    pictures.router,
    related.router,
    approvals.router,
    stock.router,
    files.router,
    reviews.router,
    vendor_orders.router,
]
