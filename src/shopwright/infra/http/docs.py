"""Swagger UI, ReDoc and Scalar from our own files: they work without the internet."""

import gzip
import json
from base64 import b64encode
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from html import escape
from pathlib import Path

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

VENDOR = Path(__file__).parent / "static" / "vendor"
ASSETS = "/static/vendor"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A way to show an OpenAPI document.

    `start` is the script that starts it; OPENAPI_URL in it becomes the document's address. `policy` is what its page
    needs beyond scripts, styles, pictures and requests of our own.
    """

    path: str
    name: str
    script: str
    start: str
    style: str | None = None
    policy: str = ""


_SWAGGER = Viewer(
    path="/docs",
    name="Swagger UI",
    script="swagger-ui-5.35.0/swagger-ui-bundle.js",
    style="swagger-ui-5.35.0/swagger-ui.css",
    start="""
SwaggerUIBundle({url: OPENAPI_URL, dom_id: "#viewer", deepLinking: true, persistAuthorization: false,
  displayRequestDuration: true, filter: true, docExpansion: "none", validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout"});
""",
)
_REDOC = Viewer(
    path="/redoc",
    name="ReDoc",
    script="redoc-2.5.4/redoc.standalone.js",
    start='\nRedoc.init(OPENAPI_URL, {expandResponses: "200,201"}, document.getElementById("viewer"));\n',
    policy="worker-src blob:",  # its search index is built beside the page
)
_SCALAR = Viewer(
    path="/scalar",
    name="Scalar",
    script="scalar-1.46.4/standalone.js",
    start="""
Scalar.createApiReference("#viewer", {url: OPENAPI_URL, telemetry: false, agent: {disabled: true},
  mcp: {disabled: true}, showDeveloperTools: "never", hideClientButton: true,
  withDefaultFonts: false});
""",
)


def docs_routes(openapi_url: str, title: str) -> list[Route]:
    """`/docs`, `/redoc`, `/scalar`, and the files that they load; nothing comes from elsewhere.

    Both arguments are ours, not a visitor's; a root path that the server is told of is put before the addresses.
    """
    pages = [
        Route(
            viewer.path,
            partial(_answer_page, viewer=viewer, openapi_url=openapi_url, title=title),
            methods=["GET"],
            include_in_schema=False,
            name=viewer.path.strip("/"),
        )
        for viewer in (_SWAGGER, _REDOC, _SCALAR)
    ]
    assets = Route(
        ASSETS + "/{folder}/{name}", answer_asset, methods=["GET"], include_in_schema=False
    )
    return [*pages, assets]


async def _answer_page(
    request: Request, *, viewer: Viewer, openapi_url: str, title: str
) -> Response:
    root = request.scope.get("root_path", "").rstrip("/")
    html, policy = _page(viewer, openapi_url=root + openapi_url, title=title, root=root)
    headers = {"content-security-policy": policy, "cache-control": "no-cache"}
    return HTMLResponse(html, headers=headers)


@cache
def _page(viewer: Viewer, *, openapi_url: str, title: str, root: str) -> tuple[str, str]:
    """The page and its content security policy: the one inline script is let in by its hash."""
    address = json.dumps(openapi_url).replace("<", "\\u003c")
    start = viewer.start.replace("OPENAPI_URL", address)
    base = escape(f"{root}{ASSETS}/")
    style = f'<link rel="stylesheet" href="{base}{viewer.style}">\n' if viewer.style else ""
    html = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(title)} · {viewer.name}</title>
<link rel="icon" href="data:,">
<style>body {{ margin: 0 }}</style>
{style}</head>
<body>
<div id="viewer"></div>
<script src="{base}{viewer.script}"></script>
<script>{start}</script>
</body>
</html>
"""
    digest = b64encode(sha256(start.encode()).digest()).decode()
    policy = [
        "default-src 'none'",
        f"script-src 'self' 'sha256-{digest}'",
        "style-src 'self' 'unsafe-inline'",  # all three write styles as they draw
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        *([viewer.policy] if viewer.policy else []),
    ]
    return html, "; ".join(policy)


@cache
def _checksums() -> dict[str, str]:
    """The SHA-256 of every file that may be served, by folder and name: nothing else is."""
    return {
        f"{manifest.parent.name}/{name}": checksum
        for manifest in VENDOR.glob("*/MANIFEST.sha256")
        for checksum, name in (line.split() for line in manifest.read_text().splitlines())
    }


async def answer_asset(request: Request) -> Response:
    """A script or style, compressed as it is stored unless the client can't take that."""
    name = "{folder}/{name}".format_map(request.path_params)
    checksum = _checksums().get(f"{name}.gz")
    if checksum is None:
        raise HTTPException(404)
    headers = {
        "content-type": _TYPES[Path(name).suffix],
        "cache-control": _FOR_EVER,
        "etag": f'"{checksum}"',
        "vary": "Accept-Encoding",
        "x-content-type-options": "nosniff",
    }
    if checksum in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    stored = VENDOR / f"{name}.gz"
    if "gzip" not in request.headers.get("accept-encoding", ""):
        headers["etag"] = f'"{checksum}-plain"'
        content = await anyio.to_thread.run_sync(_unpacked, stored)
        return Response(content, headers=headers)
    return FileResponse(stored, headers={**headers, "content-encoding": "gzip"})


def _unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())
