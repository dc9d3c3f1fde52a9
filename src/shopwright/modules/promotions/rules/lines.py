"""The goods of a draft as promotions see them: whole minor units, in an order of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from shopwright.modules.promotions.contracts import Marks, Target
from shopwright.modules.quotes.contracts import Draft, Goods

_UNMARKED = Marks()


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines sorted by variant, so that the order in which somebody put them in decides nothing.

    ``places`` are those that they have in the draft, ``worth`` what they cost before promotions, ``left`` what
    earlier stages left of it.
    """

    currency: str
    goods: tuple[Goods, ...]
    places: tuple[int, ...]
    worth: tuple[int, ...]
    left: tuple[int, ...]
    marks: Mapping[UUID, Marks]
    _found: dict[Target, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, draft: Draft, marks: Mapping[UUID, Marks]) -> "Lines":
        order = sorted(range(len(draft.goods)), key=lambda i: (draft.goods[i].variant_id, i))
        worth = [draft.subtotals[i].minor for i in order]
        lowered = [draft.discounts[i].minor for i in order]
        left = tuple(most - each for most, each in zip(worth, lowered, strict=True))
        goods = tuple(draft.goods[i] for i in order)
        return cls(draft.currency, goods, tuple(order), tuple(worth), left, marks)

    def among(self, target: Target) -> tuple[int, ...]:
        """The lines that a target names."""
        found = self._found.get(target)
        if found is None:
            found = tuple(i for i, each in enumerate(self.goods) if self._is_in(each, target))
            self._found[target] = found
        return found

    def _is_in(self, goods: Goods, target: Target) -> bool:
        if target.is_everything:
            return True
        if goods.product_id in target.product_ids or goods.variant_id in target.variant_ids:
            return True
        marks = self.marks.get(goods.product_id, _UNMARKED)
        return (
            not target.category_ids.isdisjoint(marks.category_ids)
            or marks.brand in target.brands
            or not target.tags.isdisjoint(marks.tags)
        )
