"""Pages of the trade, in the order in which an address finds them."""

from fastapi import APIRouter

from shopwright.faces.backoffice import (
    analytics,
    customers,
    dashboard,
    documents,
    exports,
    fulfilment,
    live,
    order,
    orders,
    payment_cases,
    promotion_codes,
    promotions,
    refunds,
    returns,
    search,
    views,
)

ROUTERS: list[APIRouter] = [
    dashboard.router,
    live.router,
    orders.router,
    order.router,
    fulfilment.router,
    refunds.router,
    returns.router,
    payment_cases.router,
    documents.router,
    exports.router,
    customers.router,
    promotion_codes.router,
    promotions.router,
    analytics.router,
    search.router,
    views.router,
]
