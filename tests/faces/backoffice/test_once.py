"""A form that is sent twice counts once, whatever it does; one that was refused may be sent again."""

import asyncio

import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from tests.support.desk import Clerk, Fields, at_the_desk, form_of
from tests.support.people import PASSWORD, make_person
from tests.support.trading import an_order, asked

pytestmark = pytest.mark.anyio
HOOKS, KEYS = "/admin/webhooks", "/admin/api-keys"


async def written(clerk: Clerk, page: str, action: str, /, **fields: str | list[str]) -> Fields:
    """The form of a page, filled in."""
    return {**form_of((await clerk.look(page)).text, action), **fields}


async def test_a_note_that_is_sent_twice_is_written_once(clerk: Clerk, services: Services) -> None:
    page = f"/admin/orders/{(await an_order(services)).id}"
    form = await written(clerk, page, f"{page}/notes", text="Careful.")

    sent = [await clerk.browser.post(f"{page}/notes", data=form) for _ in range(3)]
    told = await clerk.follow(sent[-1])

    assert [each.headers["location"] for each in sent] == [f"{page}#notes"] * 3
    assert '<p class="done" role="status">The note is written.</p>' in told.text
    notes = await asked(clerk, f"/api/v1{page}/notes")
    assert [each["text"] for each in notes] == ["Careful."]


async def test_of_clicks_at_one_moment_one_counts(clerk: Clerk, services: Services) -> None:
    page = f"/admin/orders/{(await an_order(services)).id}"
    form = await written(clerk, page, f"{page}/notes", text="Careful.")

    sent = await asyncio.gather(*(clerk.browser.post(f"{page}/notes", data=form) for _ in range(5)))

    assert [each.status_code for each in sent] == [303] * 5
    assert len(await asked(clerk, f"/api/v1{page}/notes")) == 1


async def test_other_words_under_the_same_key_are_another_form(
    clerk: Clerk, services: Services
) -> None:
    page = f"/admin/orders/{(await an_order(services)).id}"
    form = await written(clerk, page, f"{page}/notes", text="Careful.")

    await clerk.browser.post(f"{page}/notes", data=form)
    await clerk.browser.post(f"{page}/notes", data={**form, "text": "Very careful."})

    notes = await asked(clerk, f"/api/v1{page}/notes")
    assert {each["text"] for each in notes} == {"Careful.", "Very careful."}


async def test_what_another_person_sends_is_his_own(
    app: FastAPI, clerk: Clerk, services: Services
) -> None:
    page = f"/admin/orders/{(await an_order(services)).id}"
    form = await written(clerk, page, f"{page}/notes", text="Careful.")
    await clerk.browser.post(f"{page}/notes", data=form)

    async with at_the_desk(app, await make_person(services, "admin")) as other:
        own = await written(other, page, f"{page}/notes", text="Careful.", once=form["once"])
        await other.browser.post(f"{page}/notes", data=own)

    assert len(await asked(clerk, f"/api/v1{page}/notes")) == 2


async def test_what_was_refused_may_be_sent_again(clerk: Clerk, services: Services) -> None:
    page = f"/admin/orders/{(await an_order(services)).id}"
    form = await written(clerk, page, f"{page}/notes", text="Careful.")
    token = form.pop("csrf_token")

    refused = await clerk.browser.post(f"{page}/notes", data=form)
    done = await clerk.browser.post(f"{page}/notes", data={**form, "csrf_token": token})

    assert (refused.status_code, done.status_code) == (403, 303)
    assert len(await asked(clerk, f"/api/v1{page}/notes")) == 1


async def test_a_record_that_is_sent_twice_is_made_once(clerk: Clerk) -> None:
    place = "/admin/delivery-zones"
    fields = {"name": "Alps", "areas.0.country": "AT"}
    form = await written(clerk, f"{place}/new", place, **fields)

    sent = [await clerk.browser.post(place, data=form) for _ in range(2)]

    assert [each.headers["location"] for each in sent] == [place] * 2
    zones = await asked(clerk, "/api/v1/admin/delivery/zones")
    assert [each["name"] for each in zones].count("Alps") == 1


async def test_a_secret_is_made_once_and_told_once(clerk: Clerk) -> None:
    url = "https://example.com/hooks"
    hook = await written(clerk, f"{HOOKS}/new", HOOKS, url=url, events=["order.placed"])
    key = await written(clerk, KEYS, KEYS, name="Till", scopes=["stock:read"], password=PASSWORD)

    first = [await clerk.browser.post(HOOKS, data=hook), await clerk.browser.post(KEYS, data=key)]
    again = [await clerk.browser.post(HOOKS, data=hook), await clerk.browser.post(KEYS, data=key)]
    told = await clerk.follow(again[0])

    assert [each.status_code for each in first] == [200, 200]
    assert [each.headers["location"] for each in again] == [HOOKS, KEYS]
    assert "It is done already; what was shown then is not shown again." in told.text
    assert len(await asked(clerk, "/api/v1/admin/webhooks/endpoints")) == 1
    assert len((await asked(clerk, "/api/v1/api-keys"))["items"]) == 1
