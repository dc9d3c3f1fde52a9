"""What payments at providers need: longer addresses of pages, and cases for a person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(26), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("payments") as payments:
        payments.alter_column(
            "action_url",
            type_=sa.String(2000),
            existing_type=sa.String(500),
            existing_nullable=False,
        )
    op.create_table(
        "payment_cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("provider", sa.String(length=30), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("open_key", sa.String(length=260), nullable=True),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("resolved_by", sa.String(length=100), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("told_at", TIME, nullable=True),
        sa.Column("resolved_at", TIME, nullable=True),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (open_key IS NOT NULL)", name=op.f("ck_payment_cases_open")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payments.id"],
            name=op.f("fk_payment_cases_payment_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_cases")),
        sa.UniqueConstraint("open_key", name=op.f("uq_payment_cases_open_key")),
    )
    for name, columns in (
        ("ix_payment_cases_resolved_at", ["resolved_at", "id"]),
        ("ix_payment_cases_told_at", ["told_at"]),
        (op.f("ix_payment_cases_payment_id"), ["payment_id"]),
        (op.f("ix_payment_cases_order_id"), ["order_id"]),
    ):
        op.create_index(name, "payment_cases", columns)


def downgrade() -> None:
    op.drop_table("payment_cases")
    with op.batch_alter_table("payments") as payments:
        payments.alter_column(
            "action_url",
            type_=sa.String(500),
            existing_type=sa.String(2000),
            existing_nullable=False,
        )
