"""Tricks with letters: no address can be taken for another, and none finds another's account."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel.actors import GUEST
from shopwright.modules.identity import rules
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Registration, User, Wish
from shopwright.modules.identity.errors import EmailTaken, InvalidEmail
from tests.support.mails import delivered
from tests.support.people import PASSWORD, make_customer

pytestmark = pytest.mark.anyio
VICTIM = "mike.kim@github-shop.example.com"
LOOKALIKES = {
    "dotless i": "m\u0131ke.kim@github-shop.example.com",
    "dotted capital I": "M\u0130KE.KIM@github-shop.example.com",
    "sign of the kelvin": "mi\u212ae.kim@github-shop.example.com",
    "long s": "mike.kim@github-\u017fhop.example.com",
    "fullwidth letters": "\uff4d\uff49\uff4b\uff45.kim@github-shop.example.com",
    "fullwidth at": "mike.kim\uff20github-shop.example.com",
    "small at": "mike.kim\ufe6bgithub-shop.example.com",
    "zero width space": "mike\u200b.kim@github-shop.example.com",
    "zero width joiner": "mike.kim@github\u200d-shop.example.com",
    "soft hyphen": "mike.\u00adkim@github-shop.example.com",
    "byte order mark": "\ufeffmike.kim@github-shop.example.com",
    "cyrillic e in the name": "mik\u0435.kim@github-shop.example.com",
    "fraction slash": "mike.kim@github-shop.example.com\u2044x",
    "ideographic full stop": "mike.kim@github-shop.example\u3002com",
    "trailing dot": "mike.kim@github-shop.example.com.",
    "two dots": "mike..kim@github-shop.example.com",
    "leading dot": ".mike.kim@github-shop.example.com",
    "quoted": '"mike.kim"@github-shop.example.com',
    "quoted with a blank": '"mike kim"@github-shop.example.com',
    "comment": "mike.kim(x)@github-shop.example.com",
    "escaped": "mike\\.kim@github-shop.example.com",
    "blank before": " mike.kim@github-shop.example.com",
    "blank after": "mike.kim@github-shop.example.com ",
    "line break": "mike.kim@github-shop.example.com\r\nBcc: eve@example.com",
    "NUL": "mike.kim@github-shop.example.com\x00",
    "percent": "mike.kim%github-shop.example.com@",
    "source route": "@evil.example:mike.kim@github-shop.example.com",
    "two addresses": "mike.kim@github-shop.example.com,eve@evil.example",
    "name beside it": "Mike <mike.kim@github-shop.example.com>",
    "literal address": "mike.kim@[192.0.2.1]",
}


async def _register(services: Services, email: str) -> User | None:
    form = Registration(email, PASSWORD, "Eve")
    return await identity.register(lambda: services.works(GUEST), services.security, form)


@pytest.mark.parametrize("trick", LOOKALIKES)
async def test_a_lookalike_is_refused_or_the_very_same_address(
    services: Services, trick: str
) -> None:
    await make_customer(services, VICTIM)

    with pytest.raises((InvalidEmail, EmailTaken)):
        await _register(services, LOOKALIKES[trick])


@pytest.mark.parametrize("trick", LOOKALIKES)
async def test_a_mail_that_a_lookalike_asks_for_goes_to_the_stored_address_or_to_nobody(
    services: Services, trick: str
) -> None:
    await make_customer(services, VICTIM)

    async with services.works(GUEST) as work:
        typed = LOOKALIKES[trick]
        await identity.ask(work, wish=Wish.FORGOT_PASSWORD, email=typed, address="192.0.2.9")

    assert {mail.to for mail in await delivered(services)} <= {VICTIM}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("mike@b\u00fccher.example.com", "mike@xn--bcher-kva.example.com"),
        ("mike@B\u00dcCHER.example.com", "mike@xn--bcher-kva.example.com"),
        ("mike@\u0440\u0430ypal.example.com", "mike@xn--ypal-43d9g.example.com"),
    ],
)
def test_a_domain_in_other_letters_is_stored_as_what_it_is(typed: str, stored: str) -> None:
    assert rules.email_of(typed) == (stored, stored)


def test_tags_and_dots_belong_to_the_address() -> None:
    found = {rules.email_of(f"{name}@example.com")[1] for name in ("mk", "m.k", "mk+a", "mk+b")}

    assert found == {"mk@example.com", "m.k@example.com", "mk+a@example.com", "mk+b@example.com"}


async def test_an_address_keeps_its_letters_and_is_found_by_any_case(
    services: Services, db: AsyncConnection
) -> None:
    user = await _register(services, "Mike.KIM@Example.COM")

    assert user is not None
    assert user.email.lower() == "mike.kim@example.com"
    assert user.email.startswith("Mike.KIM@")
    with pytest.raises(EmailTaken):
        await _register(services, "mIKE.kim@eXAMPLE.com")
