"""A mail before it goes out: what may stand in its head, and how it looks on the wire."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from shopwright.kernel.errors import ShopError

LONGEST_SUBJECT = 200
_UNFOLDED = SMTP.clone(max_line_length=998)  # as long as a line may be (RFC 5322)
_SENDER = re.compile(r'(?P<name>[^<>"@]*)<(?P<address>[^<>]+)>|(?P<bare>[^<>\s]+)')


class UnsafeMail(ShopError):
    """Something in the head of a mail would be read as more than it is; it is never sent."""

    code = "unsafe_mail"
    title = "The mail can't be sent as it is."


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to one person.

    ``id`` is what makes a second sending of the same mail recognisable: it is part of the Message-ID. ``headers`` come
    on top of those that each mail has.
    """

    id: str
    to: str
    subject: str
    text: str
    date: datetime
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def sender_of(written: str) -> Address:
    """The sender that a setting names: ``shop@example.com`` or ``The Shop <shop@example.com>``.

    Raises:
        UnsafeMail: not one address.
    """
    found = _SENDER.fullmatch(written.strip())
    if found is None:
        raise UnsafeMail("The sender is not one mail address.")
    name = _safe("name", (found["name"] or "").strip())
    return Address(display_name=name, addr_spec=_address(found["address"] or found["bare"]))


def compose(message: Message, sender: Address) -> EmailMessage:
    """The mail as it is sent.

    Raises:
        UnsafeMail: a line break or another control character in the head, or a recipient that is not one address.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(message.date)
    mail["Message-ID"] = f"<{_word(message.id)}@{sender.domain}>"
    mail["From"] = sender
    mail["To"] = Address(addr_spec=_address(message.to))
    mail["Subject"] = _safe("subject", message.subject)[:LONGEST_SUBJECT]
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday note answers it
    for name, value in message.headers.items():
        mail[_word(name)] = _safe(name, value)
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    mail.policy = (
        _UNFOLDED  # a link in the head is read as it stands, and would be encoded where it is long
    )
    return mail


def _address(written: str) -> str:
    """One address in ASCII, with nothing beside it."""
    local, at, domain = written.rpartition("@")
    is_plain = (
        written.isascii() and written.isprintable() and not set(written) & set(' ,;<>()[]"\\')
    )
    if not (local and at and domain and is_plain):
        raise UnsafeMail("The recipient is not one mail address.")
    return written


def _word(written: str) -> str:
    if not written or not all(
        char.isascii() and (char.isalnum() or char in "-.") for char in written
    ):
        raise UnsafeMail("A name in the head of a mail has letters, digits, dashes and dots.")
    return written


def _safe(name: str, value: str) -> str:
    if not value.isprintable():
        raise UnsafeMail(f"The {name} of a mail is one line of text.")
    return value
