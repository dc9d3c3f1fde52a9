"""What staff wrote down about customers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.sealing import keyring_of
from shopwright.modules.customers.contracts import Note
from shopwright.modules.customers.models import NoteRow

TEXT = "customer_notes.text"
_MOST = 200


async def notes(db: AsyncConnection, user_id: UUID) -> Sequence[Note]:
    """The notes on a customer, the latest first; the last two hundred of them."""
    statement = (
        select(NoteRow.id, NoteRow.author, NoteRow.text, NoteRow.created_at)
        .where(NoteRow.user_id == user_id)
        .order_by(NoteRow.id.desc())
        .limit(_MOST)
    )
    keyring = keyring_of(db)
    return [
        Note(row.id, row.author, keyring.unseal(row.text, place=TEXT, row=row.id), row.created_at)
        for row in await db.execute(statement)
    ]
