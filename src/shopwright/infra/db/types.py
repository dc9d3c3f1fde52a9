"""Column types that mean the same on PostgreSQL and SQLite."""

from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import CHAR, JSON, BigInteger, DateTime, Integer, String, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

Minor = BigInteger  # minor units of a currency
Currency = CHAR(3)
Id = Uuid
Json = JSON().with_variant(JSONB(), "postgresql")
Serial = BigInteger().with_variant(Integer, "sqlite")


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC: ``timestamptz`` on PostgreSQL, text of fixed width on SQLite, so that order is kept."""

    impl = DateTime  # type: ignore[mutable-override]
    cache_ok = True  # type: ignore[mutable-override]

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(26))

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            message = "times are aware and in UTC"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.strftime("%Y-%m-%dT%H:%M:%S.%f")

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        return datetime.fromisoformat(value).replace(tzinfo=UTC)


def dump_json(value: object) -> str:
    """JSON text for a column; ids, times and enums are written as their strings."""
    return orjson.dumps(value, default=str).decode()


__all__ = [
    "CHAR",
    "Currency",
    "Id",
    "Json",
    "Minor",
    "Serial",
    "String",
    "Text",
    "UtcTime",
    "dump_json",
]
