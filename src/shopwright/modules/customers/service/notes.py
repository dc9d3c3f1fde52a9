"""Notes of staff on customers."""

from uuid import UUID

from sqlalchemy import delete, insert

from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.customers.contracts import Note
from shopwright.modules.customers.errors import NoteNotFound
from shopwright.modules.customers.models import NoteRow
from shopwright.modules.customers.queries.notes import TEXT


async def add_note(work: Work, *, user_id: UUID, text: str) -> Note:
    """Write something down about a customer, who may ask for it."""
    note = Note(ids.new(), work.actor.name, text, work.now)
    sealed = keyring_of(work.db).seal(text, place=TEXT, row=note.id)
    await work.db.execute(
        insert(NoteRow).values(
            id=note.id, user_id=user_id, author=note.author, text=sealed, created_at=work.now
        )
    )
    return note


async def remove_note(work: Work, *, user_id: UUID, note_id: UUID) -> None:
    """Take a note away.

    Raises:
        NoteNotFound: not one on this customer.
    """
    removed = await work.db.execute(
        delete(NoteRow).where(NoteRow.id == note_id, NoteRow.user_id == user_id)
    )
    if removed.rowcount != 1:
        raise NoteNotFound
