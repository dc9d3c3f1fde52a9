"""Pieces that every CSV format puts a product together from, told problem by problem."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from shopwright.flows.merchandising.contracts import (
    ImageRecord,
    ImportEntry,
    Notice,
    ProductRecord,
    RowProblem,
    VariantRecord,
)
from shopwright.flows.merchandising.steps.cells import BadCell, shown, url_of
from shopwright.flows.merchandising.steps.table import Row
from shopwright.modules.catalog.contracts import LARGEST_IMAGES, LARGEST_OPTIONS, LARGEST_VARIANTS

MOST_VARIANTS = LARGEST_VARIANTS
MOST_IMAGES = LARGEST_IMAGES


@dataclass(slots=True)
class Sheet:
    """What is known of one product while its rows are read."""

    handle: str
    line: int
    told: list[RowProblem | Notice] = field(default_factory=list)
    by_options: dict[tuple[str, ...], VariantRecord] = field(default_factory=dict)
    images: dict[str, ImageRecord] = field(default_factory=dict)

    def refuse(self, row: Row | int, reason: str, column: str | None = None) -> None:
        line = row if isinstance(row, int) else row.line
        self.told.append(RowProblem(line, reason, self.handle, column))

    def note(self, row: Row, text: str) -> None:
        self.told.append(Notice(row.line, text, self.handle))

    @property
    def variants(self) -> tuple[VariantRecord, ...]:
        return tuple(self.by_options.values())

    def add_image(self, row: Row, url: str, alt: str = "", *, column: str) -> str | None:
        """Take a picture in; a bad address is noted and keeps nothing out."""
        try:
            address = url_of(url, column=column)
        except BadCell as fault:
            self.note(row, f"A picture is left out: {fault.reason}")
            return None
        if address not in self.images and len(self.images) >= MOST_IMAGES:
            self.note(row, f"A picture is left out: a product has {MOST_IMAGES} at most.")
            return None
        known = self.images.get(address)
        self.images[address] = ImageRecord(address, (known.alt if known else "") or alt)
        return address

    def add_variant(self, row: Row, variant: VariantRecord) -> None:
        """Take a variant in, unless its options are those of an earlier one."""
        if len(self.by_options) >= MOST_VARIANTS:
            self.refuse(row, f"A product has {MOST_VARIANTS} variants at most.")
            return
        key = tuple(value.casefold() for value in variant.option_values)
        other = self.by_options.setdefault(key, variant)
        if other is not variant:
            options = ", ".join(shown(value)[1:-1] for value in variant.option_values)
            self.refuse(
                row,
                f"The variant ({options or 'no options'}) stands there already on line {other.line}.",
            )

    def finish(self, product: ProductRecord | None) -> Iterator[ImportEntry]:
        """The product, if anything of it can be sold, after all that is to be told about its rows."""
        yield from self.told
        if product is None:
            return
        if len(product.options) > LARGEST_OPTIONS:
            reason = (
                f"The product has {len(product.options)} options; {LARGEST_OPTIONS} are accepted."
            )
            yield RowProblem(self.line, reason, self.handle)
        elif product.variants:
            refused = any(isinstance(told, RowProblem) for told in self.told)
            yield replace(product, is_partial=refused)
        elif not any(isinstance(told, RowProblem) for told in self.told):
            yield RowProblem(self.line, "The product has no variant that can be sold.", self.handle)


def unique_pairs(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Attributes without empty values, the first of each name."""
    kept: dict[str, str] = {}
    for name, value in pairs:
        if name and value:
            kept.setdefault(name, value)
    return tuple(kept.items())
