"""The dashboard as Streamlit runs it, on a started shop."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import shopwright.faces.dashboard as house
from shopwright.faces.dashboard.talking import Talk

APP = Path(house.__file__).with_name("app.py")


def opened(base: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=30)
    page.session_state["api"] = base
    return page.run()


def signed_in(base: str, email: str, password: str) -> AppTest:
    page = opened(base)
    page.sidebar.text_input[0].set_value(email)
    page.sidebar.text_input[1].set_value(password)
    return page.sidebar.button[0].click().run()


def view(page: AppTest, name: str) -> AppTest:
    return page.sidebar.radio[0].set_value(name).run()


def test_somebody_orders_and_staff_sees_it(base: str) -> None:
    page = signed_in(base, "customer@example.com", "customer-of-the-shop")
    assert not page.exception
    page.main.text_input(key="words").set_value("teapot").run()
    assert len(page.main.dataframe[0].value) > 0

    page.main.button[0].click().run()
    assert page.success[0].value == "It is in the cart."
    place = {"Recipient": "Chris", "Line1": "Main Street 1", "Postal code": "10115"}
    place |= {"City": "Berlin", "Country": "DE"}
    for field in page.main.text_input:
        if field.label in place:
            field.set_value(place[field.label])
    page.main.button[-1].click().run()
    placed = page.success[0].value
    assert placed.startswith("Order ")
    assert "confirmed" in placed

    admin = view(signed_in(base, "admin@example.com", "admin-of-the-shop"), "Orders")
    number = placed.split()[1]
    assert number in list(admin.main.dataframe[0].value["Number"])
    sales = view(admin, "Sales")
    assert not sales.exception
    assert not sales.error


def test_who_is_nobody_sees_the_catalog_and_no_orders(base: str) -> None:
    page = opened(base)
    orders = view(page, "Orders")

    assert not orders.exception
    assert orders.info[0].value == "Sign in to see orders."
    assert view(page, "Sales").error


def test_a_wrong_password_is_told(base: str) -> None:
    page = signed_in(base, "admin@example.com", "not-the-password")

    assert page.sidebar.error
    assert not page.session_state["talk"].token


def test_any_call_is_tried_and_none_leaves_the_shop(base: str) -> None:
    page = view(opened(base), "Try the API")
    page.main.button[0].click().run()
    assert page.main.success[0].value == "200"

    page.main.text_input[0].set_value("//elsewhere.example/")
    page.main.button[0].click().run()

    assert page.main.error[0].value == "A path begins with one slash."


def test_the_state_of_the_shop_is_shown(base: str) -> None:
    page = view(opened(base), "System status")

    assert page.main.success[0].value.startswith("ok")


def unanswered() -> None:
    """A page that orders each time it runs, of a shop that does not answer."""
    from shopwright.faces.dashboard.catalog import order  # noqa: PLC0415 - what Streamlit runs stands by itself
    from shopwright.faces.dashboard.talking import Talk  # noqa: PLC0415

    order(Talk("http://127.0.0.1:1"), {"id": "cart"}, "", {}, "test_ok")


def test_an_order_that_was_not_answered_is_sent_again_under_its_key() -> None:
    page = AppTest.from_function(unanswered)

    keys = [page.run().session_state["order-key"] for _ in range(2)]

    assert page.error[0].value.startswith("The shop does not answer")
    assert keys[0] == keys[1]


@pytest.mark.parametrize("path", ["//evil", "http://evil", "\\\\evil", "api", "/\\evil"])
def test_a_talk_goes_to_one_shop_only(path: str) -> None:
    with pytest.raises(ValueError, match="one slash"):
        Talk("http://127.0.0.1:1").ask("GET", path)
