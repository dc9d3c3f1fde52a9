"""Everything about a person, by what the columns say of themselves."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db.base import metadata
from shopwright.infra.db.subjects import Person, rows_to_hand_out, tables_of_persons
from shopwright.kernel.paging import LARGEST_PAGE, PageRequest
from shopwright.modules.audit import queries as audit
from shopwright.modules.audit.contracts import Entry
from shopwright.modules.audit.queries import EntryFilter
from shopwright.modules.identity.contracts import User

# Rows that hold no word about a person and yet are his: what he bought, collected, may do.
ALSO = {
    "order_lines": "order_id>orders.id",
    "cart_lines": "cart_id>carts.id",
    "documents": "order_id>orders.id",
    "user_roles": "user_id",
    "review_votes": "user_id",
    "review_reports": "user_id",
}
_LONGEST_EMAIL = 320
# The shop's own machinery: what is in it stands in the tables that it is about.
MACHINERY = frozenset({"idempotency_keys", "jobs", "outbox_events"})


def person_of(user_id: UUID, user: User | None) -> Person:
    """Whose rows are looked for, by what is known of his account."""
    if user is None:
        return Person(user_id)
    return Person(user_id, user.email.lower(), reads_email=user.is_verified)


async def everything(db: AsyncConnection, person: Person) -> dict[str, list[dict[str, Any]]]:
    """A person's rows by table, and his part of the audit trail."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in tables_of_persons(metadata):
        if table.name not in MACHINERY:
            found[table.name] = [row async for row in rows_to_hand_out(db, table, person)]
    for name, subject in ALSO.items():
        table = metadata.tables[name]
        found[name] = [row async for row in rows_to_hand_out(db, table, person, subject)]
    found["audit_entries"] = await _trail(db, person.user_id)
    return dict(sorted(found.items()))


async def addresses_of(db: AsyncConnection, person: Person) -> frozenset[str]:
    """The email addresses that a person has and had, in small letters."""
    found = await everything(db, person)
    values = (value for rows in found.values() for row in rows for value in row.values())
    mailed = {value.lower() for value in values if isinstance(value, str) and _is_email(value)}
    return frozenset({*mailed, person.email} - {""})


def _is_email(text: str) -> bool:
    return text.count("@") == 1 and len(text) <= _LONGEST_EMAIL and not set(text) & set(" <>\n")


async def _trail(db: AsyncConnection, user_id: UUID) -> list[dict[str, Any]]:
    wanted = (
        EntryFilter(subject_type="user", subject_id=str(user_id)),
        EntryFilter(actor=f"user:{user_id}"),
    )
    entries: dict[int, dict[str, Any]] = {}
    for each in wanted:
        page = PageRequest(limit=LARGEST_PAGE)
        while True:
            found = await audit.entries(db, each, page)
            entries |= {entry.seq: _told(entry, user_id) for entry in found.items}
            if found.next_cursor is None:
                break
            page = PageRequest(limit=LARGEST_PAGE, cursor=found.next_cursor)
    return [entries[seq] for seq in sorted(entries)]


def _told(entry: Entry, user_id: UUID) -> dict[str, Any]:
    """An entry without what is another's: from where somebody of the staff did it, what an order of others held."""
    is_about_him = entry.subject.type == "user" and entry.subject.id == str(user_id)
    is_his = entry.actor == f"user:{user_id}" or (
        is_about_him and not entry.actor.startswith("user:")
    )
    return {
        "at": entry.at,
        "actor": entry.actor if is_his else "staff",
        "action": entry.action,
        "subject": f"{entry.subject.type}:{entry.subject.id}",
        "before": entry.before if is_about_him else None,
        "after": entry.after if is_about_him else None,
        "address": entry.address if is_his else "",
        "request_id": entry.request_id if is_his else "",
    }
