"""Words of the storefront: in German throughout, politely, and none that no page says."""

import re
from pathlib import Path

import httpx2
import pytest
from babel.messages.pofile import read_po

from shopwright.faces.pages.rendering import Theme, money
from shopwright.faces.services import Services
from shopwright.faces.storefront.page import SITE
from tests.faces.storefront.test_buying import checkout_form, put_in
from tests.support.shoppers import OURS, Shopper

pytestmark = pytest.mark.anyio
GERMAN = {"accept-language": "de"}


def german() -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    for path in sorted(SITE.locales.glob("de*.po")):
        with path.open("rb") as file:
            for each in read_po(file, locale="de"):
                if each.id:
                    texts = (each.id, each.string)
                    told += zip(*([t] if isinstance(t, str) else t for t in texts), strict=True)
    return told


def test_each_text_is_there_once_and_on_some_page() -> None:
    said = [text for text, _ in german()]
    pages = "".join(path.read_text(encoding="utf-8") for path in SITE.templates.glob("*.html"))

    assert len(said) == len(set(said))
    assert [text for text in said if f"'{text}'" not in pages] == []


def test_nobody_is_called_du() -> None:
    familiar = re.compile(
        r"\b(du|dich|dir|dein\w*|melde|kaufe|suche|lies|packe|probiere)\b", re.IGNORECASE
    )

    assert [each for _, each in german() if familiar.search(each)] == []


@pytest.mark.parametrize(
    ("amount", "currency", "language", "told"),
    [
        ("1200", "JPY", "en", "¥1,200"),
        ("1200", "JPY", "de", "1.200\xa0¥"),
        ("1.5", "KWD", "en", "KWD1.500"),
        ("-1234.5", "EUR", "de", "-1.234,50\xa0€"),
        (None, "EUR", "en", "€0.00"),
    ],
)
def test_money_is_written_with_the_decimals_of_its_currency(
    amount: str | None, currency: str, language: str, told: str
) -> None:
    assert money(amount, currency, language) == told


async def test_a_refusal_and_its_faults_are_told_in_german(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await put_in(client, services)
    said = {"email": "nobody", "payment": "test:test_ok", "place": "1", "postal_code": "10115"}
    form = await checkout_form(client, **said)

    refused = await client.post("/store/checkout", data=form, headers=OURS | GERMAN)

    assert refused.status_code == 422
    assert "Das ist keine E-Mail-Adresse." in refused.text
    assert "not a valid" not in refused.text


async def test_a_page_that_is_not_there_says_so_in_german(guest: Shopper) -> None:
    order = await guest.look("/store/orders/01a1fe66-322e-7135-9a34-94e9cc295e09", language="de")

    assert order.status_code == 404
    assert "<h1>Hier ist nichts</h1>" in order.text
    assert "Diese Bestellung gibt es nicht." in order.text


def test_what_is_taken_off_adds_up_to_the_total(tmp_path: Path) -> None:
    (tmp_path / "sums.html").write_text("{% from 'parts.html' import sums %}{{ sums(sum) }}")
    lowered = [
        {"kind": "discount", "label": "Spring", "amount": "-1.20"},
        {"kind": "discount", "label": "Spring", "amount": "-0.05"},
        {"kind": "discount", "label": "<b>", "amount": "-0.75"},
        {"kind": "shipping", "label": "Parcel", "amount": "4.00"},
        {"kind": "relief", "label": "Reverse charge", "amount": "-1.60"},
    ]
    told = {
        "currency": "EUR",
        "subtotal": "12.00",
        "adjustments": lowered,
        "relief": "1.60",
        "shipping": "4.00",
        "tax": "0.00",
        "tax_included": True,
        "total": "12.40",
    }

    page = Theme(SITE, str(tmp_path)).render("sums.html", "en", {"sum": told})

    rows = re.findall(r"<dd[^>]*>(-?)€([\d.]+)</dd>", page)
    amounts = [round(float(sign + amount) * 100) for sign, amount in rows]
    *parts, tax, total = amounts
    assert page.count("<dt>Spring</dt>") == 1
    assert "<b>" not in page
    assert (sum(parts), tax, total) == (1240, 0, 1240)
