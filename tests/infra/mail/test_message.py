"""What may stand in a mail's head, and what never gets there."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shopwright.infra.mail.message import Message, UnsafeMail, compose, sender_of

SENDER = sender_of("The Shop <shop@example.com>")
MAIL = Message(
    id="0193",
    to="robin@example.com",
    subject="Grüße",
    text="Hello,\n\n.\nbye\n",
    date=datetime(2026, 11, 2, 9, tzinfo=UTC),
    html="<p>Hello</p>",
)


def test_a_mail_has_both_parts_and_says_when_and_from_whom() -> None:
    mail = compose(MAIL, SENDER)

    assert mail["From"] == "The Shop <shop@example.com>"
    assert mail["To"] == "robin@example.com"
    assert mail["Subject"] == "Grüße"
    assert mail["Date"] == "Mon, 02 Nov 2026 09:00:00 +0000"
    assert mail["Message-ID"] == "<0193@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.as_bytes().isascii()


def test_the_same_mail_has_the_same_id_again() -> None:
    assert compose(MAIL, SENDER)["Message-ID"] == compose(replace(MAIL), SENDER)["Message-ID"]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Hi\r\nBcc: eve@example.com"},
        {"subject": "Hi\nBcc: eve@example.com"},
        {"subject": "Hi\x00"},
        {"subject": "Hi\u2028Bcc: eve@example.com"},
        {"subject": "Hi\x85there"},
        {"to": "robin@example.com\r\nBcc: eve@example.com"},
        {"to": "robin@example.com, eve@example.com"},
        {"to": "robin@example.com;eve@example.com"},
        {"to": "Eve <eve@example.com>"},
        {"to": '"a b"@example.com'},
        {"to": "robin@exam\u0440le.com"},
        {"to": "robin"},
        {"to": "@example.com"},
        {"to": ""},
        {"id": "a> <b"},
        {"id": ""},
        {"headers": {"X-Kind": "a\r\nBcc: eve@example.com"}},
        {"headers": {"X-Kind: a\r\nBcc": "eve@example.com"}},
    ],
)
def test_nothing_in_the_head_can_become_more_than_it_is(change: dict[str, object]) -> None:
    with pytest.raises(UnsafeMail):
        compose(replace(MAIL, **change), SENDER)


@pytest.mark.parametrize(
    "written",
    ["", "shop", "a@example.com, b@example.com", "Shop <a@example.com> <b@example.com>"],
)
def test_a_sender_is_one_address(written: str) -> None:
    with pytest.raises(UnsafeMail):
        sender_of(written)
