"""Mails handed to a real server, whatever it says."""

import ssl
from dataclasses import replace

import pytest

from shopwright.infra.mail.mailer import MailDelayed, MailRefused
from shopwright.infra.mail.smtp import MailServer, SmtpMailer, UnusableMailUrl
from shopwright.infra.settings.mail import StartTls
from tests.infra.mail.test_message import MAIL, SENDER
from tests.support.certificates import Certificate, make_certificate
from tests.support.mail_server import Postbox, mail_server

pytestmark = pytest.mark.anyio


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def _mailer(port: int, start_tls: StartTls = StartTls.NEVER, timeout: float = 10.0) -> SmtpMailer:
    return SmtpMailer(
        MailServer("127.0.0.1", port, is_tls=False), SENDER, start_tls=start_tls, timeout=timeout
    )


async def test_a_mail_arrives_whole(postbox: Postbox) -> None:
    with mail_server(postbox) as port:
        await _mailer(port).send(MAIL)

    (mail,) = postbox.mails
    assert postbox.recipients == ["robin@example.com"]
    assert mail["Message-ID"] == "<0193@example.com>"
    text = mail.get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == ["Hello,", "", ".", "bye"]


@pytest.mark.parametrize("place", ["says_to_recipient", "says_to_data"])
async def test_what_the_server_refuses_for_good_is_refused(postbox: Postbox, place: str) -> None:
    setattr(postbox, place, "550 no <robin@example.com> here")

    with mail_server(postbox) as port, pytest.raises(MailRefused) as refused:
        await _mailer(port).send(MAIL)

    assert refused.value.detail == "550 no here"
    assert postbox.mails == []


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        ("says_to_recipient", "450 greylisted"),
        ("says_to_data", "451 later"),
        (
            "says_to_sender",
            "553 not you",
        ),  # our own setting: to be mended, the mail is not to blame
    ],
)
async def test_what_may_be_taken_later_is_a_delay(
    postbox: Postbox, place: str, answer: str
) -> None:
    setattr(postbox, place, answer)

    with mail_server(postbox) as port, pytest.raises(MailDelayed, match=answer):
        await _mailer(port).send(MAIL)

    assert postbox.mails == []


async def test_a_server_that_stalls_is_a_delay_and_left_alone_for_a_while(
    postbox: Postbox,
) -> None:
    postbox.stalls = True

    with mail_server(postbox) as port:
        mailer = _mailer(port, timeout=0.2)
        with pytest.raises(MailDelayed, match="Timeout"):
            await mailer.send(MAIL)
        postbox.stalls = False
        with pytest.raises(MailDelayed, match="did not answer just now"):
            await mailer.send(MAIL)

    assert postbox.mails == []


async def test_a_server_that_hangs_up_after_the_mail_gets_the_same_one_again(
    postbox: Postbox,
) -> None:
    postbox.hangs_up_after_data = True

    with mail_server(postbox) as port:
        mailer = _mailer(port)
        with pytest.raises(MailDelayed):
            await mailer.send(MAIL)
        postbox.hangs_up_after_data = False
        await mailer.send(MAIL)

    assert [mail["Message-ID"] for mail in postbox.mails] == ["<0193@example.com>"] * 2


async def test_nobody_there_is_a_delay(postbox: Postbox) -> None:
    with mail_server(postbox) as port:
        pass

    with pytest.raises(MailDelayed):
        await _mailer(port).send(MAIL)


async def test_no_mail_goes_out_in_the_clear_where_tls_is_required(postbox: Postbox) -> None:
    with mail_server(postbox) as port, pytest.raises(MailDelayed):
        await _mailer(port, StartTls.REQUIRED).send(MAIL)

    assert postbox.mails == []


async def test_a_login_over_tls_is_made_with_a_server_that_is_trusted(
    postbox: Postbox, certificate: Certificate
) -> None:
    def mailer(port: int, password: str, trusted: ssl.SSLContext | None) -> SmtpMailer:
        server = MailServer.of(f"smtp://shop%40example.com:{password}@localhost:{port}")
        return SmtpMailer(replace(server, host="127.0.0.1"), SENDER, timeout=10, trusted=trusted)

    with mail_server(
        postbox, certificate=certificate.server, login=("shop@example.com", "s/e:t")
    ) as port:
        await mailer(port, "s%2Fe%3At", certificate.trusted).send(MAIL)
        for password, trusted in (("wrong", certificate.trusted), ("s%2Fe%3At", None)):
            with pytest.raises(MailDelayed):
                await mailer(port, password, trusted).send(MAIL)

    assert len(postbox.mails) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://host:port",
        "smtp://host/path",
        "smtp://host?x=1",
    ],
)
def test_an_address_that_is_no_mail_servers_is_refused(url: str) -> None:
    with pytest.raises(UnusableMailUrl):
        MailServer.of(url)


def test_the_port_follows_from_the_way() -> None:
    assert MailServer.of("smtp://mail.example.com").port == 587
    assert MailServer.of("smtps://mail.example.com/").port == 465
    assert MailServer.of("smtps://mail.example.com").is_tls


def test_user_and_password_are_percent_decoded() -> None:
    assert MailServer.of("smtp://a:b%40c@h:25") == MailServer("h", 25, False, "a", "b@c")
