"""Files of a site's pages, under addresses that change with them."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from shopwright.faces.pages.site import Site

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}


def assets_of(site: Site) -> APIRouter:
    """The route of a site's files."""
    router = APIRouter(include_in_schema=False)

    @router.get(f"{site.root}/static/{{digest}}/{{name}}")
    async def static(
        digest: str, name: Annotated[str, Path(pattern=r"^[a-z0-9_-]+\.[a-z]+$")]
    ) -> Response:
        """A file; one that has changed since leads to the new one."""
        path = site.static / name
        if path.suffix not in _TYPES or not path.is_file():
            raise HTTPException(404)
        if site.asset(name) != f"{site.root}/static/{digest}/{name}":
            return RedirectResponse(site.asset(name), status_code=302)
        return FileResponse(path, media_type=_TYPES[path.suffix], headers=_FOR_GOOD)

    return router
