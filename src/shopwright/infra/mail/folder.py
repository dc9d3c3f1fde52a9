"""Mail put into a folder, for shops without a mail server: each in a file that any mail program opens."""

import asyncio
import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from shopwright.infra.mail.mailer import MailDelayed
from shopwright.infra.mail.message import Message, compose

MOST_KEPT = 500
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in the folder; ``number`` counts from 1, the newest."""

    number: int
    file: Path
    date: datetime
    to: str
    subject: str
    text: str
    html: str

    @property
    def links(self) -> list[str]:
        return _LINK.findall(self.text)


class FolderMailer:
    """Writes mails into a folder that nobody else may read, and keeps the newest ``most``."""

    def __init__(self, folder: Path, sender: Address, most: int = MOST_KEPT) -> None:
        self.folder = folder
        self._sender = sender
        self._most = most

    async def send(self, message: Message) -> None:
        composed = compose(message, self._sender)
        name = f"{message.date.astimezone(UTC):%Y%m%dT%H%M%S%f}-{message.id}.eml"
        try:
            await asyncio.to_thread(self._put, name, composed.as_bytes())
        except OSError as error:
            raise MailDelayed(f"The mail folder: {error.strerror or error}") from None

    def _put(self, name: str, content: bytes) -> None:
        """A file is there whole or not at all; the same mail again replaces itself."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{name}.{os.getpid()}"
        try:
            with open(draft, "wb", opener=_for_us_alone) as file:
                file.write(content)
            draft.replace(self.folder / name)
        finally:
            draft.unlink(missing_ok=True)
        for old in _files(self.folder)[self._most :]:
            old.unlink(missing_ok=True)


def letters(folder: Path) -> Sequence[Letter]:
    """What the folder holds, the newest first."""
    return [_letter(number, file) for number, file in enumerate(_files(folder), start=1)]


def forget(folder: Path, addresses: Collection[str]) -> int:
    """Remove the mails that went to any of these addresses, given in small letters; answers how many."""
    removed = 0
    for file in _files(folder):
        mail = message_from_bytes(file.read_bytes(), policy=default)
        if any(address in str(mail["To"]).lower() for address in addresses):
            file.unlink(missing_ok=True)
            removed += 1
    return removed


def _files(folder: Path) -> list[Path]:
    return sorted((each for each in folder.glob("*.eml") if each.name[0] != "."), reverse=True)


def _letter(number: int, file: Path) -> Letter:
    mail = message_from_bytes(file.read_bytes(), policy=default)
    return Letter(
        number=number,
        file=file,
        date=parsedate_to_datetime(str(mail["Date"])),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
