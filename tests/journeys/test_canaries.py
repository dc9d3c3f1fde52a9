"""A person leaves words wherever the shop takes any: all are handed out, and none is left after he was erased."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Settings
from shopwright.modules.audit import queries as audit
from shopwright.modules.wishlists.models import StockAlertRow, WishlistRow, WishRow
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, stocked
from tests.support.canaries import Canaries, dumped, files_under, unzipped
from tests.support.goods import make_product, variant
from tests.support.people import Person

pytestmark = pytest.mark.anyio
PASSWORD = "a password of many words"
# What he leaves that is not his to get: what he typed wrongly, and what says nothing about him.
NOT_HANDED_OUT = {"wrong_name", "idempotency_key"}


async def _live(
    client: AsyncClient, goods: tuple[UUID, UUID, UUID], canaries: Canaries
) -> dict[str, str]:
    """Everything that a customer can write anywhere; answers the headers that he signs in with."""
    variant_id = goods[0]
    word = canaries.word
    email = f"{word('email')}@example.com"
    client.headers["user-agent"] = word("user_agent")
    client.headers["x-request-id"] = word("request_id")
    account = {
        "email": email,
        "password": PASSWORD,
        "full_name": word("full_name"),
        "username": word("username"),
    }
    assert (await client.post("/api/v1/auth/register", json=account)).status_code == 201
    for name in (email, word("wrong_name"), f"{word('wrong_email')}@example.com"):
        login = (
            {"email": name, "password": "wrong"}
            if "@" in name
            else {"username": name, "password": "wrong"}
        )
        assert (await client.post("/api/v1/auth/login", json=login)).status_code == 401
    await client.post("/api/v1/auth/forgot-password", json={"email": email})
    signed_in = await client.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
    headers = {"authorization": f"Bearer {signed_in.json()['access_token']}"}
    await _tell(client, headers, canaries)
    await _shop(client, headers, variant_id, canaries)
    await _wish(client, headers, goods, canaries)
    return headers


async def _tell(client: AsyncClient, headers: dict[str, str], canaries: Canaries) -> None:
    profile = {"phone": "+44 1904 551234", "locale": "en-GB", "marketing_consent": True}
    canaries.words["phone"] = "+441904551234"
    changed = await client.put("/api/v1/users/me", json=profile, headers=headers)
    assert changed.status_code == 200
    home = _place(canaries, "home")
    added = await client.post("/api/v1/users/me/addresses", json=home, headers=headers)
    assert added.status_code == 201


async def _shop(
    client: AsyncClient, headers: dict[str, str], variant_id: UUID, canaries: Canaries
) -> None:
    item = {"variant_id": str(variant_id), "quantity": 1}
    order = {
        "items": [item],
        "email": f"{canaries.word('order_email')}@example.com",
        "shipping_address": _place(canaries, "shipping"),
        "billing_address": _place(canaries, "billing"),
        "note": canaries.word("order_note"),
    }
    keyed = headers | {"idempotency-key": canaries.word("idempotency_key")}
    for token, status in (("test_declined", 402), ("test_ok", 201)):
        payment = {"provider": "test", "token": token}
        key = {"idempotency-key": f"{keyed['idempotency-key']}-{token}"}
        answer = await client.post(
            "/api/v1/orders", json=order | {"payment": payment}, headers=keyed | key
        )
        assert answer.status_code == status
    reason = {"reason": canaries.word("cancel_reason")}
    cancelled = await client.post(
        f"/api/v1/orders/{answer.json()['id']}/cancel", json=reason, headers=headers
    )
    assert cancelled.status_code == 200
    await client.post("/api/v1/cart/items", json=item, headers=headers)
    cart = {
        "email": f"{canaries.word('cart_email')}@example.com",
        "shipping_address": _place(canaries, "cart"),
    }
    assert (await client.patch("/api/v1/cart", json=cart, headers=headers)).status_code == 200


async def _wish(
    client: AsyncClient,
    headers: dict[str, str],
    goods: tuple[UUID, UUID, UUID],
    canaries: Canaries,
) -> None:
    """Lists with notes, a link to one, something saved for later, and goods that he waits for."""
    there, gone, product_id = goods
    wish = {"variant_id": str(there), "note": canaries.word("wish_note")}
    made = await client.post(
        "/api/v1/wishlists", json={"name": canaries.word("wishlist_name")}, headers=headers
    )
    path = f"/api/v1/wishlists/{made.json()['id']}"
    assert (await client.post(f"{path}/items", json=wish, headers=headers)).status_code == 201
    shown_as = {"shown_as": canaries.word("wishlist_shown_as")}
    shared = await client.post(f"{path}/share", json=shown_as, headers=headers)
    assert shared.status_code == 201
    canaries.link = shared.json()["path"]
    assert (await client.get(canaries.link)).status_code == 200
    cart = (await client.get("/api/v1/cart", headers=headers)).json()
    line = cart["items"][0]["id"]
    saved = await client.post(f"/api/v1/cart/items/{line}/save", headers=headers)
    assert saved.status_code == 201
    alerts = f"/api/v1/products/{product_id}/stock-alerts"
    waits = {"variant_id": str(gone)}
    assert (await client.post(alerts, json=waits, headers=headers)).status_code == 202


def _place(canaries: Canaries, use: str) -> dict[str, str]:
    words = ("recipient", "line1", "line2", "city", "region", "company")
    return {name: canaries.word(f"{use}_{name}") for name in words} | {
        "postal_code": "YO1 7HH",
        "country": "GB",
    }


async def _staff(client: AsyncClient, admin: Person, user_id: str, canaries: Canaries) -> None:
    """What staff writes about him, and into the trail, from a place of its own."""
    his = {name: client.headers.pop(name) for name in ("user-agent", "x-request-id")}
    renamed = {"full_name": canaries.word("renamed")}
    changed = await client.put(
        f"/api/v1/admin/users/{user_id}", json=renamed, headers=admin.headers
    )
    assert changed.status_code == 200
    note = {"text": canaries.word("staff_note")}
    noted = await client.post(
        f"/api/v1/admin/customers/{user_id}/notes", json=note, headers=admin.headers
    )
    assert noted.status_code == 201
    client.headers.update(his)


async def _ask(client: AsyncClient, what: str, headers: dict[str, str]) -> dict[str, Any]:
    asked = await client.post(
        f"/api/v1/privacy/{what}", json={"password": PASSWORD}, headers=headers
    )
    assert asked.status_code == 202, asked.text
    return dict(asked.json())


async def test_every_word_is_handed_out_and_none_is_left_after_the_erasure(
    client: AsyncClient,
    services: Services,
    settings: Settings,
    worker: Worker,
    admin: Person,
    clock: SteppingClock,
) -> None:
    canaries = Canaries()
    kettle = await make_product(services.works, "kettle", variants=(variant("K", stock=0),))
    goods = (await stocked(services.works), kettle.variants[0].id, kettle.id)
    headers = await _live(client, goods, canaries)
    user_id = (await client.get("/api/v1/auth/me", headers=headers)).json()["id"]
    await _staff(client, admin, user_id, canaries)
    await worker.run_until_idle()
    folders = (Path(settings.media_folder), Path(settings.mail_folder))
    kept = canaries.found_in(await dumped(services.works) + files_under(*folders))

    wish = await _ask(client, "export", headers)
    await worker.run_until_idle()
    path = f"/api/v1/privacy/requests/{wish['id']}"
    archive = (await client.get(path, headers=headers)).json()["archive"]
    fetched = await client.get(archive["path"], headers={"x-archive-token": archive["token"]})
    handed_out = canaries.found_in("\n".join(unzipped(fetched.content).values()))
    await _ask(client, "erasure", headers)
    clock.advance(days=15)
    await worker.run_until_idle()

    assert kept >= canaries.words.keys() - {"wrong_name", "wrong_email", "full_name"}
    assert handed_out >= kept - NOT_HANDED_OUT
    left = await dumped(services.works) + files_under(*folders)
    assert canaries.found_in(left) == set()
    assert (await client.get(canaries.link)).status_code == 404
    async with services.works.reading() as db:
        for row in (WishlistRow, WishRow, StockAlertRow):
            assert (await db.execute(select(row.id))).all() == []
    await assert_sound(services.works)
    async with services.works.reading() as db:
        assert (await audit.verify(db)).faults == ()
