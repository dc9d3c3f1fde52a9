"""Rows of reviews, from CSV or JSON Lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shopwright.flows.merchandising.contracts import Notice, RowProblem
from shopwright.flows.merchandising.steps.cells import BadCell, flag_of, line_of, shown, stock_of
from shopwright.flows.merchandising.steps.columns import Plan, read_rows
from shopwright.flows.merchandising.steps.figures import json_rows
from shopwright.flows.merchandising.steps.marks import moment
from shopwright.flows.merchandising.steps.source import TextSource
from shopwright.flows.merchandising.steps.table import Row
from shopwright.infra.files.cells import unguarded
from shopwright.kernel import text
from shopwright.kernel.errors import InvalidText
from shopwright.modules.reviews.contracts import ReviewState

COLUMNS = (
    *("id", "handle", "rating", "title", "text", "author", "helpful", "is_verified"),
    *("is_shown", "state", "reason", "answer", "answered_at", "created_at"),
)
LONGEST_ID = 100
_REQUIRED = {name: name for name in ("id", "handle", "rating")}
_MOST_HELPFUL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """A review as a file tells it; ``handle`` is its product's."""

    line: int
    origin: str
    handle: str
    rating: int
    title: str
    text: str
    author: str
    helpful: int
    is_verified: bool
    is_shown: bool
    state: ReviewState
    reason: str
    answer: str
    answered_at: datetime | None
    created_at: datetime | None


def read_opinions(source: TextSource) -> Iterator[OpinionRow | RowProblem | Notice]:
    """A review or a problem for each row."""
    rows = json_rows(source) if source.begins_with("{") else _cells(source)
    for each in rows:
        if not isinstance(each, Row):
            yield each
            continue
        handle = each.get("handle")[:100] or None
        try:
            yield _opinion(each)
        except BadCell as fault:
            yield RowProblem(each.line, fault.reason, handle, fault.column)


def _cells(source: TextSource) -> Iterator[Row | RowProblem | Notice]:
    for each in read_rows(source, Plan(_REQUIRED, lambda name: name in COLUMNS, {})):
        if isinstance(each, Row):
            yield Row(each.line, {name: unguarded(cell) for name, cell in each.cells.items()})
        else:
            yield each


def _opinion(row: Row) -> OpinionRow:
    rating = row.get("rating").strip()
    if rating not in {"1", "2", "3", "4", "5"}:
        raise BadCell("rating", f"{shown(rating)} is no rating from 1 to 5.")
    origin = row.get("id").strip()
    if not 1 <= len(origin) <= LONGEST_ID:
        raise BadCell("id", f"A review has an id of its own, of at most {LONGEST_ID} characters.")
    helpful = stock_of(row.get("helpful"), column="helpful") or 0
    if helpful > _MOST_HELPFUL:
        raise BadCell("helpful", "There are not that many votes.")
    is_shown = flag_of(row.get("is_shown"), column="is_shown", default=True)
    return OpinionRow(
        line=row.line,
        origin=origin,
        handle=row.get("handle").strip(),
        rating=int(rating),
        title=line_of(row.get("title"), column="title", longest=255),
        text=_words(row, "text"),
        author=line_of(row.get("author"), column="author", longest=255),
        helpful=helpful,
        is_verified=flag_of(row.get("is_verified"), column="is_verified", default=False),
        is_shown=is_shown,
        state=_state(row.get("state").strip(), is_shown=is_shown),
        reason=line_of(row.get("reason"), column="reason", longest=500),
        answer=_words(row, "answer"),
        answered_at=moment(row.get("answered_at").strip(), "answered_at"),
        created_at=moment(row.get("created_at").strip(), "created_at"),
    )


def _state(word: str, *, is_shown: bool) -> ReviewState:
    """What staff thought of it: where nobody says, that what is shown may be, and that the rest waits."""
    if not word:
        return ReviewState.APPROVED if is_shown else ReviewState.NEW
    if word not in set(ReviewState):
        raise BadCell("state", f"{shown(word)} is neither new, approved nor rejected.")
    if is_shown and word == ReviewState.REJECTED:
        raise BadCell("state", "What was rejected is not shown.")
    return ReviewState(word)


def _words(row: Row, column: str) -> str:
    try:
        return text.clean(row.get(column))
    except InvalidText as error:
        raise BadCell(column, error.detail) from None
