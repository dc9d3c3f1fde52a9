"""Changing what a customer tells about himself."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from shopwright.infra.db import dialect
from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.modules.customers import queries, rules
from shopwright.modules.customers.contracts import Profile
from shopwright.modules.customers.events import MarketingConsentChanged, ProfileChanged
from shopwright.modules.customers.models import ProfileRow
from shopwright.modules.customers.queries.profiles import PHONE


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What of a profile is to change; None leaves it. ``consent_version`` names the text that was agreed to."""

    phone: str | None = None
    locale: str | None = None
    marketing_consent: bool | None = None
    consent_version: str | None = None


async def change_profile(work: Work, *, user_id: UUID, change: ProfileChange) -> Profile:
    """Change what a customer tells about himself.

    Raises:
        InvalidProfile: a value that can't be one.
    """
    values = _checked(work, user_id, change)
    await hold(work, user_id)
    before = await queries.profile(work.db, user_id)
    if change.marketing_consent not in (None, before.marketing_consent):
        values |= {
            "marketing_consent": change.marketing_consent,
            "marketing_consent_at": work.now,
            "consent_version": rules.checked_consent_version(change.consent_version or ""),
        }
        work.record(MarketingConsentChanged(user_id, bool(change.marketing_consent)))
    if values:
        await work.db.execute(
            update(ProfileRow)
            .where(ProfileRow.user_id == user_id)
            .values(**values, updated_at=work.now)
        )
        work.record(ProfileChanged(user_id=user_id))
    return await queries.profile(work.db, user_id)


async def hold(work: Work, user_id: UUID) -> None:
    """Queue changes of one customer on his profile's row, so that two can't both set a default."""
    statement = dialect.insert_or_ignore(work.db, ProfileRow)
    await work.db.execute(
        statement.values(
            user_id=user_id,
            phone="",
            locale="",
            marketing_consent=False,
            consent_version="",
            updated_at=work.now,
        )
    )
    row = select(ProfileRow.user_id).where(ProfileRow.user_id == user_id)
    await work.db.execute(dialect.lock_rows(work.db, row))


def _checked(work: Work, user_id: UUID, change: ProfileChange) -> dict[str, object]:
    values: dict[str, object] = {}
    if change.phone is not None:
        phone = rules.checked_phone(change.phone)
        values["phone"] = keyring_of(work.db).seal(phone, place=PHONE, row=user_id)
    if change.locale is not None:
        values["locale"] = rules.checked_locale(change.locale)
    return values
