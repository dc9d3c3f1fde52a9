"""The back office in a browser: a product with a picture, an order packed and half refunded, a vendor's wish approved."""

import io
import re
from decimal import Decimal

from PIL import Image
from playwright.sync_api import Browser, FilePayload

from shopwright.kernel import ids
from tests.support.browsing import Tab, opened_tab
from tests.support.running import Shop
from tests.support.staffing import ADMIN, VENDOR, Staff, admin_of

NASTY = "<script>alert(1)</script>'\"&"
PAGES = (
    *("/admin", "/admin/orders", "/admin/returns", "/admin/customers", "/admin/analytics"),
    *("/admin/products", "/admin/stock", "/admin/files", "/admin/reviews", "/admin/promotions"),
    *("/admin/categories", "/admin/categories/new", "/admin/tax-zones", "/admin/roles/vendor"),
    *("/admin/settings", "/admin/users", "/admin/webhooks/new", "/admin/jobs", "/admin/mails"),
    *("/admin/audit", "/admin/health", "/admin/api-keys", "/admin/search?q=tea"),
)


def enter(tab: Tab, who: tuple[str, str]) -> None:
    tab.go("/admin")
    tab.fill(username=who[0], password=who[1])
    tab.page.locator("main form button").click()
    tab.page.wait_for_url(re.compile(r"/admin$"))


def picture() -> FilePayload:
    kept = io.BytesIO()
    Image.new("RGB", (640, 640), (20, 110, 90)).save(kept, "PNG")
    return {"name": "vase.png", "mimeType": "image/png", "buffer": kept.getvalue()}


def make_product(tab: Tab, name: str, root: str = "/admin/products") -> str:
    """Answers the address of its editor."""
    tab.go(f"{root}/new")
    tab.fill(title=name, description="A vase.", price="24.00", stock_quantity="5")
    tab.press("Make it")
    tab.page.wait_for_url(re.compile(rf"{root}/[0-9a-f-]{{36}}"))
    return tab.page.url.partition("?")[0]


def titles(staff: Staff, name: str) -> list[str]:
    """What customers find under exactly this name."""
    found = staff.ask("GET", "/api/v1/products?sort=newest&limit=100&status=published")["items"]
    return [each["title"] for each in found if each["title"] == name]


def publish(tab: Tab, product: str) -> None:
    """As a button on every page of the product, for as long as it is a draft."""
    tab.go(product)
    tab.press("Publish")
    tab.page.get_by_role("button", name="Make a draft").wait_for()


def hang_picture(tab: Tab, product: str) -> None:
    tab.go(f"{product}/pictures")
    tab.page.locator("input[type=file]").set_input_files([picture()])
    tab.press("Upload")
    tab.page.locator("ol.pictures img[src*='/media/']").first.wait_for()


def buy(staff: Staff) -> tuple[str, Decimal]:
    """Two mugs for a guest, ordered by the API; the order's id and what was paid."""
    product = staff.ask("GET", "/api/v1/products?q=mug")["items"][0]
    variant = staff.ask("GET", f"/api/v1/products/{product['id']}")["variants"][0]["id"]
    body = {
        "items": [{"variant_id": variant, "quantity": 2}],
        "email": "guest@example.com",
        "shipping_address": {
            "recipient": NASTY,
            "line1": "Main Street 1",
            "postal_code": "10115",
            "city": "Berlin",
            "country": "DE",
        },
        "payment": {"provider": "test", "token": "test_ok"},
    }
    order = staff.ask("POST", "/api/v1/orders", body)
    return order["id"], Decimal(order["total"])


def test_an_admin_adds_a_product_fulfils_and_refunds_half(
    shop: Shop, browser: Browser, width: str
) -> None:
    staff = admin_of(shop.base)
    name = f"Vase {ids.new().hex[-8:]} {NASTY}"
    order_id, paid = buy(staff)

    with opened_tab(browser, shop.base, width, is_dark=width == "desktop") as tab:
        tab.page.on("dialog", lambda dialog: dialog.accept())
        enter(tab, ADMIN)
        product = make_product(tab, name)
        tab.is_usable_by_everybody()
        hang_picture(tab, product)
        tab.is_usable_by_everybody()
        publish(tab, product)
        tab.go(f"/admin/orders/{order_id}")
        tab.is_usable_by_everybody()
        tab.press("Pack and send")
        tab.page.wait_for_load_state()
        tab.page.get_by_text("Refund", exact=True).first.click()
        tab.page.get_by_label("Half of it").check()
        tab.press("Give it back")
        tab.page.wait_for_load_state()
        tab.go(f"/admin/audit?subject_id={order_id}")
        trail = tab.reads()

    order = staff.ask("GET", f"/api/v1/orders/{order_id}")
    shown = staff.ask("GET", f"/api/v1/products/{product.rpartition('/')[2]}")
    assert (order["fulfilment_status"], Decimal(order["refunded"])) == ("shipped", paid / 2)
    assert "refund" in trail
    assert titles(staff, name) == [name]
    assert len(shown["images"]) == 1


def test_a_vendor_submits_a_product_that_is_approved(
    shop: Shop, browser: Browser, width: str
) -> None:
    staff = admin_of(shop.base)
    name = f"Bowl {ids.new().hex[-8:]}"

    with opened_tab(browser, shop.base, width) as vendor:
        enter(vendor, VENDOR)
        vendor.is_usable_by_everybody()
        make_product(vendor, name, "/admin/own/products")
        vendor.press("Publish")
        vendor.page.wait_for_load_state()
        vendor.go("/admin/own/approvals")
        vendor.sees(name)
    before = titles(staff, name)
    with opened_tab(browser, shop.base, width) as admin:
        admin.page.on("dialog", lambda dialog: dialog.accept())
        enter(admin, ADMIN)
        admin.go("/admin/approvals")
        admin.is_usable_by_everybody()
        admin.page.get_by_role("link", name=name).click()
        admin.page.wait_for_url(re.compile(r"/admin/approvals/[0-9a-f-]{36}"))
        admin.is_usable_by_everybody()
        admin.press("Approve what is shown here")
        admin.page.wait_for_load_state()

    assert (before, titles(staff, name)) == ([], [name])


def test_every_page_of_the_back_office_is_usable_by_everybody(shop: Shop, browser: Browser) -> None:
    with opened_tab(browser, shop.base, "phone", is_dark=True) as tab:
        enter(tab, ADMIN)
        for page in PAGES:
            tab.go(page)
            tab.is_usable_by_everybody()
