"""A product as the memory of the shop keeps it: small, and ready to be filtered, counted and sorted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from shopwright.satellites.search.contracts import Facts
from shopwright.satellites.search.rules.numbers import number_in
from shopwright.satellites.search.rules.words import folded

CATEGORY, BRAND, TAG, ATTRIBUTE = "category", "brand", "tag", "attribute:"


@dataclass(eq=False, slots=True)
class Choice:
    """Something that products have in common: a category, a brand, a tag, a value of an attribute.

    There is one of each in a memory, told apart by identity, which is what makes counting quick.
    """

    facet: str
    key: str
    label: str
    parent: str | None = None
    slug: str = ""
    number: float | None = None
    published: int = 0  # products that have it and that everybody may see


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    product_id: UUID
    status: str
    owner_id: UUID | None
    newest: int
    title_key: str
    in_stock: bool
    rating: int | None
    prices: Mapping[str, int | None]
    choices: tuple[Choice, ...]


@dataclass(slots=True)
class Choices:
    """Every choice once, however many products have it."""

    known: dict[str, dict[str, Choice]] = field(default_factory=dict)
    _written: dict[tuple[str, str], Choice] = field(default_factory=dict)

    def attribute(self, name: str, value: str) -> Choice:
        """A value of an attribute, by the way it is written: folding it anew for each product takes longer than the rest."""
        found = self._written.get((name, value))
        if found is None:
            found = Choice(
                ATTRIBUTE + folded(name), folded(value), value, name, "", number_in(value)
            )
            found = self._written[name, value] = self.keep(found)
        return found

    def keep(self, choice: Choice) -> Choice:
        """The one of its kind; it takes on the newest label."""
        found = self.known.setdefault(choice.facet, {}).setdefault(choice.key, choice)
        found.label, found.parent, found.slug = choice.label, choice.parent, choice.slug
        return found

    def published(self, facet: str) -> list[Choice]:
        """Those of a facet that some product has which everybody may see."""
        return [choice for choice in self.known.get(facet, {}).values() if choice.published]


def packed(facts: Facts) -> str:
    """The facts as they are stored."""
    return orjson.dumps(
        [
            facts.product_id.hex,
            facts.status,
            facts.owner_id.hex if facts.owner_id else None,
            facts.newest,
            facts.title_key,
            facts.in_stock,
            facts.rating,
            list(facts.prices),
            [
                (each.hex, name, slug, parent.hex if parent else None)
                for each, name, slug, parent in facts.categories
            ],
            facts.brand,
            facts.tags,
            facts.attributes,
        ]
    ).decode()


def unpacked(number: int, text: str, choices: Choices) -> Entry:
    """What :func:`packed` wrote."""
    found: Sequence[Any] = orjson.loads(text)
    product_id, status, owner_id, newest, title_key, in_stock, rating, prices = found[:8]
    return Entry(
        number=number,
        product_id=UUID(product_id),
        status=status,
        owner_id=UUID(owner_id) if owner_id else None,
        newest=newest,
        title_key=title_key,
        in_stock=in_stock,
        rating=rating,
        prices=dict(prices),
        choices=tuple(dict.fromkeys(_choices(choices, *found[8:]))),
    )


def _choices(
    choices: Choices,
    categories: Sequence[Sequence[Any]],
    brand: str,
    tags: Sequence[str],
    attributes: Sequence[Sequence[str]],
) -> list[Choice]:
    plain = [Choice(CATEGORY, key, name, parent, slug) for key, name, slug, parent in categories]
    if brand:
        plain.append(Choice(BRAND, folded(brand), brand))
    plain += [Choice(TAG, folded(tag), tag) for tag in tags]
    labels = [choices.keep(choice) for choice in plain]
    return labels + [choices.attribute(name, value) for name, value in attributes]
