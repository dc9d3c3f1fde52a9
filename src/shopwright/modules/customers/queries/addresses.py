"""Address books."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.sealing import Keyring, keyring_of
from shopwright.modules.customers.contracts import Address, SavedAddress
from shopwright.modules.customers.errors import AddressNotFound
from shopwright.modules.customers.models import AddressRow
from shopwright.modules.customers.queries.snapshots import opened_address

PLACE = "addresses.place"
_ADDRESS = (
    AddressRow.id,
    AddressRow.place,
    AddressRow.is_default_shipping,
    AddressRow.is_default_billing,
    AddressRow.created_at,
)
_NOWHERE = Address("", "", "", "")


async def addresses(db: AsyncConnection, user_id: UUID) -> Sequence[SavedAddress]:
    """A user's address book, the oldest first."""
    rows = await db.execute(
        select(*_ADDRESS).where(AddressRow.user_id == user_id).order_by(AddressRow.id)
    )
    keyring = keyring_of(db)
    return [_saved_address(keyring, row) for row in rows]


async def address(db: AsyncConnection, user_id: UUID, address_id: UUID) -> SavedAddress | None:
    """One of a user's own addresses; another's is none."""
    return await _one(db, AddressRow.id == address_id, AddressRow.user_id == user_id)


async def own_address(db: AsyncConnection, user_id: UUID, address_id: UUID) -> SavedAddress:
    """As :func:`address`.

    Raises:
        AddressNotFound: not in the user's book.
    """
    found = await address(db, user_id, address_id)
    if found is None:
        raise AddressNotFound
    return found


async def default_shipping(db: AsyncConnection, user_id: UUID) -> SavedAddress | None:
    return await _one(db, AddressRow.user_id == user_id, AddressRow.is_default_shipping)


async def default_billing(db: AsyncConnection, user_id: UUID) -> SavedAddress | None:
    return await _one(db, AddressRow.user_id == user_id, AddressRow.is_default_billing)


async def address_count(db: AsyncConnection, user_id: UUID) -> int:
    statement = select(func.count(AddressRow.id)).where(AddressRow.user_id == user_id)
    return (await db.execute(statement)).scalar_one()


async def _one(db: AsyncConnection, *conditions: Any) -> SavedAddress | None:
    row = (await db.execute(select(*_ADDRESS).where(*conditions))).first()
    return _saved_address(keyring_of(db), row) if row else None


def _saved_address(keyring: Keyring, row: Row[*tuple[Any, ...]]) -> SavedAddress:
    return SavedAddress(
        id=row.id,
        address=opened_address(keyring, row.place, place=PLACE, row=row.id) or _NOWHERE,
        is_default_shipping=row.is_default_shipping,
        is_default_billing=row.is_default_billing,
        created_at=row.created_at,
    )
