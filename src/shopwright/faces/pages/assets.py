"""Files of a site's pages, under addresses that change with them."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from shopwright.faces.pages.site import Site

_TYPES = {
    ".css": "text/css",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}


def _none(_: Request) -> str:
    return ""


def assets_of(site: Site, theme_of: Callable[[Request], str] = _none) -> APIRouter:
    """The route of a site's files, and of those that the shop's theme has in their place."""
    router = APIRouter(include_in_schema=False)

    @router.get(f"{site.root}/static/{{digest}}/{{name}}")
    async def static(
        request: Request,
        digest: str,
        name: Annotated[str, Path(pattern=r"^[a-z0-9_-]+\.[a-z0-9]+$")],
    ) -> Response:
        """A file; one that has changed since leads to the new one."""
        themed = site.themed(theme_of(request))
        path = themed.file(name)
        if path.suffix not in _TYPES or not path.is_file():
            raise HTTPException(404)
        if themed.asset(name) != f"{site.root}/static/{digest}/{name}":
            return RedirectResponse(themed.asset(name), status_code=302)
        return FileResponse(path, media_type=_TYPES[path.suffix], headers=_FOR_GOOD)

    return router
