"""Who carries a mail away, and what he may say instead."""

from typing import Protocol

from shopwright.infra.mail.message import Message
from shopwright.kernel.errors import ShopError


class MailRefused(ShopError):
    """This mail will never be taken: nobody is there, or what it says is not wanted."""

    code = "mail_refused"
    title = "The mail server refuses this mail for good."


class MailDelayed(ShopError):
    """Not now; the same mail may be taken later."""

    code = "mail_delayed"
    title = "The mail can't be sent at the moment."


class Mailer(Protocol):
    """Takes mails away. Whether one was taken may stay unknown, so the same one may be handed over twice."""

    async def send(self, message: Message) -> None:
        """Hand a mail over.

        Raises:
            MailRefused: it will never be taken.
            MailDelayed: it may be taken later, or was taken and we were not told.
            UnsafeMail: its head is not fit to be sent.
        """
        ...
