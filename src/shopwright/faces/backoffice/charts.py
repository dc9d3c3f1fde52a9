"""Charts, drawn on the server: where lines and bars go, what is written beside them, and the same as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 720, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 12, 12, 28
_TICKS, _DATES = 4, 6
_WIDEST = 60
TOLD = "%(title)s, %(first)s to %(last)s: %(whole)s in all, the most %(most)s at %(place)s."
Say = Callable[[Decimal], str]


@dataclass(frozen=True, slots=True)
class Series:
    """Values in the order of the chart's labels; ``title`` is what they are called."""

    title: str
    values: Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, or one point of a line; ``text`` is its value in words."""

    x: float
    y: float
    width: float
    height: float
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid, or a label under the axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as a template draws it; ``lines`` are the points of each series, ``marks`` those of the first."""

    kind: str
    title: str
    description: str
    marks: Sequence[Mark]
    lines: Sequence[str]
    ticks: Sequence[Tick]
    labels: Sequence[Tick]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    floor: int = HEIGHT - _BOTTOM


def drawn(
    kind: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    say: Say = str,
    told: str = TOLD,
) -> Chart:
    """A chart of ``kind`` ``line`` or ``bars``; bars show the first series alone. It is described by ``told``."""
    every = [value for each in series for value in each.values]
    top = ceiling(max([*every, Decimal(0)]))
    low = min([*every, Decimal(0)])
    bottom = -ceiling(-low) if low < 0 else Decimal(0)
    scale = _Scale(len(labels), top, bottom)
    first = series[0]
    marks = [
        scale.mark(place, label, value, say)
        for place, (label, value) in enumerate(zip(labels, first.values, strict=True))
    ]
    rows = [
        (label, *(say(each.values[place]) for each in series)) for place, label in enumerate(labels)
    ]
    return Chart(
        kind=kind,
        title=title,
        description=_described(labels, first, say, told),
        marks=marks,
        lines=[scale.line(each.values) for each in series] if kind == "line" else [],
        ticks=scale.ticks(say),
        labels=scale.labels(labels),
        head=("", *(each.title for each in series)),
        rows=rows,
    )


def ceiling(value: Decimal) -> Decimal:
    """The next round number at which a scale ends: 1, 2, 4, 5 or 8 with noughts behind, at least 4."""
    if value <= 4:
        return Decimal(4)
    magnitude = Decimal(10) ** (value.adjusted())
    steps = (1, 2, 4, 5, 8, 10)
    return next(magnitude * step for step in steps if magnitude * step >= value)


def _described(labels: Sequence[str], series: Series, say: Say, told: str) -> str:
    if not labels:
        return ""
    most = max(range(len(labels)), key=lambda place: series.values[place])
    whole = sum(series.values, Decimal(0))
    return told % {
        "title": series.title,
        "first": labels[0],
        "last": labels[-1],
        "whole": say(whole),
        "most": say(series.values[most]),
        "place": labels[most],
    }


@dataclass(frozen=True, slots=True)
class _Scale:
    count: int
    top: Decimal
    bottom: Decimal

    @property
    def _step(self) -> float:
        return (WIDTH - _LEFT - _RIGHT) / max(self.count, 1)

    def _x(self, place: int) -> float:
        """The middle of a place."""
        return round(_LEFT + self._step * (place + 0.5), 1)

    def _y(self, value: Decimal) -> float:
        share = float((value - self.bottom) / (self.top - self.bottom))
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - _TOP), 1)

    def mark(self, place: int, label: str, value: Decimal, say: Say) -> Mark:
        width = round(min(self._step * 0.72, _WIDEST), 1)
        ends = sorted((self._y(value), self._y(Decimal(0))))
        x = round(self._x(place) - width / 2, 1)
        return Mark(x, ends[0], width, round(ends[1] - ends[0], 1), label, say(value))

    def line(self, values: Sequence[Decimal]) -> str:
        return " ".join(f"{self._x(place)},{self._y(value)}" for place, value in enumerate(values))

    def ticks(self, say: Say) -> list[Tick]:
        step = (self.top - self.bottom) / _TICKS
        values = [self.bottom + step * each for each in range(_TICKS + 1)]
        return [Tick(self._y(value), say(value)) for value in values]

    def labels(self, labels: Sequence[str]) -> list[Tick]:
        """As many labels as there is room for, evenly spread."""
        every = max(1, -(-len(labels) // _DATES))
        return [
            Tick(self._x(place), label) for place, label in enumerate(labels) if place % every == 0
        ]
