"""Requests are put down, and may be taken back."""

from datetime import timedelta
from uuid import UUID

from shopwright.flows.privacy.contracts import (
    ERASURE_ASKED,
    ERASURE_JOB,
    ERASURE_TAKEN_BACK,
    EXPORT_ASKED,
    EXPORT_JOB,
    Bureau,
)
from shopwright.flows.privacy.errors import OwnRequest
from shopwright.flows.privacy.steps.standing import refuse_open_orders
from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.customers import queries
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.contracts import DataRequest, RequestKind
from shopwright.modules.customers.errors import DataRequestNotFound
from shopwright.modules.identity import queries as identity
from shopwright.modules.identity.contracts import ADMIN, User
from shopwright.modules.identity.errors import LastAdmin, UserNotFound
from shopwright.modules.identity.service import guard_rights


async def ask_for_export(work: Work, *, user_id: UUID, is_by_staff: bool = False) -> DataRequest:
    """Ask for everything about a person as one archive; a job makes it.

    Raises:
        UserNotFound: nobody has this account.
        BeyondOwnRights: it is another's, who holds rights that the actor lacks.
        OwnRequest: staff ask about themselves.
        DataRequestOpen: one is being made.
    """
    await _known(work, user_id, is_by_staff=is_by_staff)
    request = await customers.ask(work, user_id=user_id, kind=RequestKind.EXPORT, due_at=work.now)
    work.enqueue(EXPORT_JOB, {"request_id": str(request.id)})
    await audit.note(work, action=EXPORT_ASKED, subject=Subject("user", str(user_id)))
    return request


async def ask_for_erasure(
    bureau: Bureau, work: Work, *, user_id: UUID, is_at_once: bool = False
) -> DataRequest:
    """Ask that a person goes; he has the time of cooling off for second thoughts, unless staff does it at once.

    Raises:
        UserNotFound: nobody has this account.
        BeyondOwnRights: it is another's, who holds rights that the actor lacks.
        OwnRequest: staff ask about themselves.
        LastAdmin: it is the last active admin's.
        OrdersOpen: there are orders that are not through.
        DataRequestOpen: it was asked for already.
    """
    user = await _known(work, user_id, is_by_staff=is_at_once)
    if user.is_active and ADMIN in user.roles and await identity.active_admins(work.db) == 1:
        raise LastAdmin
    await refuse_open_orders(work.db, user_id)
    wait = timedelta(0) if is_at_once else bureau.cooling_off
    request = await customers.ask(
        work, user_id=user_id, kind=RequestKind.ERASURE, due_at=work.now + wait
    )
    work.enqueue(ERASURE_JOB, {"request_id": str(request.id)}, after=wait)
    await audit.note(work, action=ERASURE_ASKED, subject=Subject("user", str(user_id)))
    return request


async def keep_account(work: Work, *, user_id: UUID) -> DataRequest:
    """Take the wish to be erased back.

    Raises:
        DataRequestNotFound: there is no such wish.
        DataRequestClosed: it is being carried out.
    """
    for request in await queries.data_requests(work.db, user_id):
        if request.kind is RequestKind.ERASURE and request.is_open:
            taken_back = await customers.take_back(work, request=request)
            subject = Subject("user", str(user_id))
            await audit.note(work, action=ERASURE_TAKEN_BACK, subject=subject)
            return taken_back
    raise DataRequestNotFound


async def _known(work: Work, user_id: UUID, *, is_by_staff: bool) -> User:
    """The account, if it is the actor's own or holds no right that he lacks."""
    user = await identity.by_id(work.db, user_id)
    if user is None:
        raise UserNotFound
    if work.actor.user_id != user_id:
        await guard_rights(work, user.roles)
    elif is_by_staff:  # nobody's right is a way round the password that he is asked for himself
        raise OwnRequest
    return user
