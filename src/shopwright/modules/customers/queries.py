"""What is read about customers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.customers.contracts import Address, Profile, SavedAddress
from shopwright.modules.customers.errors import AddressNotFound
from shopwright.modules.customers.models import AddressRow, ProfileRow

ADDRESS = (
    AddressRow.id,
    AddressRow.recipient,
    AddressRow.company,
    AddressRow.line1,
    AddressRow.line2,
    AddressRow.city,
    AddressRow.region,
    AddressRow.postal_code,
    AddressRow.country,
    AddressRow.phone,
    AddressRow.is_default_shipping,
    AddressRow.is_default_billing,
    AddressRow.created_at,
)


async def profile(db: AsyncConnection, user_id: UUID) -> Profile:
    """A user's profile; one who told nothing has an empty one."""
    row = (
        await db.execute(
            select(
                ProfileRow.phone,
                ProfileRow.locale,
                ProfileRow.marketing_consent,
                ProfileRow.marketing_consent_at,
            ).where(ProfileRow.user_id == user_id)
        )
    ).first()
    return Profile(user_id, *row) if row else Profile(user_id)


async def addresses(db: AsyncConnection, user_id: UUID) -> Sequence[SavedAddress]:
    """A user's address book, the oldest first."""
    rows = await db.execute(
        select(*ADDRESS).where(AddressRow.user_id == user_id).order_by(AddressRow.id)
    )
    return [saved_address(row) for row in rows]


async def address(db: AsyncConnection, user_id: UUID, address_id: UUID) -> SavedAddress | None:
    """One of a user's own addresses; another's is none."""
    statement = select(*ADDRESS).where(AddressRow.id == address_id, AddressRow.user_id == user_id)
    row = (await db.execute(statement)).first()
    return saved_address(row) if row else None


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
    statement = select(*ADDRESS).where(
        AddressRow.user_id == user_id, AddressRow.is_default_shipping
    )
    row = (await db.execute(statement)).first()
    return saved_address(row) if row else None


async def default_billing(db: AsyncConnection, user_id: UUID) -> SavedAddress | None:
    statement = select(*ADDRESS).where(AddressRow.user_id == user_id, AddressRow.is_default_billing)
    row = (await db.execute(statement)).first()
    return saved_address(row) if row else None


async def address_count(db: AsyncConnection, user_id: UUID) -> int:
    statement = select(func.count(AddressRow.id)).where(AddressRow.user_id == user_id)
    return (await db.execute(statement)).scalar_one()


def saved_address(row: Row[*tuple[Any, ...]]) -> SavedAddress:
    return SavedAddress(
        id=row.id,
        address=Address(
            recipient=row.recipient,
            line1=row.line1,
            city=row.city,
            country=row.country,
            postal_code=row.postal_code,
            line2=row.line2,
            region=row.region,
            company=row.company,
            phone=row.phone,
        ),
        is_default_shipping=row.is_default_shipping,
        is_default_billing=row.is_default_billing,
        created_at=row.created_at,
    )
