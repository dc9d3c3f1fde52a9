"""The schema's root: naming of constraints, and what most tables share."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import DDL, MetaData, Table, event
from sqlalchemy.orm import DeclarativeBase

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """Typed tables; statements run on a connection, there are no sessions and no mapped objects."""

    metadata = metadata


APPEND_ONLY: list[str] = []


def append_only_ddl(
    table: str, dialect: str, kept: Sequence[str] = (), erasable: Mapping[str, str] | None = None
) -> list[str]:
    """Statements that make the database refuse every change and removal of a row once written.

    ``erasable`` columns may be emptied, and nothing else: they map to what they then hold, as SQL; ``kept`` are all
    others of the table.
    """
    message = f"{table} is append-only"
    allowed = _erasures(dialect, kept, erasable) if erasable else ""
    if dialect == "postgresql":
        passing = f"IF TG_OP = 'UPDATE' AND {allowed} THEN RETURN NEW; END IF; " if allowed else ""
        refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'"
        function = f"FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql"
        trigger = f"TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
        return [
            f"CREATE OR REPLACE {function} AS $$ BEGIN {passing}{refuse}; END $$",
            f"CREATE {trigger} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    unless = f" WHEN NOT ({allowed})" if allowed else ""
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}{unless} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
    ]


def append_only(table: object, erasable: Mapping[str, str] | None = None) -> None:
    """Mark a declared table as append-only, but for personal columns; a migration runs the same statements."""
    assert isinstance(table, Table)  # noqa: S101 - __table__ is typed more loosely than it is
    APPEND_ONLY.append(table.name)
    kept = [column.name for column in table.columns if column.name not in (erasable or {})]
    for dialect in ("postgresql", "sqlite"):
        for statement in append_only_ddl(table.name, dialect, kept, erasable):
            ddl: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


def _erasures(dialect: str, kept: Sequence[str], erasable: Mapping[str, str]) -> str:
    """What is true of an UPDATE that does nothing but empty columns."""
    same = "IS NOT DISTINCT FROM" if dialect == "postgresql" else "IS"
    parts = [f"NEW.{name} {same} OLD.{name}" for name in kept]
    parts += [
        f"(NEW.{name} {same} OLD.{name} OR NEW.{name} {same} {value})"
        for name, value in erasable.items()
    ]
    return " AND ".join(parts)
