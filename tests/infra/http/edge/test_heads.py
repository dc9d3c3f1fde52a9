import httpx2
import pytest

from tests.infra.http.edge.rig import Echo, client_of

pytestmark = pytest.mark.anyio


async def _answer(address: str, **options: object) -> tuple[httpx2.Response, Echo]:
    app = Echo()
    async with client_of(app) as client:
        answer = await client.get(address, **options)
    return answer, app


async def test_an_address_of_eight_kilobytes_is_taken_and_a_longer_one_is_a_414() -> None:
    longest, app = await _answer("/" + "x" * (8 * 1024 - 1))
    longer, refused = await _answer("/x?" + "y" * (8 * 1024 - 1))

    assert (longest.status_code, len(app.requests)) == (200, 1)
    assert (longer.status_code, longer.json()["code"]) == (414, "address_too_long")
    assert longer.headers["connection"] == "close"
    assert refused.requests == []


@pytest.mark.parametrize(
    "headers", [{"x-long": "x" * 32 * 1024}, {f"x-{n}": "1" for n in range(101)}]
)
async def test_headers_that_are_too_large_or_too_many_are_a_431(headers: dict[str, str]) -> None:
    answer, app = await _answer("/x", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (431, "head_too_large")
    assert app.requests == []


@pytest.mark.parametrize("address", ["/x%00", "/x?q=%00", "/x%ff", "/x?q=a%ffb", "/x?q=%ED%A0%80"])
async def test_an_address_that_is_no_text_is_a_422(address: str) -> None:
    answer, app = await _answer(address)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_text")
    assert app.requests == []


@pytest.mark.parametrize("address", ["/caf%C3%A9", "/x?q=%E2%82%AC+5&p=100%25"])
async def test_an_address_in_any_language_is_taken(address: str) -> None:
    answer, _ = await _answer(address)

    assert answer.status_code == 200


SECURE = {"https_only": True, "public_url": "https://shop.example"}


async def test_readers_are_sent_over_to_https() -> None:
    app = Echo()

    async with client_of(app, **SECURE) as client:
        answer = await client.get("/products?page=2")

    assert answer.status_code == 308
    assert answer.headers["location"] == "https://shop.example/products?page=2"
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert app.requests == []


async def test_what_was_sent_in_plain_sight_is_refused() -> None:
    app = Echo()

    async with client_of(app, **SECURE) as client:
        posted = await client.post("/auth/login", json={"password": "x"})
        bearing = await client.get("/me", headers={"authorization": "Bearer x"})

    assert (posted.status_code, posted.json()["code"]) == (403, "https_required")
    assert bearing.status_code == 403
    assert app.requests == []


async def test_probes_and_https_pass() -> None:
    async with client_of(**SECURE, trusted_proxies="192.0.2.7") as client:
        probe = await client.get("/health/live")
        secure = await client.get("/x", headers={"x-forwarded-proto": "https"})

    assert (probe.status_code, secure.status_code) == (200, 200)
