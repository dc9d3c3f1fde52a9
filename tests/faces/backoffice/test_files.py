"""Files in and out: a dry run first, the import itself, exports, and how far each is."""

import json

import httpx2
import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from tests.faces.backoffice.test_products import ESCAPED, PROBE
from tests.support.desk import Clerk, at_the_desk, form_of
from tests.support.goods import make_product
from tests.support.people import Person
from tests.support.roles import person_with

pytestmark = pytest.mark.anyio
FILES = "/admin/files"


def line(handle: str = "cap", title: str = "Cap") -> bytes:
    variants = [{"sku": handle, "prices": [{"amount": "5"}]}]
    return json.dumps({"handle": handle, "title": title, "variants": variants}).encode() + b"\n"


async def send_file(
    clerk: Clerk, content: bytes, page: str = FILES, **fields: str
) -> httpx2.Response:
    form = form_of((await clerk.look(page)).text, f"{FILES}/import")
    sent = {"file": ("any.jsonl", content, "application/octet-stream")} if content else None
    files = sent or {"file": ("", b"", "application/octet-stream")}
    return await clerk.browser.post(f"{FILES}/import", data={**form, **fields}, files=files)


async def test_a_dry_run_tells_what_would_happen_then_the_file_goes_in_for_real(
    clerk: Clerk, services: Services, worker: Worker
) -> None:
    await make_product(services.works, "mug")
    content = line("mug", PROBE) + line("cap", "Cap") + b'{"handle": "bad"}\n'

    tried = await send_file(clerk, content)
    waiting = await clerk.look(tried.headers["location"])
    await worker.run_until_idle()
    page = tried.headers["location"]
    told = await clerk.look(page)
    before = (await clerk.look("/api/v1/products/cap")).status_code
    real = await send_file(clerk, content, page, how="real")
    await worker.run_until_idle()
    done = await clerk.look(real.headers["location"])

    assert "data-under-way" in waiting.text
    assert "data-under-way" not in told.text
    assert "A dry run: this is what would happen, and nothing was stored." in told.text
    assert "New<strong>1</strong>" in told.text
    assert "Changed<strong>1</strong>" in told.text
    assert "Not taken<strong>1</strong>" in told.text
    assert '<td class="number">3</td>' in told.text
    assert f"After: </span>{ESCAPED}" in told.text
    assert "<script>alert" not in told.text + done.text
    assert (before, (await clerk.look("/api/v1/products/cap")).status_code) == (404, 200)
    assert "A dry run" not in done.text
    assert (await clerk.look("/api/v1/products/mug")).json()["title"] == PROBE


async def test_nothing_is_stored_unless_the_form_says_so(clerk: Clerk, worker: Worker) -> None:
    for how in ("dry", "", "realy"):
        _ = await send_file(clerk, line(), how=how)
    await worker.run_until_idle()

    assert (await clerk.look("/api/v1/products/cap")).status_code == 404


async def test_how_far_a_file_is_can_be_asked_for_alone(clerk: Clerk, worker: Worker) -> None:
    at = (await send_file(clerk, line())).headers["location"]

    first = await clerk.look(f"{at}/part")
    await worker.run_until_idle()
    second = await clerk.look(f"{at}/part")

    assert ("data-under-way" in first.text, "data-under-way" in second.text) == (True, False)
    assert "<html" not in second.text
    assert second.headers["cache-control"] == "private, no-store"


async def test_a_file_that_cannot_be_read_is_told(clerk: Clerk, worker: Worker) -> None:
    at = (await send_file(clerk, b"\xff\xfe\x00nothing")).headers["location"]
    await worker.run_until_idle()

    page = await clerk.look(at)

    assert '<div class="problem">' in page.text


async def test_no_file_a_wrong_kind_and_one_too_large_are_refused(
    clerk: Clerk, services: Services
) -> None:
    most = services.settings.max_import_bytes

    none = await send_file(clerk, b"")
    wrong = await send_file(clerk, line(), kind="orders")
    large = await send_file(clerk, b"\0" * (most + 1))

    assert (none.status_code, wrong.status_code, large.status_code) == (422, 422, 413)
    assert "Choose a file first." in none.text
    assert "Nothing has been imported or exported yet." in (await clerk.look(FILES)).text


async def test_an_export_is_made_and_fetched(
    clerk: Clerk, services: Services, worker: Worker
) -> None:
    await make_product(services.works, "mug")

    asked = await clerk.send(FILES, f"{FILES}/export", kind="products", format="jsonl")
    await worker.run_until_idle()
    page = await clerk.look(asked.headers["location"])
    address = page.text.partition('class="main" href="')[2].partition('"')[0].replace("&amp;", "&")
    file = await clerk.look(address)
    listed = await clerk.look(FILES)

    assert json.loads(file.text)["handle"] == "mug"
    assert f'href="{asked.headers["location"]}"' in listed.text


async def test_a_role_sees_the_kinds_that_it_may_and_gets_no_others(
    app: FastAPI, services: Services, client: httpx2.AsyncClient, admin: Person
) -> None:
    keeper = await person_with(client, services, admin, "stock:read", "stock:write")

    async with at_the_desk(app, keeper) as keeping:
        page = await keeping.look(FILES)
        out = await keeping.send(FILES, f"{FILES}/export", kind="customers")
        into = await send_file(keeping, line(), kind="products", how="real")

    assert '<option value="stock">' in page.text
    assert '<option value="products">' not in page.text
    assert '<option value="customers">' not in page.text
    assert (out.status_code, into.status_code) == (403, 403)


async def test_a_vendor_has_no_files(seller: Clerk) -> None:
    token = form_of((await seller.look("/admin/own/products")).text, "/admin/sign-out")
    form = {"csrf_token": str(token["csrf_token"]), "kind": "products"}

    answers = [await seller.look(FILES), await seller.browser.post(f"{FILES}/export", data=form)]

    assert [each.status_code for each in answers] == [403, 403]
