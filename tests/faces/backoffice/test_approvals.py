"""What vendors want to be shown: read by staff as a difference, decided, taken back."""

from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from tests.faces.backoffice.test_products import ESCAPED, PROBE
from tests.support.approving import offered, page, shown, waiting, wanted
from tests.support.desk import Clerk, at_the_desk, form_of
from tests.support.goods import make_category
from tests.support.people import Person, make_vendor
from tests.support.roles import person_with

pytestmark = pytest.mark.anyio
QUEUE, OWN = "/admin/approvals", "/admin/own/approvals"


@pytest.fixture
async def wish(
    client: httpx2.AsyncClient, services: Services, vendor: Person, admin: Person
) -> dict[str, Any]:
    """A change of a vendor's mug that waits."""
    mug = await shown(services, vendor, description="Old.", tags=("old",))
    kitchen = await make_category(services.works, "Kitchen")
    change = {"title": PROBE, "description": f"New. {PROBE}", "tags": ["new"], "price": "12.00"}
    await wanted(client, vendor, mug.id, **change, category_ids=[str(kitchen.id)])
    [found] = await waiting(client, admin)
    return found


async def test_staff_reads_what_goes_and_what_comes(clerk: Clerk, wish: dict[str, Any]) -> None:
    queue = await clerk.look(QUEUE)
    one = await clerk.look(f"{QUEUE}/{wish['id']}")

    assert f'href="{QUEUE}/{wish["id"]}"' in queue.text
    assert "title, description, tags, category ids, prices" in queue.text
    product = await clerk.look(f"/admin/products/{wish['product_id']}")
    assert f'href="{QUEUE}/{wish["id"]}"' in product.text
    for gone, come in (("Mug", ESCAPED), ("old", "new")):
        assert f"Before: </span>{gone}</del>" in one.text
        assert f"After: </span>{come}" in one.text
    assert "After: </span>Kitchen</ins>" in one.text
    assert ("€10.00" in one.text, "€12.00" in one.text) == (True, True)
    assert "<script>alert" not in one.text + queue.text


async def test_what_is_approved_is_shown(
    clerk: Clerk, client: httpx2.AsyncClient, wish: dict[str, Any]
) -> None:
    at = f"{QUEUE}/{wish['id']}"

    done = await clerk.send(at, f"{at}/approve")

    after = await page(client, wish["product_id"])
    assert done.headers["location"] == QUEUE
    assert (after["price"], after["tags"]) == ("12.00", ["new"])
    assert "Nothing is waiting." in (await clerk.look(QUEUE)).text
    assert at in (await clerk.look(QUEUE, state="approved")).text


async def test_what_is_rejected_stays_as_it_was_and_the_vendor_reads_why(
    clerk: Clerk, seller: Clerk, client: httpx2.AsyncClient, wish: dict[str, Any]
) -> None:
    at = f"{QUEUE}/{wish['id']}"

    silent = await clerk.send(at, f"{at}/reject", reason=" ")
    done = await clerk.send(at, f"{at}/reject", reason=f"No. {PROBE}")

    told = await seller.look(f"{OWN}/{wish['id']}")
    assert (silent.status_code, done.status_code) == (422, 303)
    assert (await page(client, wish["product_id"]))["title"] == "Mug"
    assert f"No. {ESCAPED}" in told.text


async def test_what_was_changed_while_staff_read_it_is_not_approved_unread(
    clerk: Clerk, client: httpx2.AsyncClient, vendor: Person, wish: dict[str, Any]
) -> None:
    at = f"{QUEUE}/{wish['id']}"
    read = form_of((await clerk.look(at)).text, f"{at}/approve")
    await wanted(client, vendor, wish["product_id"], title="Free money")

    refused = await clerk.browser.post(f"{at}/approve", data=read)

    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert (await page(client, wish["product_id"]))["title"] == "Mug"


async def test_a_new_product_is_read_whole_and_approved(
    clerk: Clerk, client: httpx2.AsyncClient, vendor: Person, admin: Person
) -> None:
    made = await offered(client, vendor, title=PROBE, description="Blown by mouth.")
    [found] = await waiting(client, admin)
    at = f"{QUEUE}/{found['id']}"

    one = await clerk.look(at)
    await clerk.send(at, f"{at}/approve")

    assert "Blown by mouth." in one.text
    assert "€9.00" in one.text
    assert "<script>alert" not in one.text
    assert (await page(client, made["id"]))["status"] == "published"


async def test_a_vendor_takes_back_what_he_asked_for(
    seller: Clerk, client: httpx2.AsyncClient, admin: Person, wish: dict[str, Any]
) -> None:
    at = f"{OWN}/{wish['id']}"

    listed = await seller.look(OWN)
    done = await seller.send(at, f"{at}/withdraw")
    again = await seller.browser.post(
        f"{at}/withdraw", data={"csrf_token": form_of(listed.text, "/admin/sign-out")["csrf_token"]}
    )

    assert at in listed.text
    assert "<script>alert" not in listed.text
    assert (done.status_code, again.status_code) == (303, 409)
    assert await waiting(client, admin) == []


async def test_a_rival_and_staff_without_the_right_see_and_decide_nothing(
    app: FastAPI,
    services: Services,
    client: httpx2.AsyncClient,
    admin: Person,
    seller: Clerk,
    wish: dict[str, Any],
) -> None:
    rival = await make_vendor(services)
    narrow = await person_with(client, services, admin, "products:read")
    found = []

    for person in (rival, narrow):
        async with at_the_desk(app, person) as other:
            token = (await other.look("/api/v1/auth/csrf")).json()["csrf_token"]
            form = {"csrf_token": token, "version": str(wish["version"]), "reason": "x"}
            sent = (f"{QUEUE}/{wish['id']}/approve", f"{OWN}/{wish['id']}/withdraw")
            seen = (QUEUE, f"{QUEUE}/{wish['id']}", f"{OWN}/{wish['id']}")
            found += [(await other.browser.post(each, data=form)).status_code for each in sent]
            found += [(await other.look(each)).status_code for each in seen]
    own = await seller.look(QUEUE)

    assert found == [403, 404, 403, 403, 404, 403, 403, 403, 403, 403]
    assert own.status_code == 403
    assert await waiting(client, admin) == [wish]
