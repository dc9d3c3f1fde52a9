"""Discounts for a time, and what each price was from when on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shopwright.infra.db.base import append_only_ddl
from shopwright.kernel import ids

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(26), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
BATCH = 1000


def upgrade() -> None:
    discounts()
    history()
    with op.batch_alter_table("prices", recreate=_recreate()) as prices:
        prices.add_column(sa.Column("cuts", JSON, nullable=True))
        prices.add_column(sa.Column("next_change_at", TIME, nullable=True))
        prices.add_column(sa.Column("prior_minor", sa.BigInteger(), nullable=True))
    changes = sa.text("next_change_at IS NOT NULL")
    op.create_index(
        "ix_prices_next_change_at",
        "prices",
        ["next_change_at"],
        postgresql_where=changes,
        sqlite_where=changes,
    )
    begin_history()
    for statement in append_only_ddl("price_history", op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_prices_next_change_at", table_name="prices")
    with op.batch_alter_table("prices", recreate=_recreate()) as prices:
        for name in ("prior_minor", "next_change_at", "cuts"):
            prices.drop_column(name)
    op.drop_table("price_history")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION price_history_refuse()")
    op.drop_table("discounts")


def _recreate() -> str:
    """SQLite would append a column to the text of the table's definition, in a form of its own."""
    return "always" if op.get_context().dialect.name == "sqlite" else "never"


def discounts() -> None:
    op.create_table(
        "discounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=True),
        sa.Column("starts_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint(
            "(hundredths IS NULL) <> (amount_minor IS NULL)", name=op.f("ck_discounts_size")
        ),
        sa.CheckConstraint("hundredths BETWEEN 1 AND 9999", name=op.f("ck_discounts_hundredths")),
        sa.CheckConstraint(
            "amount_minor IS NULL OR (amount_minor > 0 AND currency IS NOT NULL)",
            name=op.f("ck_discounts_amount"),
        ),
        sa.CheckConstraint(
            "scope IN ('variant', 'product', 'category')", name=op.f("ck_discounts_scope")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discounts")),
    )
    op.create_index("ix_discounts_ends_at", "discounts", ["ends_at"])


def history() -> None:
    op.create_table(
        "price_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("compare_at_minor", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("discount_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_history")),
    )
    op.create_index(
        "ix_price_history_variant_id", "price_history", ["variant_id", "currency", "at", "id"]
    )


def begin_history() -> None:
    """Each price that is there is known since it was last written."""
    names = ("variant_id", "currency", "amount_minor", "compare_at_minor", "updated_at")
    types = (sa.Uuid(), sa.CHAR(3), sa.BigInteger(), sa.BigInteger(), TIME)
    prices = sa.table("prices", *map(sa.column, names, types))
    columns = ("id", "variant_id", "currency", "amount_minor", "compare_at_minor", "at")
    written = sa.table(
        "price_history",
        *map(sa.column, columns, (sa.Uuid(), *types)),
        sa.column("reason", sa.String()),
        sa.column("actor", sa.String()),
    )
    connection = op.get_bind()
    for batch in connection.execute(sa.select(*prices.c)).partitions(BATCH):
        rows = [
            dict(zip(columns, (ids.new(), *row), strict=True))
            | {"reason": "set", "actor": "system:migration"}
            for row in batch
        ]
        connection.execute(sa.insert(written), rows)
