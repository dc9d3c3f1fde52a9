"""Files of the pages, under addresses that change with them."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from shopwright.faces.storefront.rendering import STATIC, asset

router = APIRouter(include_in_schema=False)
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}


@router.get("/store/static/{digest}/{name}")
async def static(
    digest: str, name: Annotated[str, Path(pattern=r"^[a-z0-9_-]+\.[a-z]+$")]
) -> Response:
    """A file; one that has changed since leads to the new one."""
    path = STATIC / name
    if path.suffix not in _TYPES or not path.is_file():
        raise HTTPException(404)
    if asset(name) != f"/store/static/{digest}/{name}":
        return RedirectResponse(asset(name), status_code=302)
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=_FOR_GOOD)
