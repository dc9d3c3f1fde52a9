"""Languages of a site: catalogues of gettext in a folder, and which of them a request is answered in."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request

from shopwright.infra.http import cookies
from shopwright.kernel.languages import preferred

HOME = "en"
COOKIE = "shopwright_language"


@cache
def languages(folder: Path) -> tuple[str, ...]:
    """The languages that there are, the one of the templates first."""
    return (HOME, *sorted({path.name.partition(".")[0] for path in folder.glob("*.po")}))


@cache
def translations(folder: Path, language: str) -> NullTranslations:
    """The catalogue of a language, of all its files (``de.po``, ``de.account.po``); the templates' own needs none."""
    paths = sorted((*folder.glob(f"{language}.po"), *folder.glob(f"{language}.*.po")))
    if language == HOME or not paths:
        return NullTranslations()
    catalogue = Catalog(locale=language)
    for path in paths:
        with path.open("rb") as file:
            for each in read_po(file, locale=language):
                catalogue.add(each.id, each.string)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def said(words: NullTranslations, text: str) -> str:
    """A text in the language of a catalogue, as it stands: for what a table of ours or a form's choice is called."""
    return words.gettext(text) if text else ""


def language_of(request: Request, known: tuple[str, ...], *, is_https: bool) -> str:
    """The language that somebody chose, or the first that his browser names and is known."""
    chosen = cookies.read(request, COOKIE, is_https=is_https)
    if chosen in known:
        return chosen
    return preferred(request.headers.get("accept-language", "")[:200], known) or HOME
