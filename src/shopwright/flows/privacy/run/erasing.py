"""A person is removed batch by batch; the books keep amounts, goods and countries.

Each batch is a Work of its own, and may be done again: whatever broke off begins anew. The account comes last, in one Work
with the audit trail, so that until then everything can still be found.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Table

from shopwright.flows.privacy.contracts import ERASED, Bureau
from shopwright.flows.privacy.steps.gathering import addresses_of, person_of
from shopwright.flows.privacy.steps.standing import may_go
from shopwright.infra.db.base import metadata
from shopwright.infra.db.subjects import Person, erase_batch, tables_of_persons
from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.kernel.actors import system
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.customers import queries
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.contracts import RequestKind
from shopwright.modules.customers.events import PersonErased
from shopwright.modules.identity import queries as identity_queries
from shopwright.modules.identity import service as identity
from shopwright.modules.orders import queries as orders

_ACTOR = system("privacy")
_LAST = "users"


async def erase(bureau: Bureau, *, request_id: UUID) -> bool:
    """Carry an erasure out, or on; False where it was taken back, is over, or waits for an order to be through.

    Raises:
        LastAdmin: the shop would be without.
    """
    async with bureau.works(_ACTOR) as work:
        request = await customers.begin(work, request_id=request_id)
        if request is None or not await may_go(work.db, request.user_id):
            return False
        await identity.set_active(work, user_id=request.user_id, is_active=False)
        user = await identity_queries.by_id(work.db, request.user_id)
    person = person_of(request.user_id, user)
    async with bureau.works.reading() as db:
        addresses = await addresses_of(db, person)
    await bureau.forget_files(addresses)
    for table in tables_of_persons(metadata):
        if table.name != _LAST:
            await _erase_table(bureau, table, person)
    async with bureau.works(_ACTOR) as work:
        await _finish(work, person, request_id)
    await bureau.forget_files(addresses)
    return True


async def erase_due(bureau: Bureau) -> int:
    """Carry out erasures whose time has come and that no job is at; answers how many."""
    async with bureau.works.reading() as db:
        due = await queries.due_data_requests(db, RequestKind.ERASURE, bureau.works.now())
    done = 0
    for request in due:
        done += await erase(bureau, request_id=request.id)
    return done


async def _erase_table(bureau: Bureau, table: Table, person: Person) -> None:
    after: Any = None
    while True:
        async with bureau.works(_ACTOR) as work:
            after = await erase_batch(work.db, table, person, _place(after))
        reach(f"privacy.erased_{table.name}")
        if after is None:
            return


async def _finish(work: Work, person: Person, request_id: UUID) -> None:
    """What came in meanwhile, the account, the trail, and the note that it is done."""
    for table in tables_of_persons(metadata):
        after: Any = True
        while after is not None:
            after = await erase_batch(work.db, table, person, _place(after))
    if person.email:
        await identity.forget_attempts(work, identifier=person.email)
    work.record(PersonErased(user_id=person.user_id))
    await customers.finish(work, request_id=request_id)
    order_ids = await orders.ids_of_user(work.db, person.user_id)
    await audit.forget(work, user_id=person.user_id, order_ids=order_ids)
    await audit.note(
        work,
        action=ERASED,
        subject=Subject("user", str(person.user_id)),
        after={"orders": [str(each) for each in order_ids]},
    )


def _place(after: Any) -> Any:
    """After which row to go on; rows that go are always the first."""
    return None if after is True else after
