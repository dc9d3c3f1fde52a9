"""The shop's pictures, where no CDN serves them."""

from os import PathLike, stat_result

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from typing_extensions import override

_HEADERS = {
    "cache-control": "public, max-age=86400",
    "content-security-policy": "default-src 'none'; sandbox",  # should one ever be a page
    "cross-origin-resource-policy": "cross-origin",  # a storefront elsewhere shows them
}


class Media(StaticFiles):
    """Files of one folder: no listing, no links that lead out of it."""

    def __init__(self, folder: str) -> None:
        super().__init__(directory=folder, check_dir=False)

    @override
    def file_response(
        self,
        full_path: PathLike[str] | str,
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(_HEADERS)
        return response
