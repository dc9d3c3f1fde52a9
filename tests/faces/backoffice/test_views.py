"""Saved views at the back office: kept as the list stands, applied, shared, changed, forgotten."""

import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from tests.support.desk import Clerk, at_the_desk, form_of
from tests.support.people import make_admin
from tests.support.trading import PROBE, asked

pytestmark = pytest.mark.anyio
NARROWED = (
    "/admin/orders?status=confirmed&placed_from=2026-11-01&placed_to=2026-11-02"
    "&columns=number,total&sort=-total&currency=EUR"
)


async def kept(clerk: Clerk) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await asked(clerk, "/api/v1/admin/views"))["items"]
    return found


async def test_a_list_is_kept_as_it_stands_and_shown_so_again(clerk: Clerk) -> None:
    done = await clerk.send(NARROWED, "/admin/views", name=f"Dear {PROBE}")
    page = await clerk.follow(done)

    [view] = await kept(clerk)
    assert view["filters"] == {
        "currency": "EUR",
        "placed_from": "2026-11-01T00:00:00Z",
        "placed_to": "2026-11-03T00:00:00Z",
        "status": "confirmed",
    }
    assert (view["columns"], view["sort"]) == (["number", "total"], "-total")
    assert 'name="placed_to" type="date" value="2026-11-02"' in page.text
    assert '<option value="confirmed" selected>' in page.text
    assert PROBE not in page.text
    assert "Dear &lt;script&gt;" in page.text


async def test_a_view_becomes_what_the_list_shows_now(clerk: Clerk) -> None:
    await clerk.send(NARROWED, "/admin/views", name="Mine")
    [view] = await kept(clerk)
    other = "/admin/orders?status=shipped"

    done = await clerk.send(other, f"/admin/views/{view['id']}", name="Sent", is_shared="on")

    [now] = await kept(clerk)
    assert done.status_code == 303
    assert (now["name"], now["filters"], now["is_shared"]) == ("Sent", {"status": "shipped"}, True)


async def test_a_view_that_somebody_else_changed_meanwhile_is_not_overwritten(
    clerk: Clerk,
) -> None:
    await clerk.send(NARROWED, "/admin/views", name="Mine")
    [view] = await kept(clerk)
    action = f"/admin/views/{view['id']}"
    old = form_of((await clerk.look("/admin/orders")).text, action)
    await clerk.send("/admin/orders", action, name="First")

    refused = await clerk.browser.post(action, data={**old, "name": "Second"})

    assert refused.status_code == 412
    assert (await kept(clerk))[0]["name"] == "First"


async def test_a_shared_view_is_seen_by_others_who_can_not_change_it(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    await clerk.send(NARROWED, "/admin/views", name="For all", is_shared="on")
    await clerk.send(NARROWED, "/admin/views", name="For me")

    async with at_the_desk(app, await make_admin(services)) as other:
        page = await other.look("/admin/orders")

    assert "For all" in page.text
    assert "For me" not in page.text
    assert "/forget" not in page.text


async def test_a_view_is_forgotten(clerk: Clerk) -> None:
    await clerk.send("/admin/returns?status=approved", "/admin/views", name="Here soon")
    [view] = await kept(clerk)

    done = await clerk.send("/admin/returns", f"/admin/views/{view['id']}/forget")

    assert done.headers["location"] == "/admin/returns"
    assert await kept(clerk) == []


async def test_a_view_without_a_name_is_refused(clerk: Clerk) -> None:
    refused = await clerk.send(NARROWED, "/admin/views", name="")

    assert refused.status_code == 422
    assert await kept(clerk) == []
