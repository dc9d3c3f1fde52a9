"""A guest finds something, buys it, and sees what becomes of it; with scripts and without, wide and narrow."""

import re

import pytest
from playwright.sync_api import Browser

from tests.support.browsing import Tab, opened_tab
from tests.support.running import Shop

WHERE = {
    "email": "guest@example.com",
    "recipient": "Robin Example",
    "line1": "Main Street 1",
    "postal_code": "10115",
    "city": "Berlin",
}


def find_and_buy(tab: Tab, *, has_scripts: bool, looks: bool) -> None:
    tab.go("/store")
    if looks:
        tab.is_usable_by_everybody()
    search = tab.page.locator("#q")
    search.fill("teapo")
    if has_scripts:
        search.press_sequentially("t")
        tab.page.locator("#suggestions a").first.wait_for()
    tab.page.locator("form.search button").click()
    if looks:
        tab.is_usable_by_everybody()
    tab.page.locator(".cards a").first.click()
    if looks:
        tab.is_usable_by_everybody()
    tab.put_in()


def pay(tab: Tab, *, looks: bool) -> None:
    tab.go("/store/cart")
    if looks:
        tab.is_usable_by_everybody()
    tab.press("Checkout")
    tab.fill(**WHERE)
    tab.page.locator("#country").select_option("DE")
    if looks:
        tab.is_usable_by_everybody()
    tab.page.locator("button[name=place]").click()
    tab.page.wait_for_url(re.compile("/store/orders/"))


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "plain"])
def test_a_guest_buys(shop: Shop, browser: Browser, width: str, has_scripts: bool) -> None:  # noqa: FBT001
    is_dark = width == "phone"
    with opened_tab(browser, shop.base, width, is_dark=is_dark, has_scripts=has_scripts) as tab:
        find_and_buy(tab, has_scripts=has_scripts, looks=has_scripts)
        pay(tab, looks=has_scripts)
        if has_scripts:
            tab.is_usable_by_everybody()

        assert "Thank you" in tab.reads()
        assert re.search(r"€\d+\.\d\d", tab.reads())
