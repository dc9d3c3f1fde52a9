"""What a browser is shown at the root: where to go and what to try; in production, the shop itself."""

from collections.abc import MutableMapping
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Match
from typing_extensions import override

from shopwright import __version__
from shopwright.faces.storefront.page import Looking


class ForBrowsers(APIRoute):
    """A route for those who take HTML; other programs get what stands behind it at the same address."""

    @override
    def matches(self, scope: MutableMapping[str, Any]) -> tuple[Match, MutableMapping[str, Any]]:
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            return Match.NONE, {}
        return super().matches(scope)


router = APIRouter(include_in_schema=False, route_class=ForBrowsers)


@router.get("/")
async def start(asked: Looking) -> Response:
    settings = asked.services.settings
    if settings.is_production:
        return asked.lead("/store")
    demo = await asked.ask("GET", "/api/v1/demo")
    facts = {
        "version": __version__,
        "accounts": demo.data["accounts"] if demo.is_well else [],
        "has_desk": settings.backoffice,
        "base": settings.public_url.rstrip("/"),
    }
    page = await asked.show("start.html", facts)
    page.headers["vary"] = "Accept, Accept-Language, Cookie"
    return page
