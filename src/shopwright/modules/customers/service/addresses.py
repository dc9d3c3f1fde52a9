"""Changing address books."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, update

from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.customers import queries, rules
from shopwright.modules.customers.contracts import Address, SavedAddress
from shopwright.modules.customers.errors import AddressBookFull, AddressNotFound
from shopwright.modules.customers.models import AddressRow
from shopwright.modules.customers.queries.addresses import PLACE
from shopwright.modules.customers.service.profiles import hold


@dataclass(frozen=True, slots=True)
class Defaults:
    """What an address is the default for from now on; None leaves it as it is."""

    shipping: bool | None = None
    billing: bool | None = None


async def add_address(
    work: Work, *, user_id: UUID, address: Address, defaults: Defaults | None = None
) -> SavedAddress:
    """Put an address into a customer's book; the first one is the default for everything.

    Raises:
        InvalidAddress: see rules.
        AddressBookFull: there are ``MOST_ADDRESSES`` already.
    """
    stored = rules.checked_address(address)
    await hold(work, user_id)
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
    values = {"place": _sealed(work, stored, address_id), **flags}
    times = {"created_at": work.now, "updated_at": work.now}
    await work.db.execute(
        insert(AddressRow).values(id=address_id, user_id=user_id, **values, **times)
    )
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
    await hold(work, user_id)
    await queries.own_address(work.db, user_id, address_id)
    wanted = defaults or Defaults()
    flags = {"is_default_shipping": wanted.shipping, "is_default_billing": wanted.billing}
    named = {name: flag for name, flag in flags.items() if flag is not None}
    await _clear_defaults(work, user_id, named)
    await work.db.execute(
        update(AddressRow)
        .where(AddressRow.id == address_id, AddressRow.user_id == user_id)
        .values(place=_sealed(work, stored, address_id), **named, updated_at=work.now)
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


def _sealed(work: Work, address: Address, address_id: UUID) -> dict[str, str] | None:
    return queries.sealed_address(keyring_of(work.db), address, place=PLACE, row=address_id)


async def _clear_defaults(work: Work, user_id: UUID, flags: dict[str, bool]) -> None:
    off = {name: False for name, flag in flags.items() if flag}
    if off:
        await work.db.execute(update(AddressRow).where(AddressRow.user_id == user_id).values(**off))
