"""``shopwright mail``, as a shell calls it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shopwright.infra.mail.folder import FolderMailer
from shopwright.infra.mail.message import Message, sender_of
from tests.support.process import call

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


async def _put(folder: Path, *subjects: str) -> None:
    mailer = FolderMailer(folder / "mail", sender_of("shop@example.com"))
    for n, subject in enumerate(subjects):
        link = f"https://shop.example/{n}"
        text, html = f"Open this:\n\n{link}\n", f"<p>{link}</p>"
        date = NOON + timedelta(minutes=n)
        await mailer.send(Message(f"id-{n}", "robin@example.com", subject, text, date, html))


async def test_the_folder_is_listed_and_each_mail_shown(tmp_path: Path) -> None:
    await _put(tmp_path, "The older", "The newer")

    listed = call(tmp_path, "mail")
    one = call(tmp_path, "mail", "--limit", "1")
    shown = call(tmp_path, "mail", "show", "2")
    html = call(tmp_path, "mail", "show", "1", "--html")
    none = call(tmp_path, "mail", "show", "3")

    assert listed.stdout.splitlines() == [
        "  1  2026-11-02 12:01  robin@example.com",
        "     The newer",
        "     https://shop.example/1",
        "  2  2026-11-02 12:00  robin@example.com",
        "     The older",
        "     https://shop.example/0",
        "2 in all; `shopwright mail show N` shows one.",
    ]
    assert "The older" not in one.stdout
    assert "Subject: The older\n\nOpen this:\n\nhttps://shop.example/0\n" in shown.stdout
    assert "<p>https://shop.example/1</p>" in html.stdout
    assert (none.returncode, none.stderr) == (1, "There is no mail 3; the folder holds 2.\n")


def test_an_empty_folder_and_no_dead_letters_are_told(tmp_path: Path) -> None:
    call(tmp_path, "migrate")

    assert call(tmp_path, "mail").stdout == "The mail folder is empty.\n"
    assert call(tmp_path, "mail", "dead").stdout == "No mail is dead.\n"
    assert call(tmp_path, "mail", "retry", "--all").stdout == "0 to be sent again.\n"
    assert call(tmp_path, "mail", "retry").returncode == 2
    unknown = call(tmp_path, "mail", "retry", "01a1fc43-706c-7164-b188-e3057cd32a5b")
    assert unknown.returncode == 1


def test_a_mail_is_shown_before_any_is_sent(tmp_path: Path) -> None:
    call(tmp_path, "migrate")

    names = call(tmp_path, "mail", "preview")
    text = call(tmp_path, "mail", "preview", "order_shipped", "--language", "de")
    html = call(tmp_path, "mail", "preview", "cart_abandoned", "--html")
    none = call(tmp_path, "mail", "preview", "no_such_mail")

    assert "stock_alert_due" in names.stdout.splitlines()
    assert text.stdout.startswith("Subject: Deine Bestellung 1042 ist unterwegs\n\n")
    assert "<!doctype html>" in html.stdout
    assert (none.returncode, none.stderr) == (
        1,
        "There is no mail no_such_mail; `shopwright mail preview` lists them.\n",
    )
