"""What sending mails works with, and what is known of one that was sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from shopwright.infra.mail.mailer import Mailer
from shopwright.infra.mail.writing import Writer
from shopwright.infra.slips import Slips
from shopwright.modules.identity.service import Links

Facts = Mapping[str, object]
QUEUED, SENT, FAILED, DEAD = "queued", "sent", "failed", "dead"
SEND = "notifications.send"
MOST_ATTEMPTS = 10
TEMPLATES = Path(__file__).parent / "templates"


class MailState(StrEnum):
    """``failed`` is tried again by itself, ``dead`` is not."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Post:
    """``pages``: where the links in mails about accounts lead, before their purpose and their token.

    ``shop_pages``: the same of goods, carts and orders; ``has_storefront``: those are pages for people, not the API;
    ``opens_orders``: they are ours, where a guest's link opens his order.
    ``account``: where customers transfer money: ``holder``, ``iban``, ``bic``. ``languages``: those that mails are
    written in; none named: all there are.
    """

    mailer: Mailer
    templates: Writer
    links: Links
    shop_name: str
    shop_url: str
    pages: str
    language: str
    slips: Slips
    shop_pages: str
    has_storefront: bool = False
    opens_orders: bool = False
    account: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def language_for(self, locale: str) -> str:
        """The language that a mail is written in: the one asked for, where the shop has it."""
        speaks = not self.languages or locale[:2].lower() in self.languages
        return locale if locale and speaks else self.language


@dataclass(frozen=True, slots=True)
class Receiver:
    address: str
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail: whom it is for, what it tells of, and what became of it."""

    id: UUID
    event: str
    template: str
    user_id: UUID | None
    address: str
    facts: Mapping[str, Any]
    state: str
    attempts: int
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None
