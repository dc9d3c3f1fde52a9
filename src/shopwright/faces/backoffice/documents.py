"""Invoices and credit notes, and the journal of a month."""

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Looking

router = APIRouter(include_in_schema=False)
ADDRESS = "/admin/documents"
DOCUMENTS = Listing(
    address=ADDRESS,
    source="/api/v1/admin/documents",
    kind="documents",
    filters=("kind", "number", "month"),
)


@router.get(ADDRESS)
async def document_list(asked: Looking) -> Response:
    facts = await looked_through(asked, DOCUMENTS)
    return await asked.show("documents.html", facts)
