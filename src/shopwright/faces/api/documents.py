"""Invoices and credit notes: as files for who ordered, and listed, issued and taken out by staff."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response
from fastapi.responses import StreamingResponse

from shopwright.faces.api import tokens
from shopwright.faces.api.context import ANONYMOUS, PUBLIC, Context, Ctx, access
from shopwright.faces.api.document_shapes import (
    MONTH,
    DocumentAnswer,
    DocumentQuery,
    DocumentsAnswer,
)
from shopwright.faces.api.finished import has_it
from shopwright.faces.api.order_access import OrderToken, visible_order
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.shapes import PageOf
from shopwright.faces.api.unsubscribing import Slip
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.invoices import queries
from shopwright.modules.invoices import service as invoices
from shopwright.modules.invoices.contracts import OPEN_DOCUMENT, Document
from shopwright.modules.invoices.errors import DocumentNotFound
from shopwright.modules.invoices.permissions import INVOICES_READ, INVOICES_WRITE
from shopwright.modules.orders import queries as order_queries

router = APIRouter(tags=["Orders"])
staff_router = APIRouter(tags=["Invoices, for staff"])
IfNoneMatch = Annotated[str | None, Header(max_length=500)]
_KEPT_TO_HIMSELF = "private, no-store"


class PdfResponse(Response):
    media_type: str | None = "application/pdf"


@router.get(
    "/api/v1/orders/{order_id}/invoice",
    operation_id="order_invoice",
    summary="The invoice of an order as PDF: for its owner, for staff, or the guest who holds its token",
    response_class=PdfResponse,
    **access(PUBLIC, 404),
)
async def order_invoice(
    ctx: Ctx, order_id: UUID, token: OrderToken = None, if_none_match: IfNoneMatch = None
) -> Response:
    await visible_order(ctx, order_id, token, right=INVOICES_READ)
    async with ctx.reading() as db:
        document = await queries.issued_invoice(db, order_id)
    return await _paper(ctx, document, if_none_match)


@router.get(
    "/api/v1/orders/{order_id}/documents",
    operation_id="order_documents",
    summary="List the invoice and the credit notes of an order",
    **access(PUBLIC, 404),
)
async def order_documents(
    ctx: Ctx, response: Response, order_id: UUID, token: OrderToken = None
) -> DocumentsAnswer:
    response.headers["cache-control"] = _KEPT_TO_HIMSELF
    await visible_order(ctx, order_id, token, right=INVOICES_READ)
    async with ctx.reading() as db:
        found = await queries.of_order(db, order_id)
    return DocumentsAnswer(items=[DocumentAnswer.of(each) for each in found])


@router.get(
    "/api/v1/orders/{order_id}/documents/{document_id}",
    operation_id="order_document",
    summary="An invoice or a credit note of an order as PDF",
    response_class=PdfResponse,
    **access(PUBLIC, 404),
)
async def order_document(
    ctx: Ctx,
    order_id: UUID,
    document_id: UUID,
    token: OrderToken = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    await visible_order(ctx, order_id, token, right=INVOICES_READ)
    async with ctx.reading() as db:
        document = await queries.by_id(db, document_id)
    if document.order_id != order_id:
        raise DocumentNotFound
    return await _paper(ctx, document, if_none_match)


@router.get(
    "/api/v1/documents/{token}",
    operation_id="document_open",
    summary="Open the document of a guest's order by the link of a mail",
    response_class=PdfResponse,
    **access(ANONYMOUS, 404),
)
async def open_document(ctx: Ctx, token: Slip, if_none_match: IfNoneMatch = None) -> Response:
    """As long as the order is a guest's; one that an account has taken over is opened by signing in."""
    document_id = tokens.read(ctx.services, OPEN_DOCUMENT, token)
    if document_id is None:
        raise DocumentNotFound
    async with ctx.reading() as db:
        document = await queries.by_id(db, document_id)
        order = await order_queries.by_id(db, document.order_id)
    if order is None or order.user_id is not None:
        raise DocumentNotFound
    return await _paper(ctx, document, if_none_match)


@staff_router.get(
    "/api/v1/admin/documents",
    operation_id="document_list",
    summary="List all invoices and credit notes, the latest first",
    **access(INVOICES_READ),
)
async def list_documents(
    ctx: Ctx, response: Response, paging: Paging, query: Annotated[DocumentQuery, Depends()]
) -> PageOf[DocumentAnswer]:
    response.headers["cache-control"] = _KEPT_TO_HIMSELF
    async with ctx.reading() as db:
        page = await queries.page(db, query.as_filter(), paging)
    return page_of(ctx.request, response, page, [DocumentAnswer.of(each) for each in page.items])


@staff_router.post(
    "/api/v1/admin/orders/{order_id}/invoice",
    operation_id="order_invoice_issue",
    summary="Issue the invoice of an order now; one that is there is answered as it is",
    **access(INVOICES_WRITE, 404, 409),
)
async def issue_invoice(ctx: Ctx, order_id: UUID) -> DocumentAnswer:
    async with ctx.work() as work:
        issued = await invoices.issue_now(work, ctx.services.office.terms, order_id=order_id)
    return DocumentAnswer.of(issued)


@staff_router.get(
    "/api/v1/admin/documents/journal",
    operation_id="document_journal",
    summary="The documents of a month as CSV, a row a tax rate; that it was taken is put down too",
    response_class=StreamingResponse,
    **access(INVOICES_READ),
)
async def journal(ctx: Ctx, month: Annotated[str, Query(pattern=MONTH)]) -> StreamingResponse:
    async with ctx.work() as work:
        subject = Subject("documents", month)
        await audit.note(work, action="documents.exported", subject=subject, after={"month": month})
    return StreamingResponse(
        _journal(ctx, month),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="documents-{month}.csv"',
            "cache-control": _KEPT_TO_HIMSELF,
        },
    )


async def _journal(ctx: Context, month: str) -> AsyncIterator[bytes]:
    async for lines in invoices.journal_lines(ctx.services.works, month):
        yield lines.encode()


async def _paper(ctx: Context, document: Document, if_none_match: str | None) -> Response:
    """The file; who has it already is told so before it is made."""
    printer = ctx.services.office.printer
    headers = {"etag": f'"{printer.tag(document)}"', "cache-control": _KEPT_TO_HIMSELF}
    if has_it(if_none_match, headers["etag"]):
        return Response(status_code=304, headers=headers)
    async with ctx.reading() as db:
        snapshot = await queries.snapshot(db, document.id)
    paper = await printer.print(document, snapshot)
    headers["content-disposition"] = f'attachment; filename="{paper.name}"'
    return PdfResponse(paper.content, headers=headers)
