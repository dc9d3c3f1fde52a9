import pytest

from tests.infra.http.edge.rig import client_of

pytestmark = pytest.mark.anyio
FRONT = "https://front.example"
ASKED = {
    "origin": FRONT,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type,idempotency-key",
}


async def test_a_named_origin_may_call() -> None:
    async with client_of(cors_origins=f"{FRONT}, https://other.example") as client:
        before = await client.options("/x", headers=ASKED)
        answer = await client.get("/x", headers={"origin": FRONT})

    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == FRONT
    assert answer.headers["access-control-allow-origin"] == FRONT
    assert "retry-after" in answer.headers["access-control-expose-headers"]


async def test_another_origin_may_not() -> None:
    async with client_of(cors_origins=FRONT) as client:
        answer = await client.get("/x", headers={"origin": "https://evil.example"})

    assert "access-control-allow-origin" not in answer.headers


async def test_nobody_may_by_default() -> None:
    async with client_of() as client:
        answer = await client.get("/x", headers={"origin": FRONT})

    assert "access-control-allow-origin" not in answer.headers


async def test_a_refusal_can_be_read_by_the_page_that_caused_it() -> None:
    async with client_of(cors_origins=FRONT, rate_limit="1/hour") as client:
        await client.get("/x", headers={"origin": FRONT})
        refused = await client.get("/x", headers={"origin": FRONT})

    assert refused.status_code == 429
    assert refused.headers["access-control-allow-origin"] == FRONT
