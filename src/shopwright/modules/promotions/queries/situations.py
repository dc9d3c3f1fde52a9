"""What the rules ask about a customer and his goods, in as few statements as they need."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db.types import Id
from shopwright.infra.sealing import keyring_of
from shopwright.modules.catalog.queries.marks import known_by
from shopwright.modules.promotions.contracts import (
    CodeFacts,
    Marks,
    RedemptionState,
    RuleBook,
    Situation,
)
from shopwright.modules.promotions.models import PromotionCodeRow, PromotionRow, RedemptionRow
from shopwright.modules.promotions.rules import key_of

_CODE, _USED, _GROUP, _ORDER = "code", "used", "group", "order"
_PLACE = "promotion_redemptions.customer"
_NAMES = ("kind", "key", "id", "other_id", "used", "most", "is_active")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who wants to buy what, as far as it is known.

    ``groups`` chooses the ids of the customer's groups, ``has_ordered`` is true of one who ordered before, None where
    nobody knows who he is: parts of the one statement, by those who keep them.
    """

    now: datetime
    customer: str | None = None
    country: str = ""
    codes: Sequence[str] = ()
    product_ids: Collection[UUID] = ()
    groups: Select[UUID] | None = None
    has_ordered: ColumnElement[bool] | None = None


def customer_key(db: AsyncConnection, *, user_id: UUID | None, email: str) -> str | None:
    """What limits by customer go by: the account, else the address; None where neither is known."""
    who = f"user:{user_id}" if user_id is not None else email.strip().casefold()
    return keyring_of(db).blind(who, place=_PLACE) if who else None


async def situation(db: AsyncConnection, book: RuleBook, asked: Asked) -> Situation:
    """What the rules of a book have to know: none to two statements, however many rules and goods."""
    marks = await _marks(db, asked) if book.asks_for_marks and asked.product_ids else {}
    codes: dict[str, CodeFacts] = {}
    used: dict[UUID, int] = {}
    own: dict[UUID, int] = {}
    groups: set[UUID] = set()
    is_first = True if asked.has_ordered is not None else None
    for row in await _facts(db, book, asked):
        if row.kind == _CODE:
            codes[row.key] = CodeFacts(
                row.key, row.id, row.other_id, bool(row.is_active), row.used, row.most
            )
        elif row.kind == _USED:
            used[row.id], own[row.id] = row.used, row.most
        elif row.kind == _GROUP:
            groups.add(row.id)
        else:
            is_first = False
    return Situation(
        now=asked.now,
        customer=asked.customer,
        groups=frozenset(groups),
        is_first_order=is_first,
        country=asked.country,
        codes=_told(asked.codes, codes),
        used=used,
        used_by_customer=own,
        marks=marks,
    )


def _told(asked: Sequence[str], found: dict[str, CodeFacts]) -> tuple[CodeFacts, ...]:
    """Codes in the words of the customer, each once."""
    named = {key_of(code): code for code in asked}
    return tuple(
        CodeFacts(code)
        if (known := found.get(key)) is None
        else CodeFacts(
            code, known.id, known.promotion_id, known.is_active, known.used, known.usage_limit
        )
        for key, code in sorted(named.items())
    )


async def _facts(db: AsyncConnection, book: RuleBook, asked: Asked) -> Sequence[Any]:
    parts = []
    if asked.codes:
        parts.append(_of_codes(asked.codes))
    limited = [
        each.id
        for each in book.promotions
        if each.usage_limit is not None or each.customer_limit is not None
    ]
    if limited:
        parts.append(_of_uses(limited, asked.customer))
    if book.asks_for_groups and asked.groups is not None:
        group = asked.groups.subquery()
        parts.append(_part(_GROUP, id=next(iter(group.c))))
    if book.asks_for_orders and asked.has_ordered is not None:
        parts.append(_part(_ORDER).where(asked.has_ordered))
    if not parts:
        return []
    return (await db.execute(union_all(*parts) if len(parts) > 1 else parts[0])).all()


def _of_codes(codes: Sequence[str]) -> Select[Any]:
    row = PromotionCodeRow
    return _part(
        _CODE,
        key=row.code_key,
        id=row.id,
        other_id=row.promotion_id,
        used=row.used,
        most=row.usage_limit,
        is_active=row.is_active,
    ).where(row.code_key.in_({key_of(code) for code in codes}))


def _of_uses(promotion_ids: Sequence[UUID], customer: str | None) -> Select[Any]:
    """How often promotions were used in all, and (as ``most``) by the customer."""
    row, each = RedemptionRow, PromotionRow
    own = (
        select(func.count())
        .select_from(row)
        .where(
            row.promotion_id == each.id,
            row.customer == customer,
            row.state != RedemptionState.RELEASED,
        )
        .scalar_subquery()
    )
    most = own if customer is not None else literal(0)
    return _part(_USED, id=each.id, used=each.used, most=most).where(each.id.in_(promotion_ids))


def _part(kind: str, **columns: Any) -> Select[Any]:
    """One part of the statement, with a column for everything that any part tells."""
    empty: dict[str, Any] = {
        "kind": cast(literal(kind), String(10)),
        "key": cast(null(), String(40)),
        "id": cast(null(), Id),
        "other_id": cast(null(), Id),
        "used": cast(null(), Integer),
        "most": cast(null(), Integer),
        "is_active": cast(null(), Boolean),
    }
    chosen = empty | columns
    return select(*(chosen[name].label(name) for name in _NAMES))


async def _marks(db: AsyncConnection, asked: Asked) -> dict[UUID, Marks]:
    found = await known_by(db, asked.product_ids)
    return {
        product_id: Marks(each.category_ids, each.brand.casefold(), _small(each.tags))
        for product_id, each in found.items()
    }


def _small(tags: Collection[str]) -> frozenset[str]:
    return frozenset(tag.casefold() for tag in tags)
