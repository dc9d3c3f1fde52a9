"""How a total came about, as it is answered."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import StringConstraints

from shopwright.faces.api.shapes import Answer
from shopwright.kernel.money import Money, total
from shopwright.modules.orders.contracts import OrderAdjustment
from shopwright.modules.quotes.contracts import Adjustment, AdjustmentKind

VatText = Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9 .\-]*$")]
Adjustments = Iterable[Adjustment | OrderAdjustment]


class AdjustmentAnswer(Answer):
    """An amount that was added to a line (by its place), or to the whole; discounts and relief are negative."""

    kind: str
    label: str
    amount: str
    source: str
    line: int | None

    @classmethod
    def all_of(cls, adjustments: Adjustments) -> list["AdjustmentAnswer"]:
        """Every adjustment but tax, which has lines of its own."""
        return [
            cls(
                kind=each.kind,
                label=each.label,
                amount=each.amount.amount,
                source=each.source,
                line=each.line,
            )
            for each in adjustments
            if each.kind is not AdjustmentKind.TAX
        ]


class TaxLineAnswer(Answer):
    """The tax of one rate: so much of a base; ``rate`` is in percent."""

    label: str
    rate: str
    treatment: str
    base: str
    amount: str

    @classmethod
    def all_of(cls, adjustments: Adjustments) -> list["TaxLineAnswer"]:
        """One line a rate and treatment, the highest first."""
        found: dict[tuple[Decimal, str, str], list[Adjustment | OrderAdjustment]] = {}
        for each in adjustments:
            if each.kind is AdjustmentKind.TAX:
                key = (each.rate or Decimal(0), each.treatment, each.label)
                found.setdefault(key, []).append(each)
        return [
            cls._of(rate, treatment, label, members)
            for (rate, treatment, label), members in sorted(
                found.items(), key=lambda item: (-item[0][0], item[0][1:])
            )
        ]

    @classmethod
    def _of(
        cls,
        rate: Decimal,
        treatment: str,
        label: str,
        members: list[Adjustment | OrderAdjustment],
    ) -> "TaxLineAnswer":
        currency = members[0].amount.currency
        bases: list[Money] = [each.base for each in members if each.base is not None]
        return cls(
            label=label,
            rate=f"{(rate * 100).normalize():f}",
            treatment=treatment,
            base=total(bases, currency).amount,
            amount=total((each.amount for each in members), currency).amount,
        )
