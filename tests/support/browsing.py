"""A real browser on a started shop: it fails a test by any error of a script, of the content policy, or of the server."""

import asyncio
import os
import shutil
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

T = TypeVar("T")
SEEN_WITHIN_MS = 30_000
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_GRAVE = frozenset({"serious", "critical"})
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_here() -> str | None:
    """The path of a Chromium: CHROMIUM, or the system's; None where there is none."""
    given = os.environ.get("CHROMIUM")
    return given or next(filter(None, map(shutil.which, _PLACES)), None)


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Chromium without a window; skips the test where there is none."""
    path = chromium_here()
    if path is None:
        pytest.skip("no Chromium here: install Debian's package chromium, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Run what is asynchronous where a browser's own loop is running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@dataclass
class Tab:
    """A page of a browser of one's own; ``faults`` is what went wrong in it unasked."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(SEEN_WITHIN_MS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self._look)

    def go(self, path: str) -> None:
        answer = self.page.goto(f"{self.base}{path}" if path.startswith("/") else path)
        assert answer is not None
        assert answer.status < 400, (path, answer.status)

    def press(self, name: str) -> None:
        """Press the button, or follow the link, of this name."""
        button = self.page.get_by_role("button", name=name, exact=True)
        link = self.page.get_by_role("link", name=name, exact=True)
        button.or_(link).first.click()

    def fill(self, **fields: str) -> None:
        """Fill fields by their names."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    def put_in(self) -> None:
        """Put what the page shows into the cart; it is there when the cart is shown, beside the page or as one."""
        self.page.locator("form[action='/store/cart/add'] button").first.click()
        shown = "dialog[open], form[action='/store/cart/codes']"
        self.page.locator(shown).first.wait_for()

    def sees(self, words: str) -> None:
        """Wait until the page says this."""
        self.page.get_by_text(words).first.wait_for()

    def reads(self) -> str:
        return self.page.locator("main").inner_text()

    def is_usable_by_everybody(self) -> None:
        """No grave finding of axe, and nothing that is wider than the window."""
        found = Axe().run(self.page, options={"runOnly": list(_RULES)}).response["violations"]
        grave = {
            each["id"]: [node["html"][:160] for node in each["nodes"]][:4]
            for each in found
            if each["impact"] in _GRAVE
        }
        assert not grave, (self.page.url, grave)
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 1, (self.page.url, f"{wide} px wider than the window")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")


@contextmanager
def opened_tab(
    browser: Browser, base: str, width: str, *, is_dark: bool = False, has_scripts: bool = True
) -> Iterator[Tab]:
    """A browser of its own at one of the widths; what went wrong in it fails the test at the end."""
    across, down = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": across, "height": down},
        java_script_enabled=has_scripts,
        locale="en-GB",
        color_scheme="dark" if is_dark else "light",
    )
    tab = Tab(context.new_page(), base)
    try:
        yield tab
    except BaseException:
        if folder := os.environ.get("BROWSER_SHOTS"):
            tab.page.screenshot(path=str(Path(folder) / f"failed-{width}.png"), full_page=True)
        raise
    finally:
        context.close()
    assert not tab.faults, tab.faults
