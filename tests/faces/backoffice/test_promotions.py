"""Promotions at the back office: made, changed, set going and put away by a form; what it says is what the API keeps."""

from typing import Any

import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.customers import service as customers
from tests.support.desk import Clerk, at_the_desk, form_of
from tests.support.goods import make_category, make_product, variant
from tests.support.trading import PROBE, asked, with_rights

pytestmark = pytest.mark.anyio
LIST = "/admin/promotions"
NEW = f"{LIST}/new"
API = "/api/v1/admin/promotions"


async def made(clerk: Clerk, **fields: str | list[str]) -> dict[str, Any]:
    """A promotion made by the form; what the API has of it."""
    given = {"name": "Spring", "class": "order", "kind": "percent", "percent": "10", **fields}
    done = await clerk.send(NEW, NEW, **given)
    assert done.status_code == 303, done.text[-3000:]
    promotion: dict[str, Any] = await asked(clerk, f"/api/v1{done.headers['location']}")
    return promotion


async def test_a_promotion_is_made_and_rests(clerk: Clerk) -> None:
    promotion = await made(clerk, label=f"Ten off {PROBE}", name=PROBE)
    page = (await clerk.look(LIST)).text + (await clerk.look(f"{LIST}/{promotion['id']}")).text

    assert (promotion["state"], promotion["benefit"]["percent"]) == ("inactive", "10.00")
    assert promotion["combines_with"] == ["item", "order", "shipping"]
    assert (promotion["is_announced"], promotion["needs_code"]) == (True, False)
    assert PROBE not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_goods_are_named_by_slug_sku_category_brand_and_tag(
    clerk: Clerk, services: Services
) -> None:
    category = await make_category(services.works, "Tea")
    product = await make_product(services.works, "pot", variants=(variant("POT-1", stock=3),))
    goods = {
        "target.category_ids": str(category.id),
        "target.product_ids": "pot",
        "target.variant_ids": "pot-1",
        "target.brands": "Miller, Smith",
        "target.tags": "gift",
    }

    promotion = await made(clerk, **goods, kind="fixed", amounts="5.00\nUSD 6.00")
    page = await clerk.look(f"{LIST}/{promotion['id']}")

    assert promotion["benefit"]["amounts"] == {"EUR": "5.00", "USD": "6.00"}
    assert promotion["benefit"]["target"] == {
        "category_ids": [str(category.id)],
        "product_ids": [str(product.id)],
        "variant_ids": [str(product.variants[0].id)],
        "brands": ["miller", "smith"],
        "tags": ["gift"],
    }
    assert f"{product.id}: Pot" in page.text


async def test_every_kind_of_benefit_and_every_question_survive_the_form(
    clerk: Clerk, services: Services
) -> None:
    async with services.works(system("test")) as work:
        group = await customers.add_group(work, name="Friends")
    questions: dict[str, str | list[str]] = {
        "q.0.asks": "spend",
        "q.0.clause": "1",
        "q.0.amounts": "EUR 50.00",
        "q.1.asks": "pieces",
        "q.1.clause": "1",
        "q.1.pieces": "3",
        "q.1.negated": "on",
        "q.2.asks": "first_order",
        "q.2.clause": "2",
        "q.3.asks": "customer_group",
        "q.3.group_ids": str(group.id),
        "q.4.asks": "country",
        "q.4.countries": "de, AT",
        "q.5.asks": "hours",
        "q.5.weekdays": ["0", "4"],
        "q.5.begins": "09:00",
        "q.5.ends": "17:30",
        "q.5.time_zone": "Europe/Berlin",
    }
    benefit = {"kind": "buy_x_get_y", "class": "item", "percent": "100", "buy": "2", "get": "1"}
    limits = {
        "usage_limit": "100",
        "customer_limit": "1",
        "priority": "-3",
        "lane": "spring",
        "starts_at": "2026-11-01T08:00",
        "ends_at": "2026-12-01T00:00",
        "needs_code": "on",
        "bought.tags": "tea",
    }
    first = await made(clerk, **questions, **benefit, **limits)
    address = f"{LIST}/{first['id']}"

    again = await clerk.send(address, address)

    assert again.status_code == 303, again.text[-2000:]
    second = await asked(clerk, f"{API}/{first['id']}")
    assert {**second, "version": 0} == {**first, "version": 0}
    [either, new, member, country, hours] = [each["any_of"] for each in first["conditions"]]
    assert [each["asks"] for each in either] == ["spend", "pieces"]
    assert either[0]["amounts"] == {"EUR": "50.00"}
    assert (either[1]["pieces"], either[1]["negated"]) == (3, True)
    assert new[0]["asks"] == "first_order"
    assert member[0]["group_ids"] == [str(group.id)]
    assert country[0]["countries"] == ["AT", "DE"]
    assert (hours[0]["weekdays"], hours[0]["begins"]) == ([0, 4], "09:00")
    assert first["benefit"]["bought"]["tags"] == ["tea"]
    assert (first["priority"], first["lane"], first["usage_limit"]) == (-3, "spring", 100)
    assert first["starts_at"] == "2026-11-01T08:00:00.000Z"


