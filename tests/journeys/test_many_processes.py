"""Two server processes and a worker of its own, on PostgreSQL and Redis, are one shop."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from anyio import to_thread

from tests.support.addresses import postgres_url, redis_url
from tests.support.databases import create_database, drop_database
from tests.support.running import PATIENCE, Shop, free_port

pytestmark = pytest.mark.anyio
HOME = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    name = f"many_{os.getpid()}_{free_port()}"
    yield Shop(
        tmp_path,
        await create_database(postgres_url(), name),
        REDIS_URL=redis_url(),
        WORKERS="2",
        JOBS_EMBEDDED="false",
    )
    await drop_database(postgres_url(), name)


async def test_buyers_over_two_processes_get_what_there_is_and_a_worker_hears_the_provider(
    shop: Shop,
) -> None:
    with shop.running() as server, shop.process("worker"):
        async with httpx2.AsyncClient(base_url=f"{shop.base}/api/v1", timeout=PATIENCE) as client:
            login = {"email": "admin@example.com", "password": "admin-of-the-shop"}
            token = (await client.post("/auth/login", json=login)).json()["access_token"]
            admin = {"authorization": f"Bearer {token}"}
            mug = {"title": "Rare Mug", "price": "9.50", "stock_quantity": 20}
            product = (await client.post("/products", json=mug, headers=admin)).json()
            variant = product["variants"][0]["id"]

            answers = await asyncio.gather(*(order(client, variant, "test_ok") for _ in range(64)))
            shown = (await client.get(f"/products/{product['slug']}")).json()
            late = await order(client, (await other_variant(client)), "test_late")
            settled = await settled_order(client, late.json())

        server.send_signal(signal.SIGTERM)
        code = await to_thread.run_sync(server.wait, PATIENCE)

    assert Counter(answer.status_code for answer in answers) == {201: 20, 409: 44}
    assert shown["in_stock"] is False
    assert settled["status"] == "confirmed"
    assert code == 0, shop.log()
    checked = await to_thread.run_sync(shop.command, "check")
    assert checked.returncode == 0, checked.stdout


async def order(client: httpx2.AsyncClient, variant: str, token: str) -> httpx2.Response:
    body = {
        "email": "guest@example.com",
        "shipping_address": HOME,
        "items": [{"variant_id": variant}],
        "payment": {"provider": "test", "token": token},
    }
    return await client.post("/orders", json=body)


async def other_variant(client: httpx2.AsyncClient) -> str:
    found = (await client.get("/products?q=kettle&in_stock=true")).json()
    return str(found["items"][0]["variant_id"])


async def settled_order(client: httpx2.AsyncClient, placed: dict[str, Any]) -> dict[str, Any]:
    """The order when the provider's late message has come, or as it is when patience ends."""
    headers = {"X-Order-Token": placed["order_token"]}
    deadline = time.monotonic() + PATIENCE
    while True:
        found: dict[str, Any] = (
            await client.get(f"/orders/{placed['id']}", headers=headers)
        ).json()
        if found["status"] != "pending" or time.monotonic() > deadline:
            return found
        await asyncio.sleep(0.1)


async def test_two_processes_count_an_address_and_an_account_together(shop: Shop) -> None:
    chance = free_port()
    address = f"2001:db8:{chance:x}:{os.getpid() % 65536:x}::1"
    shop.environment |= {"RATE_LIMIT": "7/hour", "TRUSTED_PROXIES": "127.0.0.1"}

    with shop.running():
        statuses = Counter(
            [
                httpx2.get(
                    f"{shop.base}/api/v1/categories", headers={"x-forwarded-for": address}
                ).status_code
                for _ in range(20)  # each on a connection of its own, to whichever process takes it
            ]
        )

    assert statuses == {200: 7, 429: 13}
