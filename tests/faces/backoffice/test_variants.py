"""The table of a product's variants: what is written into it, and what it leaves alone."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from shopwright.faces.backoffice.records.schemas import taken_by
from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import PriceRecord
from shopwright.kernel.money import Money
from shopwright.modules.catalog.contracts import LARGEST_VARIANTS, Product
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.pricing import queries as pricing
from shopwright.modules.pricing.contracts import Scope
from tests.faces.backoffice.test_products import LIST, PROBE, stored
from tests.support.buying import stock_of
from tests.support.desk import Clerk, Fields, at_the_desk, form_of
from tests.support.goods import euros, make_discount, make_product, variant
from tests.support.people import Person
from tests.support.roles import person_with

pytestmark = pytest.mark.anyio


async def socks(services: Services, **fields: Any) -> Product:
    sizes = (
        variant("s", "S", price="5.00", barcode="111", weight_grams=50, **fields),
        variant("m", "M", prices=euros("6.00", "8.00"), **fields),
    )
    return await make_product(services.works, "socks", options=("Size",), variants=sizes)


def table_of(product: Product) -> str:
    return f"{LIST}/{product.id}/variants"


async def prices(services: Services, product: Product) -> list[list[str]]:
    ids = [each.id for each in product.variants]
    async with services.works.reading() as db:
        found = await pricing.prices_by_variant(db, ids)
    return [[str(price.amount) for price in found.get(each, ())] for each in ids]


async def test_saving_the_table_as_it_is_changes_nothing(clerk: Clerk, services: Services) -> None:
    product = await socks(services, track_stock=False, backorder=True)
    page = table_of(product)
    before = await prices(services, product)

    done = await clerk.send(page, page)

    ids = [each.id for each in product.variants]
    async with services.works.reading() as db:
        levels = await inventory.levels(db, ids)
    assert done.status_code == 303
    assert await stored(services, product) == product
    assert await prices(services, product) == before
    assert [(levels[each].tracked, levels[each].backorder) for each in ids] == [(False, True)] * 2


async def test_cells_of_one_row_change_that_variant_alone(clerk: Clerk, services: Services) -> None:
    product = await socks(services)
    page = table_of(product)

    cells: Fields = {
        "v.0.sku": "SMALL",
        "v.0.price.EUR": "5.50",
        "v.0.before.EUR": "7.00",
        "v.0.weight": "55",
        "v.0.barcode": "",
        "v.0.stock": "9",
        "v.0.active": [],
        "v.0.ships": [],
        "v.0.backorder": "on",
    }

    await clerk.send(page, page, **cells)

    after = await stored(services, product)
    small, medium = after.variants
    shown = (await clerk.look(f"/api/v1/products/{product.id}")).json()["variants"]
    assert (small.id, small.sku, small.weight_grams, small.barcode) == (
        *(product.variants[0].id, "SMALL", 55, None),
    )
    assert (small.is_active, small.requires_shipping) == (False, False)
    assert (shown[0]["price"], shown[0]["compare_at_price"]) == ("5.50", "7.00")
    assert await stock_of(services.works, small.id) == (9, 0)
    assert medium == product.variants[1]
    assert (shown[1]["price"], shown[1]["compare_at_price"]) == ("6.00", "8.00")


async def test_a_price_is_taken_off_what_it_was_compared_with(
    clerk: Clerk, services: Services
) -> None:
    product = await socks(services)
    page = table_of(product)

    await clerk.send(page, page, **{"v.1.before.EUR": ""})

    shown = (await clerk.look(f"/api/v1/products/{product.id}")).json()["variants"]
    assert (shown[1]["price"], shown[1]["compare_at_price"]) == ("6.00", None)


async def test_rows_are_added_and_removed(clerk: Clerk, services: Services) -> None:
    product = await socks(services)
    page = table_of(product)
    new = {"v.2.value.0": "L", "v.2.price.EUR": "7.00", "v.2.stock": "3", "v.2.sku": "l"}

    added = await clerk.send(page, page, **new)
    three = await stored(services, product)
    removed = await clerk.send(page, page, **{"v.0.gone": "on"})

    after = await stored(services, product)
    assert (added.status_code, removed.status_code) == (303, 303)
    assert [each.sku for each in three.variants] == ["s", "m", "l"]
    assert [each.sku for each in after.variants] == ["m", "l"]
    assert await stock_of(services.works, three.variants[2].id) == (3, 0)
    assert (await prices(services, three))[2] == ["7.00 EUR"]


async def test_an_option_is_added_with_its_values_and_taken_away_with_them(
    clerk: Clerk, services: Services
) -> None:
    product = await socks(services)
    page = table_of(product)
    colours = {"option.1": "Colour", "v.0.value.1": "Red", "v.1.value.1": "Blue"}

    await clerk.send(f"{page}?more=1", page, **colours)
    with_colours = await stored(services, product)
    await clerk.send(page, page, **{"option.0": ""})

    after = await stored(services, product)
    assert with_colours.options == ("Size", "Colour")
    assert [each.option_values for each in with_colours.variants] == [("S", "Red"), ("M", "Blue")]
    assert after.options == ("Colour",)
    assert [each.option_values for each in after.variants] == [("Red",), ("Blue",)]
    assert [each.title for each in after.variants] == ["Red", "Blue"]
    assert [each.id for each in after.variants] == [each.id for each in product.variants]


async def test_prices_in_another_currency_get_columns_of_their_own(
    clerk: Clerk, services: Services
) -> None:
    product = await socks(services)
    page = table_of(product)

    await clerk.send(f"{page}?currency=usd", page, **{"v.0.price.USD": "6.10"})

    assert await prices(services, product) == [["5.00 EUR", "6.10 USD"], ["6.00 EUR"]]
    assert "v.0.price.USD" in form_of((await clerk.look(page)).text, page)


async def test_a_discount_that_is_on_does_not_become_the_price_by_saving(
    clerk: Clerk, services: Services
) -> None:
    product = await socks(services)
    await make_discount(services.works, product.id, Scope.PRODUCT)
    page = table_of(product)

    shown = form_of((await clerk.look(page)).text, page)
    await clerk.send(page, page, **{"v.0.barcode": "222"})

    assert shown["v.0.price.EUR"] == "4.00"
    assert await prices(services, product) == [["5.00 EUR"], ["6.00 EUR"]]


async def test_stock_that_was_sold_meanwhile_is_not_written_back(
    clerk: Clerk, services: Services
) -> None:
    product = await socks(services)
    page = table_of(product)
    opened = form_of((await clerk.look(page)).text, page)
    stock = f"/api/v1/admin/stock/{product.variants[0].id}/adjust"
    token = {"x-csrf-token": str(opened["csrf_token"])}
    await clerk.browser.post(stock, json={"change": -2, "reason": "shipped"}, headers=token)

    done = await clerk.browser.post(page, data={**opened, "v.0.barcode": "222"})

    assert done.status_code == 303
    assert await stock_of(services.works, product.variants[0].id) == (3, 0)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"v.0.price.EUR": "cheap"}, "row 1 prices 0 price"),
        ({"v.0.price.EUR": ""}, "taken away"),
        ({"v.1.stock": "many"}, "row 2 stock quantity"),
        ({"v.1.value.0": "S"}, ""),
        ({"v.0.value.0": ""}, "row 1 option values"),
        ({"v.0.weight": "-5"}, "row 1 weight grams"),
    ],
)
async def test_a_row_that_cannot_be_is_told_and_shown_again(
    clerk: Clerk, services: Services, fields: dict[str, str], told: str
) -> None:
    product = await socks(services)
    page = table_of(product)

    refused = await clerk.send(page, page, **{**fields, "v.0.barcode": PROBE})

    assert refused.status_code in (409, 422)
    assert told in refused.text
    again = form_of(refused.text, page)
    assert {name: again[name] for name in fields} == fields
    assert again["v.0.barcode"] == PROBE
    assert "<script>alert" not in refused.text
    assert await stored(services, product) == product


async def test_of_two_who_edit_the_table_the_second_is_told(
    clerk: Clerk, services: Services
) -> None:
    product = await socks(services)
    page = table_of(product)
    opened = form_of((await clerk.look(page)).text, page)

    await clerk.send(page, page, **{"v.0.gone": "on"})
    second = await clerk.browser.post(page, data={**opened, "v.1.sku": "medium"})
    again = await clerk.browser.post(page, data=form_of(second.text, page))

    assert (second.status_code, again.status_code) == (412, 412)
    assert f'<a href="{page}">Look at it as it is now' in second.text
    assert [each.sku for each in (await stored(services, product)).variants] == ["m"]


async def test_a_long_table_is_edited_in_parts_and_the_rest_stays(
    clerk: Clerk, services: Services
) -> None:
    many = tuple(variant(f"v{at}", str(at), backorder=True) for at in range(103))
    product = await make_product(services.works, "many", options=("Number",), variants=many)
    page = table_of(product)

    done = await clerk.send(f"{page}?from=100", page, **{"v.2.sku": "last"})

    after = await stored(services, product)
    async with services.works.reading() as db:
        levels = await inventory.levels(db, [each.id for each in after.variants])
    assert done.headers["location"] == f"{page}?from=100"
    assert after.variants[:102] == product.variants[:102]
    assert after.variants[102].sku == "last"
    assert all(level.backorder and level.on_hand == 5 for level in levels.values())


async def test_a_table_with_many_columns_has_fewer_rows_and_can_be_sent(
    clerk: Clerk, services: Services
) -> None:
    currencies = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK")
    amounts = tuple(PriceRecord(Money.parse("10.00", each)) for each in currencies)
    many = tuple(variant(f"v{at}", str(at), prices=amounts) for at in range(80))
    product = await make_product(services.works, "many", options=("Number",), variants=many)
    page = table_of(product)

    shown = form_of((await clerk.look(page)).text, page)
    done = await clerk.browser.post(page, data={**shown, "v.0.sku": "first"})

    assert done.status_code == 303
    assert len(shown) < 4_000
    assert "v.66.sku" in shown
    assert "v.68.sku" not in shown
    after = await stored(services, product)
    assert [each.sku for each in after.variants] == ["first", *(f"v{at}" for at in range(1, 80))]


async def test_a_table_is_taken_with_as_many_variants_as_a_product_may_have(app: FastAPI) -> None:
    for operation in ("product_update", "product_replace", "product_create"):
        taken = taken_by(app, operation).members["variants"].plain.schema

        assert taken["maxItems"] == LARGEST_VARIANTS, operation


async def test_who_does_not_see_stock_changes_nothing_of_it(
    app: FastAPI, services: Services, client: httpx2.AsyncClient, admin: Person
) -> None:
    product = await socks(services, backorder=True)
    narrow = await person_with(client, services, admin, "products:read", "products:write")
    page = table_of(product)

    async with at_the_desk(app, narrow) as writer:
        shown = form_of((await writer.look(page)).text, page)
        done = await writer.send(page, page, **{"v.0.price.EUR": "9.00"})

    async with services.works.reading() as db:
        levels = await inventory.levels(db, [each.id for each in product.variants])
    assert "v.0.stock" not in shown
    assert done.status_code == 303
    assert await prices(services, product) == [["9.00 EUR"], ["6.00 EUR"]]
    assert all(level.backorder and level.on_hand == 5 for level in levels.values())


async def test_what_a_variant_has_cost_is_shown(clerk: Clerk, services: Services) -> None:
    product = await socks(services)
    page = f"{LIST}/{product.id}/prices"
    await clerk.send(table_of(product), table_of(product), **{"v.1.price.EUR": "6.50"})

    first = await clerk.look(page)
    second = await clerk.look(page, variant=str(product.variants[1].id))
    foreign = await clerk.look(page, variant="00000000-0000-0000-0000-000000000000")

    assert ("€5.00" in first.text, "€6.50" in first.text) == (True, False)
    assert "€6.50" in second.text
    assert "€6.00" in second.text
    assert "€" not in foreign.text
