"""A vendor's orders: those that hold his goods, and of them his lines and where they go."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Looking
from shopwright.faces.backoffice.shelf import demand
from shopwright.faces.pages.visit import whole_number

router = APIRouter(include_in_schema=False)
OWN, _API = "/admin/own/orders", "/api/v1/vendor/orders"
_ON_A_PAGE = 25


@router.get(OWN)
async def orders(asked: Looking) -> Response:
    await demand(asked, "orders:read_own")
    said = asked.request.query_params
    query = {name: said[name] for name in ("cursor",) if said.get(name)}
    limit = min(max(whole_number(said.get("limit", ""), _ON_A_PAGE), 1), 100)
    found = await asked.got(_API, {"limit": limit, **query})
    return await asked.show("own_orders.html", {"found": found, "query": query})


@router.get(f"{OWN}/{{order_id}}")
async def order(asked: Looking, order_id: str) -> Response:
    await demand(asked, "orders:read_own")
    found = await asked.got(f"{_API}/{quote(order_id, safe='')}")
    return await asked.show("own_order.html", {"order": found})
