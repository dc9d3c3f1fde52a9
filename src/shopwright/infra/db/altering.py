"""Changing tables in migrations: SQLite copies a table to change it, and some of them need care."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

_KEY, _KEYED = "email_key", ("orders",)


@contextmanager
def altered(table: str) -> Iterator[BatchOperations]:
    """A table to be changed. On SQLite it is copied whole, so that its definition is that of a new one.

    What SQLite generates (the orders' key of an email) can't be copied: it is left out, and made anew. So are indexes by
    an expression, which the copy would lose.
    """
    is_copied = op.get_bind().dialect.name == "sqlite"
    is_keyed = is_copied and table in _KEYED
    if is_keyed:
        op.drop_index(f"ix_{table}_{_KEY}", table_name=table)
    lost = _by_expressions(table) if is_copied else []
    for name, _ in lost:
        op.drop_index(name, table_name=table)
    with op.batch_alter_table(table, recreate="always" if is_copied else "never") as changed:
        if is_keyed:
            changed.drop_column(_KEY)
            made = sa.Computed("lower(email)", persisted=True)
            key = sa.Column(_KEY, sa.String(length=320), made, nullable=False)
            changed.add_column(key, insert_after="email")
        yield changed
    if is_keyed:
        op.create_index(f"ix_{table}_{_KEY}", table, [_KEY])
    for _, made_by in lost:
        op.execute(made_by)


def _by_expressions(table: str) -> list[tuple[str, str]]:
    """Indexes of a SQLite table by an expression, and the statements that made them."""
    named = sa.text(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table"
    )
    made = op.get_bind().execute(named, {"table": table})
    by_column = sa.text("SELECT name IS NOT NULL FROM pragma_index_info(:name)")
    return [
        (each.name, each.sql)
        for each in made.all()
        if not all(op.get_bind().execute(by_column, {"name": each.name}).scalars())
    ]
