"""Figures of sales by day, added up to spans that are compared with those before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_ZERO = Decimal(0)
SUMMED = ("placed", "orders", "units", "total", "revenue")


@dataclass(frozen=True, slots=True)
class Span:
    """Sums of some days, and of as many before them."""

    title: str
    now: Mapping[str, Decimal]
    before: Mapping[str, Decimal]

    def change(self, name: str) -> int | None:
        """By how many per cent it is more than before; None where there was nothing to compare with."""
        before = self.before[name]
        if before <= 0:
            return None
        change = (self.now[name] - before) / before * 100
        return int(change.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Days:
    """What was sold on each day up to ``last``, in one currency; days without sales are noughts."""

    last: date
    by_day: Mapping[date, Mapping[str, Decimal]]

    @classmethod
    def of(cls, last: date, lines: Sequence[Mapping[str, Any]], currency: str) -> "Days":
        return cls(
            last,
            {
                date.fromisoformat(line["period"]): {
                    name: Decimal(str(line.get(name) or 0)) for name in SUMMED
                }
                for line in lines
                if line["currency"] == currency
            },
        )

    def back(self, count: int, *, skipped: int = 0) -> list[date]:
        """So many days up to the last, or up to so many before it; the oldest first."""
        end = self.last - timedelta(days=skipped)
        return [end - timedelta(days=each) for each in reversed(range(count))]

    def values(self, days: Sequence[date], name: str) -> list[Decimal]:
        return [self.by_day.get(day, {}).get(name, _ZERO) for day in days]

    def span(self, title: str, count: int) -> Span:
        now, before = self.back(count), self.back(count, skipped=count)
        return Span(
            title,
            {name: sum(self.values(now, name), _ZERO) for name in SUMMED},
            {name: sum(self.values(before, name), _ZERO) for name in SUMMED},
        )
