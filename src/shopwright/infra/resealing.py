"""Sealing anew what older keys sealed: in batches, beside everything else that is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    MetaData,
    Table,
    Text,
    and_,
    func,
    literal,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db.personal import SEALED, sealed_columns
from shopwright.infra.sealing import (
    Keyring,
    UnknownFieldKey,
    UnreadableField,
    key_of,
    keyring_of,
)
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import system

BATCH = 200
_ACTOR = system("fields")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many values have the first key now, and how many could not be opened."""

    changed: int = 0
    unreadable: int = 0

    def __add__(self, other: "Resealed") -> "Resealed":
        return Resealed(self.changed + other.changed, self.unreadable + other.unreadable)


async def keys_in_use(db: AsyncConnection, metadata: MetaData) -> Mapping[str, Counter[str]]:
    """How many values each key seals, by ``table.column``; one that is not of the sealed form counts as ``?``."""
    found: dict[str, Counter[str]] = {}
    for table, column, _ in sealed_columns(metadata):
        counted: Counter[str] = Counter()
        value, keys = _sealed(column), list(table.primary_key.columns)
        last: Sequence[Any] | None = None
        while True:
            # The key's name is in the first characters; the length tells a short plain text from a sealed one.
            statement = select(*keys, func.substr(value, 1, 80).label("head"))
            statement = _page(statement.where(value != ""), keys, last)
            rows = (await db.execute(statement)).all()
            counted.update(key_of(row.head) or "?" for row in rows)
            if len(rows) < BATCH:
                break
            last = rows[-1][: len(keys)]
        found[f"{table.name}.{column.name}"] = counted
    return found


async def reseal(works: Works, metadata: MetaData, *, batch: int = BATCH) -> Resealed:
    """Give every value the first key. May be broken off and begun again; what is written meanwhile stays."""
    total = Resealed()
    for table, column, bound in sealed_columns(metadata):
        last: Sequence[Any] | None = None
        while True:
            async with works(_ACTOR) as work:
                done, last = await _reseal_batch(work, (table, column, bound), last, batch)
            total += done
            if last is None:
                break
    return total


async def _reseal_batch(
    work: Work, place: tuple[Table, Column[Any], str], after: Sequence[Any] | None, batch: int
) -> tuple[Resealed, Sequence[Any] | None]:
    table, column, bound = place
    keyring, keys = keyring_of(work.db), list(table.primary_key.columns)
    value = _sealed(column)
    old = ~value.startswith(f"{keyring.sealing_key}.", autoescape=True)
    statement = select(*keys, column.label("value"), table.columns[bound].label("bound"))
    rows = (
        await work.db.execute(_page(statement.where(value != "", old), keys, after, batch))
    ).all()
    done = Resealed()
    for row in rows:
        changed = _anew(keyring, f"{table.name}.{column.name}", row)
        if changed is None:
            done += Resealed(unreadable=1)
            continue
        # A value that somebody has written since it was read is left alone: it has his key.
        mine = and_(*(key == each for key, each in zip(keys, row, strict=False)))
        same = value == _text_of(row.value)
        result = await work.db.execute(
            update(table).where(mine, same).values({column.name: changed})
        )
        done += Resealed(changed=result.rowcount)
    return done, (rows[-1][: len(keys)] if len(rows) == batch else None)


def _anew(keyring: Keyring, place: str, row: Any) -> Any:
    try:
        plain = keyring.unseal(_text_of(row.value), place=place, row=row.bound)
    except (UnreadableField, UnknownFieldKey) as error:
        log.warning("field.unreadable", place=place, row=str(row.bound), reason=error.code)
        return None
    sealed = keyring.seal(plain, place=place, row=row.bound)
    return {**row.value, SEALED: sealed} if isinstance(row.value, dict) else sealed


def _sealed(column: Column[Any]) -> ColumnElement[str]:
    """The sealed text in a column, or in the member of a document that holds it."""
    if isinstance(column.type, JSON):
        within: ColumnElement[str] = type_coerce(column, JSON)[SEALED].as_string()
        return within
    return type_coerce(column, Text)


def _text_of(value: Any) -> str:
    return str(value.get(SEALED, "")) if isinstance(value, dict) else str(value)


def _page(
    statement: Any, keys: Sequence[Column[Any]], after: Sequence[Any] | None, limit: int = BATCH
) -> Any:
    if after is not None:
        place = tuple_(*(literal(each, key.type) for key, each in zip(keys, after, strict=True)))
        statement = statement.where(tuple_(*keys) > place)
    return statement.order_by(*keys).limit(limit)
