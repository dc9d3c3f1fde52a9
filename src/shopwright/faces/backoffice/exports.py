"""A file that is made in the background: how far it is, and where it is fetched."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Looking

router = APIRouter(include_in_schema=False)


@router.get("/admin/exports/{task_id}")
async def export_page(asked: Looking, task_id: str) -> Response:
    task = await asked.got(f"/api/v1/admin/files/{quote(task_id, safe='')}")
    return await asked.show("export.html", {"task": task})
