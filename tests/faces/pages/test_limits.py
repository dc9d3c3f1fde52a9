"""Pages by which somebody proves who he is are asked for as seldom as the API's own; their files cost nothing."""

from typing import Any

import pytest

from shopwright.faces.backoffice.page import SITE as DESK
from shopwright.faces.storefront.page import SITE as SHOP
from shopwright.infra.http.edge.places import is_exempt
from tests.infra.http.edge.rig import client_of

pytestmark = pytest.mark.anyio


async def second_of(path: str, **limits: Any) -> int:
    """How a second form is answered that is sent to a page within a minute that takes one."""
    async with client_of(**limits) as client:
        first, second = [(await client.post(path)).status_code for _ in range(2)]
    assert first == 200
    return second


@pytest.mark.parametrize(
    "path",
    [
        *("/store/sign-in", "/store/second-factor", "/store/sign-up", "/store/forgot-password"),
        *("/store/reset-password", "/store/account/password", "/store/account/email"),
        *("/store/account/deactivate", "/store/account/security/second-factor/confirm"),
        *("/admin/sign-in", "/admin/sign-in/second-factor", "/admin/second-factor"),
        "/admin/second-factor/confirm",
    ],
)
async def test_a_page_that_takes_a_proof_is_limited_as_signing_in(path: str) -> None:
    assert await second_of(path, rate_limit_auth="1/minute") == 429


@pytest.mark.parametrize("path", ["/store/forgot-password", "/store/resend-verification"])
async def test_a_page_that_makes_us_write_is_limited_as_mails(path: str) -> None:
    assert await second_of(path, rate_limit_mails="1/minute") == 429


async def test_another_page_is_limited_as_neither() -> None:
    assert (
        await second_of("/store/cart", rate_limit_auth="1/minute", rate_limit_mails="1/minute")
        == 200
    )


def test_files_of_pages_are_counted_nowhere_and_pages_are() -> None:
    assert is_exempt(SHOP.asset("shop.css"))
    assert is_exempt(DESK.asset("desk.css"))
    assert not is_exempt("/store/search")
    assert not is_exempt("/admin/orders")


@pytest.mark.parametrize(
    "path",
    ["/store/static/", "/store/static/nothing", "/store/static/a/b/c", "/admin/static/x"],
)
def test_what_only_begins_as_a_file_does_is_counted_as_the_page_that_answers_it(path: str) -> None:
    assert not is_exempt(path)
