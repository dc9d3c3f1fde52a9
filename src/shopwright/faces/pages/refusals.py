"""What the API would not do, in the reader's language: by catalogues of their own, the same for every site.

Each error has one title, so that is what a catalogue names it by. What the API says beyond it, of this one time, is told
where its words are known; in another language than the API's, unknown ones give way to the title's.
"""

import re
from collections.abc import Mapping
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from shopwright.faces.pages.words import HOME, translations

LOCALES = Path(__file__).parent / "locales"
# What the API says with something in it, and how people are told that.
SHAPES: Mapping[re.Pattern[str], str] = {
    re.compile(r"String should have at least 1 character"): "This is required.",
    re.compile(
        r"String should have at least (?P<count>\d+) characters"
    ): "At least %(count)s characters.",
    re.compile(
        r"String should have at most (?P<count>\d+) characters?"
    ): "At most %(count)s characters.",
    re.compile(r"Input should be greater than or equal to (?P<least>\S+)"): "At least %(least)s.",
    re.compile(r"Input should be less than or equal to (?P<most>\S+)"): "At most %(most)s.",
    re.compile(r"Input should be greater than (?P<least>\S+)"): "More than %(least)s.",
    re.compile(r"Input should be less than (?P<most>\S+)"): "Less than %(most)s.",
    re.compile(r"List should have at least 1 item after validation, not 0"): "Choose at least one.",
    re.compile(
        r"List should have at most (?P<most>\d+) items? after validation, not .+"
    ): "At most %(most)s.",
    re.compile(r"value is not a valid email address: .+"): "This is no mail address.",
    re.compile(r"String should match pattern '.+'"): "This is not written as it has to be.",
    re.compile(r"Input should be '.+'"): "This is none of the choices.",
    re.compile(r"Input should be a valid (?:integer|number|decimal).*"): "This is no number.",
    re.compile(r"Input should be a valid (?:date|datetime).*"): "This is no date.",
    re.compile(r"Input should be a valid .+"): "This can't be read.",
    re.compile(
        r"An address in (?P<country>\w+) needs its \w+\."
    ): "This is required in %(country)s.",
    re.compile(r"The address's \w+ is too long\."): "This is too long.",
    re.compile(
        r"There is no such region in (?P<country>\w+)\."
    ): "There is no such region in %(country)s.",
    re.compile(
        r"There is no such city in (?P<country>\w+)\."
    ): "There is no such place in %(country)s.",
    re.compile(r"This is no postal code of (?P<place>[^;]+); it looks like (?P<examples>.+)\."): (
        "This is no postal code of %(place)s; it looks like %(examples)s."
    ),
    re.compile(
        r"This is no postal code of (?P<place>[^;]+)\."
    ): "This is no postal code of %(place)s.",
    re.compile(r"A password has (?P<least>\d+) to (?P<most>\d+) characters\."): (
        "A password has %(least)s to %(most)s characters."
    ),
    re.compile(r"A rating is (?P<least>\d) to (?P<most>\d) stars\."): (
        "A rating is %(least)s to %(most)s stars."
    ),
    re.compile(r"(?P<currency>\w+) has (?P<exponent>\d) decimals; \S+ has more\."): (
        "An amount in %(currency)s has at most %(exponent)s digits after the point."
    ),
    re.compile(
        r"There is not enough stock\. (?P<name>[^;]+): (?P<wanted>\d+) wanted, (?P<left>\d+) available\."
    ): ("There is not enough stock: %(wanted)s of %(name)s wanted, %(left)s available."),
}
_LONGEST, _NONE = 500, NullTranslations()


def refusal(problem: Mapping[str, Any], language: str, own: NullTranslations = _NONE) -> str:
    """What a problem document says, in a language: this one time where that is known, else what its error means.

    ``own`` are the words of a site, which refuses things by itself, too.
    """
    detail, title = str(problem.get("detail") or ""), str(problem.get("title") or "")
    return exactly(problem, language, own) or _known(title, language, own) or detail or title


def exactly(problem: Mapping[str, Any], language: str, own: NullTranslations = _NONE) -> str:
    """What a problem document says of this one time, beyond its title; nothing where the language knows no words."""
    detail = str(problem.get("detail") or "")
    return _known(detail, language, own) if detail != problem.get("title") else ""


def fault(message: str, language: str, own: NullTranslations = _NONE) -> str:
    """What is wrong with a field, in a language; as the API says it where there are no words."""
    return _known(message, language, own) or message


def _known(text: str, language: str, own: NullTranslations) -> str:
    words = translations(LOCALES, language)
    for shape, told in SHAPES.items():
        if (found := shape.fullmatch(text[:_LONGEST])) is not None:
            return words.gettext(told) % found.groupdict()
    for each in (own, words):
        if text and (said := each.gettext(text)) != text:
            return said
    return text if language == HOME else ""
