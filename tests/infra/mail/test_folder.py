"""Mails in a folder."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from shopwright.infra.mail.folder import FolderMailer, letters
from shopwright.infra.mail.mailer import MailDelayed
from tests.infra.mail.test_message import MAIL, SENDER

pytestmark = pytest.mark.anyio


async def test_a_mail_is_a_file_that_nobody_else_may_read(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path / "mail", SENDER)

    await mailer.send(replace(MAIL, text="See https://shop.example/a?b=c and go.\n"))

    (letter,) = letters(tmp_path / "mail")
    assert (letter.number, letter.to, letter.subject) == (1, "robin@example.com", "Grüße")
    assert letter.links == ["https://shop.example/a?b=c"]
    assert letter.html.strip() == "<p>Hello</p>"
    assert letter.file.stat().st_mode & 0o777 == 0o600
    assert letter.file.parent.stat().st_mode & 0o777 == 0o700
    assert list(letter.file.parent.iterdir()) == [letter.file]


async def test_the_same_mail_again_is_no_second_one(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path, SENDER)

    await mailer.send(MAIL)
    await mailer.send(MAIL)

    assert len(letters(tmp_path)) == 1


async def test_the_newest_are_kept_and_shown_first(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path, SENDER, most=2)

    for n in range(4):
        await mailer.send(
            replace(MAIL, id=f"id-{n}", subject=f"No. {n}", date=MAIL.date + timedelta(seconds=n))
        )

    assert [letter.subject for letter in letters(tmp_path)] == ["No. 3", "No. 2"]


async def test_a_folder_that_can_not_be_written_is_a_delay(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(MailDelayed):
        await FolderMailer(tmp_path / "file", SENDER).send(MAIL)


def test_no_folder_holds_nothing(tmp_path: Path) -> None:
    assert letters(tmp_path / "none") == []
