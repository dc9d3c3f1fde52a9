"""Every change of profiles and addresses."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.customers import queries, rules
from shopwright.modules.customers.contracts import Address, Profile, SavedAddress
from shopwright.modules.customers.errors import AddressBookFull, AddressNotFound
from shopwright.modules.customers.events import MarketingConsentChanged, ProfileChanged
from shopwright.modules.customers.models import AddressRow, ProfileRow
from shopwright.modules.customers.rules import checked_address

__all__ = [
    "Defaults",
    "ProfileChange",
    "add_address",
    "change_address",
    "change_profile",
    "checked_address",
    "remove_address",
]


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What of a profile is to change; None leaves it."""

    phone: str | None = None
    locale: str | None = None
    marketing_consent: bool | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What an address is the default for from now on; None leaves it as it is."""

    shipping: bool | None = None
    billing: bool | None = None


async def change_profile(work: Work, *, user_id: UUID, change: ProfileChange) -> Profile:
    """Change what a customer tells about himself.

    Raises:
        InvalidProfile: a value that can't be one.
    """
    await _hold(work, user_id)
    before = await queries.profile(work.db, user_id)
    values: dict[str, object] = {}
    if change.phone is not None:
        values["phone"] = rules.checked_phone(change.phone)
    if change.locale is not None:
        values["locale"] = rules.checked_locale(change.locale)
    if change.marketing_consent not in (None, before.marketing_consent):
        values |= {
            "marketing_consent": change.marketing_consent,
            "marketing_consent_at": work.now,
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


async def add_address(
    work: Work, *, user_id: UUID, address: Address, defaults: Defaults | None = None
) -> SavedAddress:
    """Put an address into a customer's book; the first one is the default for everything.

    Raises:
        InvalidAddress: see rules.
        AddressBookFull: there are ``MOST_ADDRESSES`` already.
    """
    stored = rules.checked_address(address)
    await _hold(work, user_id)
    count = await queries.address_count(work.db, user_id)
    if count >= rules.MOST_ADDRESSES:
        raise AddressBookFull
    wanted = defaults or Defaults()
    is_first = count == 0
    flags = {
        "is_default_shipping": is_first if wanted.shipping is None else wanted.shipping,
        "is_default_billing": is_first if wanted.billing is None else wanted.billing,
    }
    await _clear_defaults(work, user_id, flags)
    address_id = ids.new()
    row = stored.as_dict() | flags | {"created_at": work.now, "updated_at": work.now}
    await work.db.execute(insert(AddressRow).values(id=address_id, user_id=user_id, **row))
    return await queries.own_address(work.db, user_id, address_id)


async def change_address(
    work: Work,
    *,
    user_id: UUID,
    address_id: UUID,
    address: Address,
    defaults: Defaults | None = None,
) -> SavedAddress:
    """Replace an address of a customer's own book; orders keep the copy that they made.

    Raises:
        InvalidAddress: see rules.
        AddressNotFound: not in his book.
    """
    stored = rules.checked_address(address)
    await _hold(work, user_id)
    await queries.own_address(work.db, user_id, address_id)
    wanted = defaults or Defaults()
    flags = {"is_default_shipping": wanted.shipping, "is_default_billing": wanted.billing}
    named = {name: flag for name, flag in flags.items() if flag is not None}
    await _clear_defaults(work, user_id, named)
    await work.db.execute(
        update(AddressRow)
        .where(AddressRow.id == address_id, AddressRow.user_id == user_id)
        .values(**stored.as_dict(), **named, updated_at=work.now)
    )
    return await queries.own_address(work.db, user_id, address_id)


async def remove_address(work: Work, *, user_id: UUID, address_id: UUID) -> None:
    """Take an address out of a customer's own book.

    Raises:
        AddressNotFound: not in his book.
    """
    removed = await work.db.execute(
        delete(AddressRow).where(AddressRow.id == address_id, AddressRow.user_id == user_id)
    )
    if removed.rowcount != 1:
        raise AddressNotFound


async def _hold(work: Work, user_id: UUID) -> None:
    """Queue changes of one customer on his profile's row, so that two can't both set a default."""
    statement = dialect.insert_or_ignore(work.db, ProfileRow)
    await work.db.execute(
        statement.values(
            user_id=user_id, phone="", locale="", marketing_consent=False, updated_at=work.now
        )
    )
    row = select(ProfileRow.user_id).where(ProfileRow.user_id == user_id)
    await work.db.execute(dialect.lock_rows(work.db, row))


async def _clear_defaults(work: Work, user_id: UUID, flags: dict[str, bool]) -> None:
    off = {name: False for name, flag in flags.items() if flag}
    if off:
        await work.db.execute(update(AddressRow).where(AddressRow.user_id == user_id).values(**off))
