"""Files in and out: exports as jobs, imports with a dry run first, how far each is, and what came of it."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import TAKES_FILES, Desk, Looking, Sending
from shopwright.faces.backoffice.shelf import Fields, demand
from shopwright.faces.pages.uploads import form_of
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.edge.declared import LARGEST_BODY
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
FILES, _FILES = "/admin/files", "/api/v1/admin/files"
_TAKES_IMPORT = {**TAKES_FILES, LARGEST_BODY: "import"}
# What is written and read, with the right for each.
WRITTEN = {
    **dict.fromkeys(("products", "prices"), "products:read"),
    "stock": "stock:read",
    "reviews": "reviews:moderate",
    **dict.fromkeys(("orders", "order_lines"), "orders:read"),
    "customers": "customers:read",
    **dict.fromkeys(("sales", "product_sales", "searches"), "analytics:read"),
}
_IN = {
    **dict.fromkeys(("products", "prices"), "products:write"),
    "stock": "stock:write",
    "reviews": "reviews:moderate",
}
_FORMATS = ("csv", "xlsx", "jsonl")
_READ_AS = ("shopify", "woocommerce", "spree", "jsonl", "csv")


@router.get(FILES)
async def files(asked: Looking) -> Response:
    return await _page(asked)


@router.post(f"{FILES}/export", openapi_extra=TAKES_FORM)
async def export(asked: Sending) -> Response:
    body = {name: asked.form.get(name, "") for name in ("kind", "format")}
    done = await asked.ask("POST", "/api/v1/admin/exports", body=body)
    return await _begun(asked, done)


@router.post(f"{FILES}/import", openapi_extra=_TAKES_IMPORT)
async def take_in(asked: Sending) -> Response:
    """Have a file read; nothing is stored unless the form says so outright."""
    file = next((file for name, file in asked.files if name == "file" and file.filename), None)
    if file is None:
        return await _page(asked, asked.mistake("Choose a file first."))
    form = asked.form
    wanted = {name: form.get(name, "").strip() for name in ("kind", "currency", "format")}
    fields = {name: value for name, value in wanted.items() if value}
    fields["dry_run"] = "false" if form.get("how") == "real" else "true"
    body = form_of(fields, "file", file)
    done = await asked.ask("POST", "/api/v1/admin/imports", body=body)
    return await _begun(asked, done)


@router.get(f"{FILES}/{{task_id}}")
async def task(asked: Looking, task_id: str) -> Response:
    found = await asked.got(f"{_FILES}/{quote(task_id, safe='')}")
    return await asked.show("file.html", {"task": found, "reads": _READ_AS})


@router.get(f"{FILES}/{{task_id}}/part")
async def part(asked: Looking, task_id: str) -> Response:
    """How far it is, for a page that stands open."""
    found = await asked.got(f"{_FILES}/{quote(task_id, safe='')}")
    return await asked.show_part("file_part.html", {"task": found})


async def _begun(asked: Desk, done: Answered) -> Response:
    if not done.is_well:
        return await _page(asked, done)
    return asked.done(f"{FILES}/{done.data['id']}")


async def _page(asked: Desk, refused: Answered | None = None) -> Response:
    await demand(asked, *WRITTEN.values(), *_IN.values())
    found: Fields = {"items": []}
    if asked.may(*WRITTEN.values()):
        found = await asked.got(_FILES)
    shown: Fields = {
        "tasks": found["items"],
        "out": [name for name, right in WRITTEN.items() if asked.may(right)],
        "into": [name for name, right in _IN.items() if asked.may(right)],
        "formats": _FORMATS,
        "reads": _READ_AS,
    }
    return await asked.show_again("files.html", shown, refused)
