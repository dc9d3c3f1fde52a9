"""Every mail can be written, in every language, in text and in HTML."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from shopwright.infra.mail.rendering import Templates
from shopwright.satellites.notifications.contracts import TEMPLATES
from shopwright.satellites.notifications.service import LETTERS
from shopwright.satellites.notifications.service.previewing import EXAMPLE

WRITER = Templates(TEMPLATES)
FACTS = {
    **EXAMPLE,
    "shop_name": "Tea & <Co>",
    "shop_url": "https://shop.example",
    "link": "https://shop.example/api/v1/auth/verify-email/abc",
}
NAMES = sorted({letter.template for letter in LETTERS})
LANGUAGES = ("en", "de")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_written_whole_in_both_forms(name: str, language: str) -> None:
    mail = WRITER.render(name, language, FACTS)

    page = _Page()
    page.feed(mail.html)
    assert page.open == []
    assert ("html", {"lang": language}) in page.tags
    assert not {tag for tag, _ in page.tags} & {"img", "script", "link", "style", "iframe"}
    assert 5 < len(mail.subject) < 78
    assert "\n" not in mail.subject
    assert "Tea & <Co>" in mail.text
    assert "Tea &amp; &lt;Co&gt;" in mail.html
    assert "<Co>" not in mail.html
    assert "{" not in mail.text + mail.html.replace("{}", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_template_for_each_letter_and_a_letter_for_each_template(language: str) -> None:
    assert sorted(WRITER.names(language)) == NAMES


@pytest.mark.parametrize(
    ("locale", "subject"),
    [
        ("de-AT", "Bestätige deine E-Mail-Adresse"),
        ("de", "Bestätige deine E-Mail-Adresse"),
        ("DE_de", "Bestätige deine E-Mail-Adresse"),
        ("fr-CA", "Confirm your email address"),
        ("", "Confirm your email address"),
        ("../de", "Confirm your email address"),
    ],
)
def test_the_language_is_the_nearest_there_is(locale: str, subject: str) -> None:
    assert WRITER.render("verify_email", locale, FACTS).subject == subject


def test_what_nobody_gave_is_an_error_and_no_gap() -> None:
    with pytest.raises(UndefinedError):
        WRITER.render("verify_email", "en", {"shop_name": "x", "shop_url": "y", "days": 2})


def test_a_code_stands_in_a_line_of_its_own_or_not_at_all() -> None:
    with_code = WRITER.render("reset_password", "en", FACTS)
    without = WRITER.render("reset_password", "en", FACTS | {"code": ""})

    assert "\n012345\n" in with_code.text
    assert "<strong>012345</strong>" in with_code.html
    assert "code within" not in without.text


def test_a_mail_that_shows_more_has_html_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "list.txt").write_text(
        '{% extends "base.txt" %}{% block subject %}Two\nlines{% endblock %}{% block body %}x{% endblock %}'
    )
    (tmp_path / "en" / "list.html").write_text(
        '{% extends "base.html" %}{% block content %}<ul><li>{{ code }}</li></ul>{% endblock %}'
    )

    mail = Templates(tmp_path, TEMPLATES).render("list", "en", FACTS | {"code": "<1>"})

    assert "<ul><li>&lt;1&gt;</li></ul>" in mail.html
    assert mail.subject == "Two lines"
