"""Templates as pages: escaped, translated, with money and dates as the reader's language writes them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shopwright.faces.pages.refusals import exactly, fault, refusal
from shopwright.faces.pages.site import Site
from shopwright.faces.pages.words import said, translations


class Theme:
    """Renders a site's templates; one that a shop has in a folder of its own stands before ours of the same name."""

    def __init__(self, site: Site, folder: str = "") -> None:
        own = [FileSystemLoader(folder)] if folder else []
        self._site = site.themed(folder)
        self._loader = ChoiceLoader([*own, FileSystemLoader(site.templates)])
        self._environments: dict[str, Environment] = {}

    def render(self, name: str, language: str, facts: Mapping[str, Any]) -> str:
        return self._environment(language).get_template(name).render(facts)

    def _environment(self, language: str) -> Environment:
        found = self._environments.get(language)
        if found is None:
            found = self._environments[language] = self._made(language)
        return found

    def _made(self, language: str) -> Environment:
        made = Environment(
            loader=self._loader,
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
        )
        words = translations(self._site.locales, language)
        made.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]  # of the extension
        made.filters["said"] = lambda text: said(words, text)
        made.filters["refusal"] = lambda problem: refusal(problem, language, words)
        made.filters["exactly"] = lambda problem: exactly(problem, language, words)
        made.filters["fault"] = lambda message: fault(message, language, words)
        made.filters["headed"] = lambda text: text[:1].upper() + text[1:]
        made.filters["summed"] = summed
        made.filters["money"] = lambda amount, currency: money(amount, currency, language)
        made.filters["rich"] = Markup  # descriptions alone: they are cleaned when they are written
        made.filters["day"] = lambda moment: day(moment, language)
        made.filters["moment"] = lambda moment: time_of_day(moment, language)
        made.globals |= {"asset": self._site.asset, "language": language}
        return made


def summed(amounts: Iterable[str]) -> str:
    """Amounts of the API in one currency, added up."""
    return str(sum(map(Decimal, amounts), Decimal(0)))


def money(amount: str | None, currency: str, language: str) -> str:
    """An amount of the API as people read it: ``"19.99", "EUR"`` is ``19,99 €`` in German."""
    return format_currency(Decimal(amount or 0), currency, locale=language)


def day(moment: str | None, language: str) -> str:
    """A time of the API as a date."""
    return format_date(datetime.fromisoformat(moment), "long", locale=language) if moment else ""


def time_of_day(moment: str | None, language: str) -> str:
    """A time of the API as date and time, in UTC."""
    if not moment:
        return ""
    return format_datetime(datetime.fromisoformat(moment), "medium", locale=language) + " UTC"
