"""Every change of a price."""

from collections.abc import Sequence

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.pricing import queries
from shopwright.modules.pricing.contracts import Price
from shopwright.modules.pricing.events import PriceChanged
from shopwright.modules.pricing.models import PriceRow
from shopwright.modules.pricing.rules import check

_KEY = ("variant_id", "currency")
_VALUES = ("amount_minor", "compare_at_minor", "updated_at")


async def set_prices(work: Work, *, prices: Sequence[Price]) -> Sequence[Price]:
    """Set prices, two statements for any number of them; answers those that differ from before.

    Raises:
        InvalidPrice: one of them can't be; none is set then.
    """
    for price in prices:
        check(price)
    before = await queries.prices_by_variant(work.db, list({price.variant_id for price in prices}))
    known = {
        (price.variant_id, price.currency): price for found in before.values() for price in found
    }
    changed = [price for price in prices if known.get((price.variant_id, price.currency)) != price]
    if changed:
        statement = dialect.insert_or_update(work.db, PriceRow, _KEY, _VALUES)
        await work.db.execute(statement, [_row(work, price) for price in changed])
    for price in changed:
        previous = known.get((price.variant_id, price.currency))
        work.record(_fact(price, previous))
    return changed


def _row(work: Work, price: Price) -> dict[str, object]:
    return {
        "variant_id": price.variant_id,
        "currency": price.currency,
        "amount_minor": price.amount.minor,
        "compare_at_minor": price.compare_at.minor if price.compare_at else None,
        "updated_at": work.now,
    }


def _fact(price: Price, previous: Price | None) -> PriceChanged:
    return PriceChanged(
        variant_id=price.variant_id,
        currency=price.currency,
        amount_minor=price.amount.minor,
        compare_at_minor=price.compare_at.minor if price.compare_at else None,
        previous_minor=previous.amount.minor if previous else None,
    )


__all__ = ["check", "set_prices"]
