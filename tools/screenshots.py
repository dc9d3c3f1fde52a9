"""Pictures of the main pages for the README: ``python -m tools.screenshots`` while ``make run`` serves the demo.

They are written into ``docs/screenshots`` as WebP. Needs Chromium, as the browser tests do.
"""

import argparse
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.support.browsing import opened_browser

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
STAFF = ("admin@example.com", "admin-of-the-shop")
SHOP_PAGES = {
    "start": "/",
    "home": "/store",
    "search": "/store/search?q=tea",
    "product": "/store/products/pour-over-kettle",
}
DESK_PAGES = {
    "dashboard": "/admin",
    "orders": "/admin/orders",
    "products": "/admin/products",
    "stock": "/admin/stock",
    "promotions": "/admin/promotions",
    "analytics": "/admin/analytics",
    "settings": "/admin/settings",
}
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


def keep(page: Page, name: str) -> None:
    """The window as it stands, small enough for a repository."""
    FOLDER.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(page.screenshot())) as taken:
        taken.convert("RGB").save(FOLDER / f"{name}.webp", "WEBP", quality=72, method=6)
    print(f"{name}.webp")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shop", default="http://127.0.0.1:8000")
    base = parser.parse_args().shop
    with opened_browser() as browser:
        wide = browser.new_context(viewport=WIDE, locale="en-GB").new_page()  # type: ignore[arg-type]
        for name, path in SHOP_PAGES.items():
            wide.goto(f"{base}{path}", wait_until="networkidle")
            keep(wide, name)
        narrow = browser.new_context(  # the same in the dark, on a phone
            viewport=NARROW,  # type: ignore[arg-type]
            locale="en-GB",
            color_scheme="dark",
        ).new_page()
        narrow.goto(f"{base}/store")
        keep(narrow, "phone")
        wide.goto(f"{base}/admin")
        wide.fill("[name=username]", STAFF[0])
        wide.fill("[name=password]", STAFF[1])
        wide.click("main form button")
        for name, path in DESK_PAGES.items():
            wide.goto(f"{base}{path}", wait_until="load")
            keep(wide, name)
        wide.goto(f"{base}/admin/orders")
        first = wide.locator("main tbody a").first
        if first.count():
            first.click()
            wide.wait_for_load_state()
            keep(wide, "order")


if __name__ == "__main__":
    main()