async def test_what_was_typed_stays_after_a_refusal(clerk: Clerk) -> None:
    refused = await clerk.send(
        NEW, NEW, name="Odd", **{"class": "order"}, kind="percent", percent="many", label=PROBE
    )

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert 'name="percent" type="text" value="many"' in refused.text
    assert PROBE not in refused.text
    assert (await asked(clerk, API))["items"] == []


async def test_a_promotion_is_set_going_rests_and_is_put_away(clerk: Clerk) -> None:
    promotion = await made(clerk)
    address = f"{LIST}/{promotion['id']}"

    states = []
    for to in ("active", "inactive", "archived"):
        page = (await clerk.look(address)).text
        form = form_of(page, f"{address}/state")
        done = await clerk.browser.post(f"{address}/state", data={**form, "state": to})
        assert done.status_code == 303
        states.append((await asked(clerk, f"{API}/{promotion['id']}"))["state"])
    page = (await clerk.look(address)).text

    assert states == ["active", "inactive", "archived"]
    assert f'action="{address}/state"' not in page


async def test_nobody_overwrites_what_another_changed(clerk: Clerk) -> None:
    promotion = await made(clerk)
    address = f"{LIST}/{promotion['id']}"
    old = form_of((await clerk.look(address)).text, address)
    await clerk.send(address, address, name="First")

    refused = await clerk.browser.post(address, data={**old, "name": "Second"})

    assert refused.status_code == 412
    assert "Somebody else has changed this promotion" in refused.text
    assert 'value="Second"' in refused.text
    assert (await asked(clerk, f"{API}/{promotion['id']}"))["name"] == "First"

    meant = await clerk.browser.post(address, data=form_of(refused.text, address))

    assert meant.status_code == 303
    assert (await asked(clerk, f"{API}/{promotion['id']}"))["name"] == "Second"


async def test_codes_are_given_out_changed_and_withdrawn(clerk: Clerk) -> None:
    promotion = await made(clerk, needs_code="on")
    address = f"{LIST}/{promotion['id']}"

    one = await clerk.send(address, f"{address}/codes", code="SPRING26", usage_limit="5")
    twice = await clerk.send(address, f"{address}/codes", code="SPRING26")
    many = await clerk.send(address, f"{address}/codes/batch", count="3", prefix="AB")
    codes = (await asked(clerk, f"{API}/{promotion['id']}/codes"))["items"]
    chosen = next(each for each in codes if each["code"] == "SPRING26")
    form = form_of((await clerk.look(address)).text, f"{address}/codes/{chosen['id']}")
    form.pop("is_active")
    gone = await clerk.browser.post(f"{address}/codes/{chosen['id']}", data=form)

    assert (one.status_code, twice.status_code, gone.status_code) == (303, 409, 303)
    assert 'role="alert"' in twice.text
    assert len(codes) == 4
    assert all(each["code"] in many.text for each in codes if each is not chosen)
    now = (await asked(clerk, f"{API}/{promotion['id']}/codes"))["items"]
    [after] = [each for each in now if each["id"] == chosen["id"]]
    assert (after["is_active"], after["usage_limit"]) == (False, 5)


async def test_a_basket_is_tried_out_with_a_promotion_that_rests(
    clerk: Clerk, services: Services
) -> None:
    await make_product(services.works, "pot", variants=(variant("POT-1", stock=9, price="20.00"),))
    promotion = await made(clerk, label="Ten off")
    page, form = f"{LIST}/preview", {"items": "POT-1 2\n"}

    without = await clerk.send(page, page, **form)
    tried = await clerk.send(page, page, **form, promotion_ids=promotion["id"])
    unknown = await clerk.send(page, page, items="NOTHING-1")

    assert "€40.00" in without.text
    assert "Ten off" in tried.text
    assert "€36.00" in tried.text
    assert unknown.status_code in (404, 409, 422)
    assert "NOTHING-1" in unknown.text


async def test_who_may_only_read_promotions_changes_none(
    app: FastAPI, services: Services, clerk: Clerk, seller: Clerk
) -> None:
    promotion = await made(clerk)
    address = f"{LIST}/{promotion['id']}"
    reader = await with_rights(clerk, services, "promotions:read")

    async with at_the_desk(app, reader) as other:
        listed, page = await other.look(LIST), await other.look(address)
        form = form_of(page.text, address)
        refused = await other.browser.post(address, data={**form, "name": "Mine"})
        fresh = await other.look(NEW)
    turned = [await seller.look(LIST), await seller.look(address)]

    assert f'href="{NEW}"' not in listed.text
    assert f'action="{address}/state"' not in page.text
    assert (refused.status_code, fresh.status_code) == (403, 403)
    assert [each.status_code for each in turned] == [403, 403]
    assert (await asked(clerk, f"{API}/{promotion['id']}"))["name"] == "Spring"
