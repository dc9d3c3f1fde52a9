"""What the shop's mails look like, for those who may see it."""

import httpx2
import pytest

from shopwright.satellites.notifications.service import LETTERS
from tests.support.people import Person

pytestmark = pytest.mark.anyio
PREVIEWS = "/api/v1/admin/mails/previews"


async def test_each_mail_is_shown_in_both_languages_and_forms(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    names = (await client.get(PREVIEWS, headers=admin.headers)).json()["names"]

    shown = [
        (await client.get(f"{PREVIEWS}/{name}?language={language}", headers=admin.headers)).json()
        for name in names
        for language in ("en", "de")
    ]

    assert names == sorted({letter.template for letter in LETTERS})
    assert {"order_shipped", "cart_abandoned", "stock_alert_due", "stock_low"} <= set(names)
    for each in shown:
        assert each["subject"]
        assert "Shopwright Demo" in each["text"]
        assert each["html"].startswith("<!doctype html>")
    assert len({(each["name"], each["text"]) for each in shown}) == 2 * len(names)


async def test_an_order_is_shown_with_its_lines(client: httpx2.AsyncClient, admin: Person) -> None:
    path = f"{PREVIEWS}/order_confirmed"

    german = (await client.get(path, params={"language": "de"}, headers=admin.headers)).json()
    other = (await client.get(path, params={"language": "fr"}, headers=admin.headers)).json()

    assert german["subject"] == "Deine Bestellung 1042 ist bestätigt"
    assert "2 x Kettle Red: 59.80 EUR" in german["text"]
    assert "2 x Kettle Red</td>" in german["html"]
    assert other["subject"] == "Your order 1042 is confirmed"


async def test_others_see_none_and_what_is_not_there_is_told(
    client: httpx2.AsyncClient, admin: Person, customer: Person
) -> None:
    answers = [
        await client.get(PREVIEWS, headers=customer.headers),
        await client.get(f"{PREVIEWS}/order_paid"),
        await client.get(f"{PREVIEWS}/no_such_mail", headers=admin.headers),
        await client.get(f"{PREVIEWS}/..%2Fbase", headers=admin.headers),
    ]

    assert [each.status_code for each in answers] == [403, 401, 404, 404]
    assert answers[2].json()["code"] == "unknown_mail"
