"""The shop's pictures, where no CDN serves them."""

from os import PathLike, stat_result

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from typing_extensions import override

from shopwright.infra.files.store import is_key

_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox",  # should one ever be a page
    "cross-origin-resource-policy": "cross-origin",  # a storefront elsewhere shows them
}


# What bears a name of ours is never another file later; what was put there by hand may be.
_FOREVER, _FOR_A_DAY = "public, max-age=31536000, immutable", "public, max-age=86400"


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
        is_ours = is_key(
            str(scope["path"]).removeprefix(str(scope.get("root_path", ""))).lstrip("/")
        )
        response.headers["cache-control"] = _FOREVER if is_ours else _FOR_A_DAY
        return response
