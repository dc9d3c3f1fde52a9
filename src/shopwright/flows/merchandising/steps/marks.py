"""Cells of a product that are neither text nor number: times, tax classes, limits; empty where nothing is said."""

from datetime import UTC, datetime

from shopwright.flows.merchandising.steps.cells import BadCell, shown
from shopwright.modules.catalog.contracts import LARGEST_LIMIT, TAX_CLASS


def tax_class(text: str) -> str | None:
    if text and not TAX_CLASS.fullmatch(text):
        raise BadCell("tax_class", f"{shown(text)} is no tax class.")
    return text or None


def limit(value: int | str) -> int | None:
    text = str(value)
    if not text:
        return None
    if not text.isdecimal() or len(text) > 4 or int(text) > LARGEST_LIMIT:
        raise BadCell("most_per_order", f"A limit is a number up to {LARGEST_LIMIT}.")
    return int(text)


def written(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def moment(text: str, column: str) -> datetime | None:
    """A time; one without an offset is in UTC."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCell(column, f"{shown(text)} is no time.") from None
