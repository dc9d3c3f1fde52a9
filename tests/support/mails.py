"""Mails of a test's shop: sent by its worker into its folder, and read there."""

import re
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.mail.folder import Letter, letters
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.satellites.notifications.models import MailRow


async def delivered(services: Services) -> Sequence[Letter]:
    """Work off what waits, and answer all mails that have gone out, the oldest first."""
    await Worker(services.works, services.bell).run_until_idle()
    return letters(Path(services.settings.mail_folder))[::-1]


async def mail_to(services: Services, address: str, subject: str = "") -> Letter:
    """The newest mail to somebody."""
    found = [
        letter
        for letter in await delivered(services)
        if letter.to == address and subject in letter.subject
    ]
    assert found, f"no mail to {address}"
    return found[-1]


_OPENS = re.compile(r"/(?:verify-email|confirm-email|undo-email|reset-password)/")


def token_in(letter: Letter) -> str:
    """What the mail's only link opens."""
    (link,) = [each for each in letter.links if _OPENS.search(each)]
    return link.rpartition("/")[2]


def code_in(letter: Letter) -> str:
    found = re.search(r"^(\d{6})$", letter.text, flags=re.MULTILINE)
    assert found, letter.text
    return found[1]


async def bury_mail(services: Services, address: str = "robin@example.com") -> UUID:
    """A mail that was tried in vain until it was given up."""
    mail_id = ids.new()
    row = {
        "id": mail_id,
        "cause": ids.new(),
        "event": "order.placed",
        "template": "order_placed",
        "address": address,
        "facts": {},
        "state": "dead",
        "attempts": 10,
        "last_error": "Nobody there.",
    }
    async with services.works(system("test")) as work:
        await work.db.execute(insert(MailRow).values(**row, created_at=work.now))
    return mail_id
