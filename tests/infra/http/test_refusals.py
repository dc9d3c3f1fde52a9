"""Refusals of the edge: a page for who looks at pages, a problem document for programs."""

import httpx2
import pytest

from tests.infra.http.edge.rig import client_of

pytestmark = pytest.mark.anyio
LOOKING = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
GERMAN = LOOKING | {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}


async def refused(path: str, headers: dict[str, str]) -> httpx2.Response:
    """The second request of two, where one a minute is let in."""
    async with client_of(rate_limit="1/minute") as client:
        await client.get(path, headers=headers)
        return await client.get(path, headers=headers)


@pytest.mark.parametrize("path", ["/store", "/store/cart", "/admin/orders"])
async def test_who_looks_at_a_page_is_told_on_a_page(path: str) -> None:
    answer = await refused(path, LOOKING)

    assert answer.status_code == 429
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "retry-after" in answer.headers
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "<h1>One moment, please</h1>" in answer.text


async def test_it_is_told_in_the_readers_language() -> None:
    answer = await refused("/store", GERMAN)

    assert '<html lang="de">' in answer.text
    assert "Einen Augenblick bitte" in answer.text


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/v1/products", LOOKING),
        ("/store", {"accept": "application/json"}),
        ("/stores", LOOKING),
    ],
)
async def test_programs_get_a_problem_document(path: str, headers: dict[str, str]) -> None:
    answer = await refused(path, headers)

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 429


async def test_a_form_that_is_too_large_is_refused_by_a_page() -> None:
    headers = LOOKING | {"content-type": "application/x-www-form-urlencoded"}
    async with client_of(accepts=lambda *_: True, max_body_bytes=1024) as client:
        answer = await client.post("/store/cart/add", content=b"a=" + b"x" * 2000, headers=headers)

    assert answer.status_code == 413
    assert "<h1>That is too much</h1>" in answer.text


async def test_an_address_does_not_end_up_in_the_page() -> None:
    answer = await refused("/store/<script>alert(1)</script>", LOOKING)

    assert "<script" not in answer.text
