"""Delivery zones and methods, and how an order is delivered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shopwright.infra.db.altering import altered

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON_TEXT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "delivery_zones",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("areas", JSON_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_zones")),
    )
    op.create_table(
        "delivery_methods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("tariffs", JSON_TEXT, nullable=False),
        sa.Column("most_grams", sa.Integer(), nullable=True),
        sa.Column("days_least", sa.Integer(), nullable=True),
        sa.Column("days_most", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('flat', 'by_weight', 'by_price', 'pickup')",
            name=op.f("ck_delivery_methods_kind"),
        ),
        sa.CheckConstraint("most_grams > 0", name=op.f("ck_delivery_methods_weight")),
        sa.CheckConstraint(
            "days_least >= 0 AND days_most >= days_least", name=op.f("ck_delivery_methods_days")
        ),
        sa.ForeignKeyConstraint(
            ["zone_id"],
            ["delivery_zones.id"],
            name=op.f("fk_delivery_methods_zone_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_methods")),
    )
    op.create_index(op.f("ix_delivery_methods_zone_id"), "delivery_methods", ["zone_id"])
    with altered("carts") as carts:
        carts.add_column(sa.Column("delivery_method_id", sa.Uuid(), nullable=True))
    with altered("orders") as orders:
        orders.add_column(sa.Column("delivery_method_id", sa.Uuid(), nullable=True))
        orders.add_column(
            sa.Column("delivery_method", sa.String(length=100), nullable=False, server_default="")
        )
    with altered("orders") as orders:
        orders.alter_column("delivery_method", server_default=None)


def downgrade() -> None:
    with altered("orders") as orders:
        orders.drop_column("delivery_method")
        orders.drop_column("delivery_method_id")
    with altered("carts") as carts:
        carts.drop_column("delivery_method_id")
    op.drop_table("delivery_methods")
    op.drop_table("delivery_zones")
