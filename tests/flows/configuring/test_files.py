"""A configuration goes out into a file, and comes back whole or not at all."""

from typing import Any

import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.flows.configuring import run
from shopwright.flows.configuring.contracts import Difference
from shopwright.flows.configuring.errors import UnreadableConfiguration
from shopwright.flows.configuring.steps import writing
from shopwright.kernel.actors import system
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity import queries as identity
from shopwright.modules.shop.models import ConfigurationRow
from shopwright.modules.tax import queries as tax
from shopwright.modules.tax import service as tax_service

pytestmark = pytest.mark.anyio
ACTOR = system("test")
RATE = {
    "tax_class": "standard",
    "name": "VAT",
    "rate": "25.5",
    "treatment": "standard",
    "compound": False,
}
FINLAND = {"name": "Finland", "country": "FI", "region": "", "postal_codes": [], "rates": [RATE]}
ISLANDS = {
    "name": "Islands",
    "areas": [{"country": "DE", "region": "", "postal_codes": ["27498", "265*"]}],
}
FERRY = {
    "name": "Ferry",
    "kind": "by_weight",
    "zone": "Islands",
    "description": "When the tide lets it.",
    "position": 2,
    "is_active": True,
    "most_grams": 30_000,
    "days": [3, 6],
    "tariffs": [
        {
            "currency": "EUR",
            "amount": 990,
            "steps": [{"at_least": 5000, "amount": 1490}],
            "free_from": 10_000,
            "minimum": 0,
        }
    ],
}
CLERK = {"name": "clerk", "title": "Clerk", "rights": ["orders:read"]}
WANTED = {
    "tax_zones": [FINLAND],
    "delivery_zones": [ISLANDS],
    "delivery_methods": [FERRY],
    "roles": [CLERK],
    "shop": {"name": 'Kiln & "House"\t'.strip()},
    "mail": {"languages": ["de", "en"]},
    "maintenance": {"on": True},
}


async def applied(services: Services, document: Any) -> list[Difference]:
    async with services.works(ACTOR) as work:
        base = services.configured.base
        return await run.applied(work, base, document, rights=services.rights)


async def told(services: Services) -> dict[str, Any]:
    async with services.works.reading() as db:
        return await run.exported(db, services.configured.base)


@pytest.mark.parametrize("is_json", [False, True])
async def test_what_went_out_comes_back_as_it_was_and_changes_nothing(
    services: Services, *, is_json: bool
) -> None:
    _ = await applied(services, WANTED)

    text = writing.written(await told(services), is_json=is_json)
    read = writing.read(text, is_json=is_json)
    again = await applied(services, read)

    assert read == await told(services)
    assert again == []
    assert writing.written(read, is_json=is_json) == text


async def test_a_file_makes_the_shop_what_it_says(services: Services) -> None:
    found = await applied(services, WANTED)

    assert [each.name for each in found] == [
        *("shop.name", "mail.languages", "maintenance.on"),
        *("tax_zones FI", "delivery_zones Islands", "delivery_methods Ferry", "roles clerk"),
    ]
    assert services.settings.shop_name == 'Kiln & "House"'
    assert services.settings.shop_languages == "de,en"
    async with services.works.reading() as db:
        [zone] = await tax.zones_of(db)
        role = await identity.role(db, "clerk")
    assert (zone.country, str(zone.rates[0].rate)) == ("FI", "0.255")
    assert role is not None
    assert role.rights == {"orders:read"}


async def test_zones_that_the_file_lacks_go_and_those_from_lists_stay(services: Services) -> None:
    _ = await applied(services, WANTED)
    async with services.works(ACTOR) as work:
        listed = await tax_service.take_union(work)

    found = await applied(services, {"tax_zones": []})

    assert [(each.name, each.after) for each in found] == [("tax_zones FI", None)]
    async with services.works.reading() as db:
        assert len(await tax.zones_of(db)) == listed


async def test_delivery_is_made_what_the_file_says_and_taken_away_again(services: Services) -> None:
    _ = await applied(services, WANTED)
    dearer = {**FERRY, "zone": "", "description": "Dear."}

    changed = await applied(services, {"delivery_zones": [], "delivery_methods": [dearer]})
    shown = await told(services)
    gone = await applied(services, {"delivery_methods": []})

    assert [each.name for each in changed] == ["delivery_zones Islands", "delivery_methods Ferry"]
    assert (shown["delivery_zones"], shown["delivery_methods"]) == ([], [dearer])
    assert [(each.name, each.after) for each in gone] == [("delivery_methods Ferry", None)]
    assert (await told(services))["delivery_methods"] == []


async def test_what_the_file_does_not_name_stays(services: Services) -> None:
    _ = await applied(services, WANTED)

    found = await applied(services, {"limits": {"cart_lines": 9}})

    assert [each.name for each in found] == ["limits.cart_lines"]
    assert services.settings.shop_name == 'Kiln & "House"'
    assert (await told(services))["roles"] == [CLERK]


@pytest.mark.parametrize(
    "wrong",
    [
        {"shop": {"nam": "Kiln"}},
        {"shopp": {"name": "Kiln"}},
        {"stray": 1},
        {"limits": {"cart_lines": -1}},
        {"limits": {"cart_lines": True}},
        {"tax_zones": [{**FINLAND, "colour": "red"}]},
        {"tax_zones": [{**FINLAND, "rates": [{**RATE, "rate": "many"}]}]},
        {"tax_zones": [{**FINLAND, "country": "Finland"}]},
        {"tax_zones": {"FI": 1}},
        {"delivery_zones": [{**ISLANDS, "colour": "red"}]},
        {"delivery_methods": [FERRY]},
        {"delivery_methods": [{**FERRY, "zone": "", "most_grams": "30"}]},
        {"delivery_methods": [{**FERRY, "zone": ""}, {**FERRY, "zone": ""}]},
        {"roles": [{"title": "Nameless"}]},
        {"roles": [{**CLERK, "rights": ["no:such"]}]},
    ],
)
async def test_a_file_with_one_fault_changes_nothing(
    services: Services, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ShopError):
        _ = await applied(services, {"shop": {"name": "Other"}, **wrong})

    async with services.works.reading() as db:
        assert await db.scalar(select(func.count()).select_from(ConfigurationRow)) == 0
        assert await tax.zones_of(db) == []
    assert services.settings.shop_name == "Shopwright Demo"


def test_a_file_that_is_none_is_told_so() -> None:
    for text, is_json in (("= 1", False), ("{", True), ("[1]", True)):
        with pytest.raises(UnreadableConfiguration):
            _ = writing.read(text, is_json=is_json)
