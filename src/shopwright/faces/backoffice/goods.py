"""Every page of goods: what is sold, how it looks, how much of it there is, what is said of it."""

from fastapi import APIRouter

from shopwright.faces.backoffice import pictures, product_editor, products, related, variants

ROUTERS: list[APIRouter] = [
    products.router,
    product_editor.router,
    variants.router,
    pictures.router,
    related.router,
]
