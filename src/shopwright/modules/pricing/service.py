"""Every change of a price: by hand, by a discount, and by the passing of time."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work, Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.modules.pricing import queries, rules
from shopwright.modules.pricing.contracts import (
    Cut,
    Discount,
    DiscountDraft,
    PastPrice,
    Price,
    PriceReason,
)
from shopwright.modules.pricing.errors import DiscountNotFound
from shopwright.modules.pricing.events import DiscountEnded, DiscountMade, PriceChanged
from shopwright.modules.pricing.models import DiscountRow, PriceHistoryRow, PriceRow
from shopwright.modules.pricing.rules import Standing, check

BATCH = 200
_KEY = ("variant_id", "currency")
_VALUES = (
    *("amount_minor", "compare_at_minor", "updated_at"),
    *("cuts", "next_change_at", "prior_minor", "shown_since"),
)
_Known = Mapping[tuple[UUID, str], Standing]


async def set_prices(
    work: Work, *, prices: Sequence[Price], unseen: Collection[UUID] = ()
) -> Sequence[Price]:
    """Set prices, four statements at most for any number of them; answers those that differ from before.

    The history says nothing of prices that no customer has seen: those of variants that are ``unseen`` until
    :func:`begin_showing`.

    Raises:
        InvalidPrice: one of them can't be; none is set then.
    """
    for price in prices:
        check(price)
    known = await queries.standings(work.db, {price.variant_id for price in prices})
    changed = [price for price in prices if _price_in(known, price) != price]
    wanted = []
    for price in changed:
        before = known.get((price.variant_id, price.currency))
        cuts = before.cuts if before else ()
        since = before.shown_since if before else None
        if since is None and price.variant_id not in unseen:
            since = work.now
        wanted.append(Standing(price, cuts, rules.next_change(cuts, work.now), since))
    await _settle(work, known, wanted, PriceReason.SET)
    return changed


async def begin_showing(work: Work, *, variants: Select[UUID]) -> None:
    """From now on customers see the prices of these variants, as far as they have not before."""
    known = await queries.unseen(work.db, variants)
    wanted = [dataclasses.replace(each, shown_since=work.now) for each in known.values()]
    await _settle(work, known, wanted, PriceReason.SET)


async def put_cuts(work: Work, *, discounts: Mapping[UUID, Sequence[Discount]]) -> None:
    """Let just these discounts be given on variants, in each of their currencies."""
    known = await queries.standings(work.db, discounts.keys())
    wanted = []
    for (variant_id, currency), before in known.items():
        cuts = tuple(
            cut for each in discounts[variant_id] if (cut := each.cut(currency)) is not None
        )
        if cuts != before.cuts:
            due = rules.next_change(cuts, work.now)
            wanted.append(dataclasses.replace(before, cuts=cuts, next_change_at=due))
    await _settle(work, known, wanted, PriceReason.DISCOUNT)


async def flip(works: Works) -> int:
    """Put into effect what began or ended by now, batch by batch; answers the number of variants."""
    count = 0
    while True:
        async with works.reading() as db:
            if not await queries.due(db, works.now(), limit=1):
                return count
        async with works(system("pricing.flip")) as work:
            found = await queries.due(work.db, work.now, limit=BATCH)
            known = await queries.standings(work.db, set(found))
            await _settle(
                work,
                known,
                [
                    dataclasses.replace(each, next_change_at=rules.next_change(each.cuts, work.now))
                    for each in known.values()
                    if each.next_change_at is not None and each.next_change_at <= work.now
                ],
                PriceReason.DISCOUNT,
            )
        count += len(found)


async def add_discount(work: Work, *, draft: DiscountDraft) -> Discount:
    """Raises InvalidDiscount."""
    rules.check_discount(draft, work.now)
    fields = {each.name: getattr(draft, each.name) for each in dataclasses.fields(draft)}
    made = Discount(id=ids.new(), **fields)
    row: Any = {"id": made.id, "created_at": work.now} | fields
    amount = row.pop("amount")
    row |= {
        "amount_minor": amount.minor if amount else None,
        "currency": amount.currency if amount else None,
    }
    await work.db.execute(insert(DiscountRow).values(row))
    work.record(DiscountMade(made.id))
    return made


async def end_discount(work: Work, *, discount_id: UUID) -> Discount:
    """End a discount now; one that has not begun will never.

    Raises:
        DiscountNotFound: there is none, or it has ended.
    """
    row = DiscountRow
    ended = update(row).where(row.id == discount_id, row.ends_at > work.now)
    gone = await work.db.execute(ended.values(ends_at=work.now).returning(row.id))
    found = await queries.discount(work.db, discount_id) if gone.first() else None
    if found is None:
        raise DiscountNotFound
    work.record(DiscountEnded(discount_id))
    return found


def _price_in(known: _Known, price: Price) -> Price | None:
    standing = known.get((price.variant_id, price.currency))
    return standing.price if standing else None


async def _settle(
    work: Work, known: _Known, wanted: Sequence[Standing], reason: PriceReason
) -> None:
    """Store what prices shall be, and what became of them since, in the order of time."""
    if not wanted:
        return
    news = [_news(work, known.get(_key(each)), each, reason) for each in wanted]
    reduced = {
        each.price.variant_id
        for each in wanted
        if rules.offer(each, work.now)[0].compare_at is not None and _key(each) in known
    }
    past = await queries.histories(work.db, reduced)
    rows = [
        _row(work, each, [*past.get(_key(each), ()), *new])
        for each, new in zip(wanted, news, strict=True)
    ]
    statement = dialect.insert_or_update(work.db, PriceRow, _KEY, _VALUES)
    await work.db.execute(statement, rows)
    written = [
        _past_row(each, new) for each, entries in zip(wanted, news, strict=True) for new in entries
    ]
    if written:
        await work.db.execute(insert(PriceHistoryRow), written)
    for each, entries in zip(wanted, news, strict=True):
        if entries or reason is PriceReason.SET or each.shown_since is None:
            work.record(_fact(work, known.get(_key(each)), each))


def _news(
    work: Work, before: Standing | None, after: Standing, reason: PriceReason
) -> list[PastPrice]:
    """What the history does not know yet: discounts that began or ended meanwhile, and the change itself."""
    if after.shown_since is None:
        return []
    was_shown = before is not None and before.shown_since is not None
    found = []
    if before is not None and was_shown:
        found = [
            _past(work, at, price, cut, PriceReason.DISCOUNT)
            for at, price, cut in rules.flips(before, work.now)
        ]
    price, cut = rules.offer(after, work.now)
    if before is None or not was_shown or price != rules.offer(before, work.now)[0]:
        found.append(_past(work, work.now, price, cut, reason))
    return found


def _past(
    work: Work, at: datetime, price: Price, cut: Cut | None, reason: PriceReason
) -> PastPrice:
    by = cut.discount_id if cut else None
    return PastPrice(at, price.amount, price.compare_at, reason, by, work.actor.name)


def _key(standing: Standing) -> tuple[UUID, str]:
    return standing.price.variant_id, standing.price.currency


def _row(work: Work, standing: Standing, history: Sequence[PastPrice]) -> dict[str, object]:
    price, since = standing.price, standing.shown_since
    prior = rules.lowest_prior([each for each in history if since and each.at >= since])
    return {
        "variant_id": price.variant_id,
        "currency": price.currency,
        "amount_minor": price.amount.minor,
        "compare_at_minor": price.compare_at.minor if price.compare_at else None,
        "updated_at": work.now,
        "cuts": [_written(cut) for cut in standing.cuts],
        "next_change_at": standing.next_change_at,
        "prior_minor": prior.minor if prior else None,
        "shown_since": since,
    }


def _written(cut: Cut) -> dict[str, object]:
    return {
        "discount_id": str(cut.discount_id),
        "starts_at": cut.starts_at.isoformat(),
        "ends_at": cut.ends_at.isoformat(),
        "hundredths": cut.hundredths,
        "minor": cut.minor,
    }


def _past_row(standing: Standing, entry: PastPrice) -> dict[str, object]:
    variant_id, currency = _key(standing)
    return {
        "id": ids.new(),
        "variant_id": variant_id,
        "currency": currency,
        "at": entry.at,
        "amount_minor": entry.amount.minor,
        "compare_at_minor": entry.compare_at.minor if entry.compare_at else None,
        "reason": entry.reason,
        "discount_id": entry.discount_id,
        "actor": entry.actor,
    }


def _fact(work: Work, before: Standing | None, after: Standing) -> PriceChanged:
    price, _ = rules.offer(after, work.now)
    previous = rules.shown(before, work.now) if before else None
    return PriceChanged(
        variant_id=price.variant_id,
        currency=price.currency,
        amount_minor=price.amount.minor,
        compare_at_minor=price.compare_at.minor if price.compare_at else None,
        previous_minor=previous.amount.minor if previous else None,
    )


__all__ = [
    "BATCH",
    "add_discount",
    "begin_showing",
    "check",
    "end_discount",
    "flip",
    "put_cuts",
    "set_prices",
]
