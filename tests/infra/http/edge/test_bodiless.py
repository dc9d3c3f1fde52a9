import httpx2
import pytest

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", ["/health/live", "/api/v1/products", "/"])
async def test_head_answers_with_the_headers_of_get_and_no_body(
    client: httpx2.AsyncClient, path: str
) -> None:
    shown, head = await client.get(path), await client.head(path)

    assert head.status_code == shown.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(shown.content))
    assert head.headers["content-type"] == shown.headers["content-type"]


async def test_head_of_what_has_no_get_is_refused(client: httpx2.AsyncClient) -> None:
    refused = await client.head("/api/v1/auth/login")

    assert refused.status_code == 405
    assert refused.content == b""
