"""Customers as staff sees them: who they are, what they bought, and what was noted about them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic.types import StringConstraints

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.people import (
    ProfileAnswer,
    SavedAddressAnswer,
    SummaryAnswer,
    UserAnswer,
    address_answer,
    profile_answer,
    user_answer,
)
from shopwright.faces.api.shapes import Answer, OwnLongText, PageOf, Payload, Time, example
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.customers import queries as customer_queries
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.contracts import Note
from shopwright.modules.customers.permissions import CUSTOMERS_READ, CUSTOMERS_WRITE
from shopwright.modules.identity import queries as identity
from shopwright.modules.identity.contracts import CUSTOMER
from shopwright.modules.identity.errors import UserNotFound
from shopwright.modules.identity.queries import UserFilter
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import OrderSummary

router = APIRouter(tags=["Customers, for staff"])


class NotePayload(Payload):
    model_config = example({"text": "Asked for the invoice by post."})

    text: Annotated[OwnLongText, StringConstraints(min_length=1, max_length=5000)]


class NoteAnswer(Answer):
    id: UUID
    author: str
    text: str
    created_at: Time


class ListedCustomerAnswer(Answer):
    account: UserAnswer
    summary: SummaryAnswer


class CustomerAnswer(Answer):
    account: ProfileAnswer
    summary: SummaryAnswer
    addresses: list[SavedAddressAnswer]
    notes: list[NoteAnswer]
    group_ids: list[UUID]


@router.get(
    "/api/v1/admin/customers",
    summary="Customers with what they bought, the newest first",
    operation_id="customer_list",
    **access(CUSTOMERS_READ),
)
async def list_customers(
    ctx: Ctx,
    paging: Paging,
    *,
    request: Request,
    response: Response,
    is_active: Annotated[bool | None, Query()] = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
) -> PageOf[ListedCustomerAnswer]:
    async with ctx.reading() as db:
        page = await identity.users(db, UserFilter(CUSTOMER, is_active, q), paging)
        bought = await orders.summaries(db, [user.id for user in page.items])
    items = [
        ListedCustomerAnswer(
            account=user_answer(user),
            summary=SummaryAnswer.of(bought.get(user.id, OrderSummary())),
        )
        for user in page.items
    ]
    return page_of(request, response, page, items)


@router.get(
    "/api/v1/admin/customers/{user_id}",
    summary="A customer: profile, address book, what he bought, notes",
    operation_id="customer_show",
    **access(CUSTOMERS_READ, 404),
)
async def show_customer(ctx: Ctx, user_id: UUID, response: Response) -> CustomerAnswer:
    response.headers["cache-control"] = "private, no-store"
    async with ctx.reading() as db:
        user = await identity.by_id(db, user_id)
        if user is None:
            raise UserNotFound
        profile = await customer_queries.profile(db, user_id)
        book = await customer_queries.addresses(db, user_id)
        notes = await customer_queries.notes(db, user_id)
        bought = await orders.summary(db, user_id)
        group_ids = await customer_queries.groups_of(db, user_id)
    return CustomerAnswer(
        account=profile_answer(user, profile),
        summary=SummaryAnswer.of(bought),
        addresses=[address_answer(saved) for saved in book],
        notes=[_note(note) for note in notes],
        group_ids=list(group_ids),
    )


@router.post(
    "/api/v1/admin/customers/{user_id}/notes",
    summary="Note something about a customer, who may ask for it",
    operation_id="customer_note_add",
    status_code=201,
    **access(CUSTOMERS_WRITE, 404),
)
async def add_note(ctx: Ctx, user_id: UUID, payload: NotePayload) -> NoteAnswer:
    async with ctx.work() as work:
        if await identity.by_id(work.db, user_id) is None:
            raise UserNotFound
        note = await customers.add_note(work, user_id=user_id, text=payload.text)
        subject = Subject("user", str(user_id))
        await audit.note(
            work, action="customer.noted", subject=subject, after={"note": str(note.id)}
        )
    return _note(note)


@router.delete(
    "/api/v1/admin/customers/{user_id}/notes/{note_id}",
    summary="Remove a note about a customer",
    operation_id="customer_note_remove",
    status_code=204,
    **access(CUSTOMERS_WRITE, 404),
)
async def remove_note(ctx: Ctx, user_id: UUID, note_id: UUID) -> None:
    async with ctx.work() as work:
        await customers.remove_note(work, user_id=user_id, note_id=note_id)
        subject = Subject("user", str(user_id))
        await audit.note(
            work, action="customer.note_removed", subject=subject, before={"note": str(note_id)}
        )


def _note(note: Note) -> NoteAnswer:
    return NoteAnswer(id=note.id, author=note.author, text=note.text, created_at=note.created_at)
