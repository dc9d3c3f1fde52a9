"""Profiles."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.sealing import keyring_of
from shopwright.modules.customers.contracts import Profile
from shopwright.modules.customers.models import ProfileRow

PHONE = "customer_profiles.phone"


async def profile(db: AsyncConnection, user_id: UUID) -> Profile:
    """A user's profile; one who told nothing has an empty one."""
    row = (
        await db.execute(
            select(
                ProfileRow.phone,
                ProfileRow.locale,
                ProfileRow.marketing_consent,
                ProfileRow.marketing_consent_at,
                ProfileRow.consent_version,
            ).where(ProfileRow.user_id == user_id)
        )
    ).first()
    if row is None:
        return Profile(user_id)
    phone = keyring_of(db).unseal(row.phone, place=PHONE, row=user_id)
    return Profile(user_id, phone, *row[1:])
