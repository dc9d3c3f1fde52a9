"""Mails from templates: one folder a language, a text and an HTML file a mail, one frame around them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    select_autoescape,
)

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


class Templates:
    """Renders ``<language>/<name>.txt`` and ``.html``; the text's block ``subject`` is the mail's subject.

    A value that a template asks for and nobody gave is an error, never a gap.
    """

    def __init__(self, *folders: Path) -> None:
        self._jinja = Environment(
            loader=FileSystemLoader(folders),
            autoescape=select_autoescape(enabled_extensions=("html",), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def render(self, name: str, locale: str, facts: Mapping[str, object]) -> Rendered:
        """A mail in the language nearest to a locale: ``de-AT`` is read in ``de``, what is not there in English."""
        language, text = self._nearest(name, locale)
        given = {**facts, "language": language}
        context = text.new_context(given)
        subject = " ".join("".join(text.blocks["subject"](context)).split())
        html = self._jinja.get_template(f"{language}/{name}.html")
        return Rendered(subject, text.render(given), html.render(given | {"subject": subject}))

    def names(self, language: str) -> Sequence[str]:
        """The mails that there are in a language."""
        found = self._jinja.list_templates(
            filter_func=lambda path: path.startswith(f"{language}/") and path.endswith(".txt")
        )
        return [path.removeprefix(f"{language}/").removesuffix(".txt") for path in found]

    def _nearest(self, name: str, locale: str) -> tuple[str, Template]:
        language = locale.replace("_", "-").partition("-")[0].lower()
        for each in dict.fromkeys((language, FALLBACK)):
            if each.isalpha():
                try:
                    return each, self._jinja.get_template(f"{each}/{name}.txt")
                except TemplateNotFound:
                    continue
        raise TemplateNotFound(name)
