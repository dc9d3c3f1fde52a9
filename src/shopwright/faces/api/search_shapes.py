"""What a search answers beside its cards."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shopwright.faces.api.product_answers import CardAnswer
from shopwright.faces.api.shapes import Answer, PageOf, Payload, ShortText, example


class FacetValueAnswer(Answer):
    """One choice of a facet, and how many products there are when it is chosen."""

    value: Annotated[
        str,
        Field(description="What to ask with; of numbers `from..to`, of prices both ends included."),
    ]
    label: str
    count: int
    selected: bool
    parent: Annotated[str | None, Field(description="Of a category: the id of the one above.")]


class FacetAnswer(Answer):
    """Choices of one kind: `category`, `brand`, `price`, `in_stock`, `rating`, `tag` or `attribute:<name>`."""

    name: str
    label: str
    values: list[FacetValueAnswer]


class HighlightAnswer(Answer):
    """HTML with nothing in it but `<mark>` around the words found."""

    title: str
    excerpt: str


class SearchAnswer(PageOf[CardAnswer]):
    """A page of products, and where they were asked for facets and highlights of them."""

    did_you_mean: Annotated[
        str | None,
        Field(
            description="The words as they were searched for, where some were written otherwise."
        ),
    ] = None
    facets: Annotated[list[FacetAnswer], Field(default_factory=list)]
    highlights: Annotated[dict[UUID, HighlightAnswer], Field(default_factory=dict)]


class NamedAnswer(Answer):
    value: str
    label: str


class SuggestionAnswer(Answer):
    """What somebody may be typing: whole queries, categories and brands, and the first products."""

    queries: list[str]
    categories: list[NamedAnswer]
    brands: list[NamedAnswer]
    products: list[CardAnswer]


class SynonymsBody(Payload):
    """Words that mean the same to customers."""

    model_config = example({"words": ["laptop", "notebook"]})

    words: Annotated[list[ShortText], Field(min_length=2, max_length=20)]


class SynonymsAnswer(Answer):
    id: UUID
    words: list[str]
