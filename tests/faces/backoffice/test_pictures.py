"""Pictures of a product and the library of all: sent, described, put into an order, taken away."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from tests.faces.backoffice.test_products import ESCAPED, LIST, PROBE, stored
from tests.support.desk import Clerk, at_the_desk, form_of
from tests.support.goods import make_product
from tests.support.people import make_vendor
from tests.support.pictures import picture

pytestmark = pytest.mark.anyio
MEDIA = "/admin/media"


def files(*contents: bytes) -> list[tuple[str, Any]]:
    return [("file", (f"{at}.png", each, "image/png")) for at, each in enumerate(contents)]


async def send_files(
    clerk: Clerk, page: str, *contents: bytes, once: str | None = None
) -> httpx2.Response:
    form = form_of((await clerk.look(page)).text, f"{page}/upload")
    if once is not None:
        form["once"] = once
    return await clerk.browser.post(f"{page}/upload", data=form, files=files(*contents))


async def urls(clerk: Clerk, product_id: object) -> list[str]:
    shown = (await clerk.look(f"/api/v1/products/{product_id}")).json()
    return [each["url"] for each in shown["images"]]


async def library(clerk: Clerk) -> list[dict[str, Any]]:
    return list((await clerk.look("/api/v1/admin/media")).json()["items"])


async def test_several_pictures_are_sent_and_put_into_another_order(
    clerk: Clerk, services: Services
) -> None:
    mug = await make_product(services.works, "mug")
    page = f"{LIST}/{mug.id}/pictures"

    three = [picture(size=(20 + each, 20)) for each in range(3)]
    sent = await clerk.follow(await send_files(clerk, page, *three))
    first = await urls(clerk, mug.id)
    await clerk.send(page, page, **{"main": "2", "place.0": "2", "place.1": "1", "alt.2": PROBE})
    turned = await urls(clerk, mug.id)
    await clerk.send(page, page, **{"remove.1": "on"})

    shown = await clerk.look(page)
    assert "3 uploaded." in sent.text
    assert len(set(first)) == 3
    assert turned == [first[2], first[1], first[0]]
    assert await urls(clerk, mug.id) == [first[2], first[0]]
    assert ESCAPED in shown.text
    assert "<script>alert" not in shown.text


async def test_the_same_form_sent_twice_is_taken_once(clerk: Clerk, services: Services) -> None:
    mug = await make_product(services.works, "mug")
    page = f"{LIST}/{mug.id}/pictures"

    answers = [await send_files(clerk, page, picture(), once="one-key") for _ in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert len(await urls(clerk, mug.id)) == 1


async def test_what_is_no_picture_is_told_and_nothing_of_it_is_kept(
    clerk: Clerk, services: Services
) -> None:
    mug = await make_product(services.works, "mug")
    page = f"{LIST}/{mug.id}/pictures"

    refused = await send_files(clerk, page, b"<svg onload=alert(1)>")
    none = await send_files(clerk, page)

    assert refused.status_code in (415, 422)
    assert 'role="alert"' in refused.text
    assert "Choose a picture first." in (await clerk.follow(none)).text
    assert (await urls(clerk, mug.id), await library(clerk)) == ([], [])


async def test_a_form_of_pictures_may_be_larger_than_others_but_has_an_end(
    clerk: Clerk, services: Services
) -> None:
    mug = await make_product(services.works, "mug")
    page = f"{LIST}/{mug.id}/pictures"
    settings = services.settings
    most = max(settings.max_upload_bytes, settings.max_import_bytes)

    one = await send_files(clerk, page, b"\0" * (settings.max_upload_bytes + 1))
    all_of_them = await send_files(clerk, page, b"\0" * (most + 64 * 1024))

    assert (one.status_code, all_of_them.status_code) == (413, 413)
    assert 'role="alert"' in one.text


async def test_what_was_uploaded_before_is_added_to_a_product(
    clerk: Clerk, services: Services
) -> None:
    mug = await make_product(services.works, "mug")
    page = f"{LIST}/{mug.id}/pictures"
    await send_files(clerk, MEDIA, picture())
    [there] = await library(clerk)

    await clerk.send(page, page, add=there["url"])

    assert await urls(clerk, mug.id) == [there["url"]]
    assert (await stored(services, mug)).images[0].url == there["url"]


async def test_the_library_shows_describes_and_removes(clerk: Clerk) -> None:
    await send_files(clerk, MEDIA, picture(size=(20, 20)), picture(size=(30, 20)))
    last, first = await library(clerk)

    await clerk.send(MEDIA, f"{MEDIA}/{last['id']}", alt=PROBE)
    page = await clerk.look(MEDIA)
    await clerk.send(MEDIA, f"{MEDIA}/{first['id']}/remove")

    assert ESCAPED in page.text
    assert [(each["id"], each["alt"]) for each in await library(clerk)] == [(last["id"], PROBE)]


async def test_a_picture_that_is_shown_somewhere_is_not_removed(
    clerk: Clerk, services: Services
) -> None:
    mug = await make_product(services.works, "mug")
    page = f"{LIST}/{mug.id}/pictures"
    await send_files(clerk, page, picture())
    [there] = await library(clerk)

    refused = await clerk.send(MEDIA, f"{MEDIA}/{there['id']}/remove")

    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert await library(clerk) == [there]


async def test_a_vendor_has_a_library_of_his_own(
    app: FastAPI, clerk: Clerk, seller: Clerk, services: Services
) -> None:
    await send_files(clerk, MEDIA, picture(size=(20, 20)))
    [shops] = await library(clerk)
    await send_files(seller, MEDIA, picture(size=(30, 20)))
    [own] = await library(seller)
    page = await seller.look(MEDIA)
    rival = await make_vendor(services)
    forms = form_of(page.text, f"{MEDIA}/{own['id']}")

    async with at_the_desk(app, rival) as other:
        token = (await other.look("/api/v1/auth/csrf")).json()["csrf_token"]
        tried = [
            (
                await other.browser.post(
                    f"{MEDIA}/{each['id']}{rest}", data={"csrf_token": token, "alt": "mine"}
                )
            ).status_code
            for each in (own, shops)
            for rest in ("", "/remove")
        ]

    assert own["url"] in page.text
    assert shops["url"] not in page.text
    assert forms["alt"] == ""
    assert tried == [404] * 4
    assert (await library(seller), len(await library(clerk))) == ([own], 2)
