"""Keys change beside everything else that is written, and what the old ones sealed stays readable throughout."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import text, update

from shopwright.infra.db.base import metadata
from shopwright.infra.resealing import Resealed, keys_in_use, reseal
from shopwright.infra.sealing import Keyring, UnknownFieldKey, options
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.customers import queries
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.contracts import Address
from shopwright.modules.customers.models import AddressRow, ProfileRow
from tests.support.people import Person

pytestmark = pytest.mark.anyio
OLD, NEW = b"o" * 32, b"n" * 32
HOME = Address("Robin Example", "Lindenweg 4", "Graz", "AT", postal_code="8010")
ACTOR = system("test")


def _with(works: Works, **keys: bytes) -> Works:
    """The same shop, by a process that was started with these keys."""
    engine = works.engine.execution_options(**options(Keyring(keys)))
    return Works(engine, works.registry, now=works.now)


async def _fill(works: Works, customer: Person, count: int) -> None:
    async with works(ACTOR) as work:
        for number in range(count):
            place = Address(**{**HOME.as_dict(), "line1": f"Lindenweg {number}"})
            await customers.add_address(work, user_id=customer.user_id, address=place)
        change = customers.ProfileChange(phone="+433165550")
        await customers.change_profile(work, user_id=customer.user_id, change=change)


async def _streets(works: Works, user_id: UUID) -> list[str]:
    async with works.reading() as db:
        return [saved.address.line1 for saved in await queries.addresses(db, user_id)]


async def _used(works: Works) -> Counter[str]:
    async with works.reading() as db:
        return sum((await keys_in_use(db, metadata)).values(), Counter[str]())


async def test_every_value_gets_the_first_key_and_says_what_it_said(
    works: Works, customer: Person
) -> None:
    await _fill(_with(works, k1=OLD), customer, 3)
    both = _with(works, k2=NEW, k1=OLD)

    done = await reseal(both, metadata)

    new = _with(works, k2=NEW)
    assert done == Resealed(changed=4)
    assert await _used(new) == {"k2": 4}
    assert await _streets(new, customer.user_id) == [f"Lindenweg {each}" for each in range(3)]
    async with new.reading() as db:
        assert (await queries.profile(db, customer.user_id)).phone == "+433165550"


async def test_a_second_rotation_finds_nothing_to_do(works: Works, customer: Person) -> None:
    both = _with(works, k2=NEW, k1=OLD)
    await _fill(both, customer, 2)

    assert await reseal(both, metadata) == Resealed()


async def test_what_was_broken_off_goes_on(works: Works, customer: Person) -> None:
    await _fill(_with(works, k1=OLD), customer, 4)
    await _fill(_with(works, k2=NEW, k1=OLD), customer, 3)
    both = _with(works, k2=NEW, k1=OLD)
    before = await _streets(both, customer.user_id)

    done = await reseal(both, metadata)

    assert done == Resealed(changed=4)
    assert await _streets(_with(works, k2=NEW), customer.user_id) == before


async def test_what_is_written_during_a_rotation_is_kept(works: Works, customer: Person) -> None:
    await _fill(_with(works, k1=OLD), customer, 12)
    both = _with(works, k2=NEW, k1=OLD)
    async with both.reading() as db:
        book = await queries.addresses(db, customer.user_id)

    async def write() -> None:
        for saved in book:
            async with both(ACTOR) as work:
                moved = Address(**{**HOME.as_dict(), "line1": f"Moved {saved.address.line1}"})
                await customers.change_address(
                    work, user_id=customer.user_id, address_id=saved.id, address=moved
                )
            await _streets(both, customer.user_id)

    await asyncio.gather(reseal(both, metadata, batch=2), write())
    await reseal(both, metadata)

    new = _with(works, k2=NEW)
    assert await _streets(new, customer.user_id) == [f"Moved Lindenweg {n}" for n in range(12)]
    assert await _used(new) == {"k2": 13}


async def test_without_its_key_a_value_is_counted_and_left_alone(
    works: Works, customer: Person
) -> None:
    await _fill(_with(works, k1=OLD), customer, 1)
    other = _with(works, k2=NEW)

    done = await reseal(other, metadata)

    assert done == Resealed(unreadable=2)
    assert await _used(other) == {"k1": 2}
    with pytest.raises(UnknownFieldKey):
        await _streets(other, customer.user_id)
    assert await _streets(_with(works, k1=OLD), customer.user_id) == ["Lindenweg 0"]


async def test_a_value_that_was_put_in_plainly_is_neither_read_nor_sealed(
    works: Works, customer: Person
) -> None:
    ring = _with(works, k1=OLD)
    await _fill(ring, customer, 1)
    async with ring(ACTOR) as work:
        await work.db.execute(update(ProfileRow).values(phone="+44 1904 555123"))
        await work.db.execute(
            update(AddressRow).values(place=HOME.as_dict() | {"line1": "Forged 1"})
        )

    done = await reseal(ring, metadata)

    assert done == Resealed(unreadable=1)
    assert await _streets(ring, customer.user_id) == [""]
    async with ring.reading() as db:
        phone = (await db.execute(text("SELECT phone FROM customer_profiles"))).scalar_one()
    assert phone == "+44 1904 555123"
