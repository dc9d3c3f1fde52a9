"""Mails from templates: one folder a language, one frame around them all.

A mail is a text, ``<language>/<name>.txt`` with the blocks ``subject`` and ``body``. Its HTML is made of the same
paragraphs, unless there is a ``<name>.html`` for one that shows more than paragraphs.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    select_autoescape,
)

from shopwright.infra.mail.writing import Rendered

FALLBACK = "en"


class Templates:
    """Renders mails; a value that a template asks for and nobody gave is an error, never a gap."""

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
        subject = " ".join(_block(text, "subject", given).split())
        paragraphs = [" ".join(part.split()) for part in _block(text, "body", given).split("\n\n")]
        html = self._jinja.select_template([f"{language}/{name}.html", "base.html"])
        framed = {"subject": subject, "paragraphs": [part for part in paragraphs if part]}
        return Rendered(subject, text.render(given).strip() + "\n", html.render(given | framed))

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


def _block(template: Template, name: str, given: Mapping[str, object]) -> str:
    return "".join(template.blocks[name](template.new_context(dict(given))))
