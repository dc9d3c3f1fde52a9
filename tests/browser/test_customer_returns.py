"""A customer registers, confirms the address by the mail, buys with a code, and sends something back."""

import re
from pathlib import Path
from time import monotonic, sleep

from playwright.sync_api import Browser

from shopwright.infra.mail.folder import Letter, letters
from shopwright.kernel import ids
from tests.support.browsing import Tab, opened_tab
from tests.support.running import Shop
from tests.support.staffing import admin_of

PASSWORD = "a long horse of brass"
WHERE = {
    "recipient": "Kim Example",
    "line1": "Main Street 1",
    "postal_code": "10115",
    "city": "Berlin",
}


def mail_to(shop: Shop, address: str, subject: str) -> Letter:
    """The mail that the shop's own worker writes."""
    deadline = monotonic() + 60
    while monotonic() < deadline:
        for each in letters(Path(shop.environment["MAIL_FOLDER"])):
            if each.to == address and subject in each.subject:
                return each
        sleep(0.2)
    raise AssertionError((address, subject))


def register(tab: Tab, shop: Shop, email: str) -> None:
    tab.go("/store/sign-up")
    tab.is_usable_by_everybody()
    tab.fill(full_name="Kim Example", email=email, password=PASSWORD)
    tab.press("Make an account")
    tab.sees("Nearly done")
    [link] = [each for each in mail_to(shop, email, "onfirm").links if "verify" in each]
    tab.go(re.sub(r"^https?://[^/]+", "", link))
    tab.is_usable_by_everybody()
    tab.press("Confirm the address")
    tab.go("/store/sign-in")
    tab.fill(username=email, password=PASSWORD)
    tab.page.locator("main form button").first.click()
    tab.page.wait_for_url(re.compile("/store/account"))
    assert "not confirmed" not in tab.reads()


def buy_with(tab: Tab, code: str) -> str:
    """Two of the first product that a search finds; answers the order's id."""
    tab.go("/store/search?q=mug")
    tab.page.locator(".cards a").first.click()
    tab.fill(quantity="2")
    tab.put_in()
    tab.go("/store/cart")
    tab.page.locator("#code").fill(code)
    tab.page.locator("form[action='/store/cart/codes'] button").click()
    tab.sees("A tenth off")
    tab.press("Checkout")
    tab.fill(**WHERE)
    tab.page.locator("#country").select_option("DE")
    tab.page.locator("button[name=place]").click()
    tab.page.wait_for_url(re.compile("/store/orders/"))
    tab.sees("A tenth off")
    return re.split(r"[?#]", tab.page.url)[0].rpartition("/")[2]


def send_back(tab: Tab) -> None:
    tab.page.get_by_text("Send something back").click()
    tab.page.locator("input[name^='quantity-']").first.fill("1")
    tab.press("Ask to send it back")
    tab.page.locator("#returns-heading").wait_for()
    tab.is_usable_by_everybody()


def test_a_customer_registers_buys_and_sends_back(shop: Shop, browser: Browser, width: str) -> None:
    email, code = f"kim-{ids.new().hex[-10:]}@example.com", f"TENTH{ids.new().hex[-8:].upper()}"
    staff = admin_of(shop.base)
    staff.make_code(code)

    with opened_tab(browser, shop.base, width) as tab:
        register(tab, shop, email)
        order_id = buy_with(tab, code)
        staff.deliver(order_id)
        tab.go(f"/store/orders/{order_id}")
        send_back(tab)
        tab.go("/store/account")
        tab.is_usable_by_everybody()

    order = staff.ask("GET", f"/api/v1/orders/{order_id}")
    returns = staff.ask("GET", f"/api/v1/orders/{order_id}/returns")["items"]
    assert order["return_status"] == "requested"
    assert float(order["discount"]) > 0
    assert [[each["quantity"] for each in one["lines"]] for one in returns] == [[1]]
