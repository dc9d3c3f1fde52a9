"""The schema's root: naming of constraints, and what most tables share."""

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


def append_only_ddl(table: str, dialect: str) -> list[str]:
    """Statements that make the database refuse every change and removal of a row once written."""
    message = f"{table} is append-only"
    if dialect == "postgresql":
        refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'"
        function = f"FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql"
        trigger = f"TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
        return [
            f"CREATE OR REPLACE {function} AS $$ BEGIN {refuse}; END $$",
            f"CREATE {trigger} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def append_only(table: object) -> None:
    """Mark a declared table as append-only; a migration runs the same statements."""
    assert isinstance(table, Table)  # noqa: S101 - __table__ is typed more loosely than it is
    APPEND_ONLY.append(table.name)
    for dialect in ("postgresql", "sqlite"):
        for statement in append_only_ddl(table.name, dialect):
            ddl: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))
