"""Pages by which somebody proves who he is are asked for as seldom as the API's own; their files cost nothing."""

import pytest

from shopwright.faces.backoffice.page import SITE as DESK
from shopwright.faces.storefront.page import SITE as SHOP
from shopwright.infra.http.edge.places import is_exempt
from shopwright.infra.http.edge.rates import _FLOWS


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
def test_a_page_that_takes_a_proof_is_limited_as_signing_in(path: str) -> None:
    assert _FLOWS["auth"].search(path)


@pytest.mark.parametrize("path", ["/store/forgot-password", "/store/resend-verification"])
def test_a_page_that_makes_us_write_is_limited_as_mails(path: str) -> None:
    assert _FLOWS["mail"].search(path)


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
