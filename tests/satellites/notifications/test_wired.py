"""Where mails go follows from the settings, and so does where their links lead."""

from typing import Any

import pytest
from httpx2 import AsyncClient
from pydantic import ValidationError
from structlog.testing import capture_logs

from shopwright.faces.services import Services
from shopwright.infra.mail.folder import FolderMailer
from shopwright.infra.mail.message import UnsafeMail
from shopwright.infra.mail.smtp import SmtpMailer
from shopwright.infra.settings import Environment, Settings
from shopwright.wiring import mailer_of, post_of
from tests.support.mails import mail_to
from tests.support.people import Person

pytestmark = pytest.mark.anyio
SERVER = {"mail_url": "smtp://mail.example.com", "mail_from": "shop@example.com"}


def _settings(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)


def test_without_a_server_mails_go_into_the_folder() -> None:
    with capture_logs() as lines:
        mailer = mailer_of(_settings())

    assert isinstance(mailer, FolderMailer)
    assert lines == []


def test_production_warns_of_the_folder() -> None:
    settings = _settings().model_copy(update={"environment": Environment.PRODUCTION})

    with capture_logs() as lines:
        mailer = mailer_of(settings)

    assert isinstance(mailer, FolderMailer)
    assert [line["event"] for line in lines] == ["mail.goes_into_a_folder"]


def test_a_server_that_is_set_gets_the_mails() -> None:
    assert isinstance(mailer_of(_settings(**SERVER)), SmtpMailer)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mail_from": ""}, "MAIL_URL needs MAIL_FROM"),
        ({"mail_url": "mail.example.com"}, "pattern"),
        ({"mail_url": "smtp://mail.example.com/x"}, "pattern"),
    ],
)
def test_what_can_not_be_sent_with_is_refused(change: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        _settings(**SERVER | change)


def test_a_sender_that_is_none_stops_the_start() -> None:
    with pytest.raises(UnsafeMail):
        mailer_of(_settings(**SERVER | {"mail_from": "The Shop"}))


def test_a_password_of_the_server_is_not_shown() -> None:
    shown = repr(_settings(**SERVER | {"mail_url": "smtp://shop:hush@mail.example.com"}))

    assert "hush" not in shown


@pytest.mark.parametrize(
    ("given", "pages"),
    [
        ({"public_url": "https://shop.example"}, "https://shop.example/store"),
        (
            {"public_url": "https://shop.example", "storefront": False},
            "https://shop.example/api/v1/auth",
        ),
        ({"account_pages": "https://shop.example/account/"}, "https://shop.example/account"),
    ],
)
def test_links_lead_to_the_storefront_the_api_or_the_pages_that_are_set(
    given: dict[str, Any], pages: str
) -> None:
    settings = _settings(**given)

    assert post_of(settings, mailer_of(settings)).pages == pages


async def test_what_a_link_holds_is_not_written_into_the_log(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    await client.post("/api/v1/auth/forgot-password", json={"email": customer.email})
    mail = await mail_to(services, customer.email)
    path = mail.links[0].removeprefix(services.settings.public_url)

    with capture_logs() as lines:
        answer = await client.get(path)

    assert answer.status_code == 200
    (request,) = [line for line in lines if line["event"] == "request"]
    assert request["path"] == "/store/reset-password/{token}"
    assert path.rpartition("/")[2] not in str(lines)
