"""A customer's address book, on both databases."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.customers import queries
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.contracts import Address, SavedAddress
from shopwright.modules.customers.errors import (
    AddressBookFull,
    AddressNotFound,
    InvalidAddress,
)
from shopwright.modules.customers.rules import MOST_ADDRESSES
from shopwright.modules.customers.service import Defaults
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ACTOR = system("test")
HOME = Address("Robin Example", "Lindenweg 4", "Graz", "AT", postal_code="8010")
WORK = replace(HOME, line1="Hauptplatz 1", company="Example & Co")


async def _add(
    works: Works, person: Person, address: Address = HOME, defaults: Defaults | None = None
) -> SavedAddress:
    async with works(ACTOR) as work:
        return await customers.add_address(
            work, user_id=person.user_id, address=address, defaults=defaults
        )


async def _change(
    works: Works, person: Person, saved: SavedAddress, defaults: Defaults | None = None
) -> SavedAddress:
    async with works(ACTOR) as work:
        return await customers.change_address(
            work,
            user_id=person.user_id,
            address_id=saved.id,
            address=saved.address,
            defaults=defaults,
        )


async def test_the_first_address_is_the_default_for_everything(
    works: Works, db: AsyncConnection, customer: Person
) -> None:
    first = await _add(works, customer)
    second = await _add(works, customer, WORK)

    assert first.address == HOME
    assert (first.is_default_shipping, first.is_default_billing) == (True, True)
    assert (second.is_default_shipping, second.is_default_billing) == (False, False)
    assert await queries.addresses(db, customer.user_id) == [first, second]
    assert await queries.default_shipping(db, customer.user_id) == first
    assert await queries.default_billing(db, customer.user_id) == first


async def test_a_new_default_takes_the_place_of_the_old(
    works: Works, db: AsyncConnection, customer: Person
) -> None:
    first = await _add(works, customer)
    second = await _add(works, customer, WORK, Defaults(shipping=True))

    await _change(works, customer, second, Defaults(billing=True))

    assert [
        (saved.id, saved.is_default_shipping, saved.is_default_billing)
        for saved in await queries.addresses(db, customer.user_id)
    ] == [(first.id, False, False), (second.id, True, True)]


async def test_two_new_defaults_at_once_leave_one(
    works: Works, db: AsyncConnection, customer: Person
) -> None:
    await _add(works, customer)

    await asyncio.gather(*(_add(works, customer, WORK, Defaults(shipping=True)) for _ in range(6)))

    book = await queries.addresses(db, customer.user_id)
    assert len(book) == 7
    assert sum(saved.is_default_shipping for saved in book) == 1


async def test_another_customers_address_is_not_found(
    works: Works, db: AsyncConnection, customer: Person, vendor: Person
) -> None:
    saved = await _add(works, customer)

    with pytest.raises(AddressNotFound):
        await _change(works, vendor, saved, Defaults(shipping=True))
    with pytest.raises(AddressNotFound):
        async with works(ACTOR) as work:
            await customers.remove_address(work, user_id=vendor.user_id, address_id=saved.id)

    assert await queries.address(db, vendor.user_id, saved.id) is None
    assert await queries.addresses(db, customer.user_id) == [saved]


async def test_an_address_is_removed(works: Works, db: AsyncConnection, customer: Person) -> None:
    saved = await _add(works, customer)

    async with works(ACTOR) as work:
        await customers.remove_address(work, user_id=customer.user_id, address_id=saved.id)

    assert await queries.addresses(db, customer.user_id) == []


async def test_a_book_has_an_end(works: Works, db: AsyncConnection, customer: Person) -> None:
    async with works(ACTOR) as work:
        for _ in range(MOST_ADDRESSES):
            await customers.add_address(work, user_id=customer.user_id, address=HOME)

    with pytest.raises(AddressBookFull):
        await _add(works, customer)

    assert await queries.address_count(db, customer.user_id) == MOST_ADDRESSES


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"country": "XX"}, "country"),
        ({"country": "AUT"}, "country"),
        ({"country": ""}, "country"),
        ({"recipient": "  "}, "recipient"),
        ({"line1": ""}, "line1"),
        ({"city": ""}, "city"),
        ({"city": "x" * 256}, "city"),
        ({"postal_code": "1" * 21}, "postal_code"),
        ({"phone": "call me"}, "phone"),
    ],
)
def test_an_address_that_nobody_could_deliver_to_is_refused(
    change: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidAddress) as refusal:
        customers.checked_address(replace(HOME, **change))

    assert refusal.value.extra["field"] == field
    assert refusal.value.extra["errors"] == [
        {"pointer": f"/{field}", "message": refusal.value.detail}
    ]


def test_an_address_is_stored_tidily() -> None:
    untidy = replace(HOME, country="at", city=" Graz ", phone="+43 316 / 555-0")

    tidy = customers.checked_address(untidy)

    assert (tidy.country, tidy.city, tidy.phone) == ("AT", "Graz", "+433165550")


def test_a_snapshot_reads_back_what_it_wrote_and_passes_over_what_it_no_longer_knows() -> None:
    assert Address.from_dict(WORK.as_dict() | {"planet": "Earth"}) == WORK
