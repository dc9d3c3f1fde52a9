"""What a table keeps when SQLite copies it to change it."""

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from shopwright.infra.db.altering import altered

MADE = (
    "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL)",
    "CREATE INDEX ix_people_name ON people (name)",
    "CREATE INDEX ix_people_begins ON people (lower(name))",
)


def test_indexes_by_an_expression_outlive_a_change() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as db:
        for statement in MADE:
            db.execute(sa.text(statement))

        with Operations.context(MigrationContext.configure(db)), altered("people") as people:
            people.add_column(sa.Column("age", sa.Integer(), nullable=True))

        listed = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'index'")
        indexes: dict[str, str] = {each.name: each.sql for each in db.execute(listed)}
        columns = [each["name"] for each in sa.inspect(db).get_columns("people")]
    engine.dispose()

    assert columns == ["id", "name", "age"]
    assert set(indexes) == {"ix_people_name", "ix_people_begins"}
    assert indexes["ix_people_begins"] == MADE[2]
