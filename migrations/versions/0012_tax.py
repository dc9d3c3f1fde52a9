"""Zones and rates of tax; tax, relief and how a total came about, on orders."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shopwright.infra.db.altering import altered
from shopwright.infra.db.base import append_only_ddl

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON_TEXT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KINDS = "'discount', 'shipping', 'shipping_discount', 'relief', 'tax'"
ON_TOP = "CASE WHEN tax_included THEN 0 ELSE tax END"
ORDER_TOTAL = f"total = subtotal - discount - relief + shipping + {ON_TOP}"
LINE_TOTAL = f"total = unit_price * quantity - discount - relief + {ON_TOP}"


def upgrade() -> None:
    op.create_table(
        "versions",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_versions")),
    )
    zones()
    with altered("products") as products:
        products.add_column(
            sa.Column("tax_class", sa.String(length=40), nullable=False, server_default="")
        )
        products.add_column(
            sa.Column("most_per_order", sa.Integer(), nullable=False, server_default="0")
        )
        products.create_check_constraint(op.f("ck_products_most_per_order"), "most_per_order >= 0")
    with altered("carts") as carts:
        carts.add_column(
            sa.Column("vat_number", sa.String(length=20), nullable=False, server_default="")
        )
    orders()
    adjustments()
    for table, names in _GIVEN.items():
        with altered(table) as changed:
            for name in names:
                changed.alter_column(name, server_default=None)


def zones() -> None:
    op.create_table(
        "tax_zones",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("postal_codes", JSON_TEXT, nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_zones")),
    )
    op.create_index("ix_tax_zones_country", "tax_zones", ["country"])
    op.create_table(
        "tax_rates",
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tax_class", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("treatment", sa.String(length=20), nullable=False),
        sa.Column("compound", sa.Boolean(), nullable=False),
        sa.CheckConstraint("rate >= 0 AND rate <= 1000000", name=op.f("ck_tax_rates_rate")),
        sa.CheckConstraint(
            "treatment IN ('standard', 'reduced', 'zero')", name=op.f("ck_tax_rates_treatment")
        ),
        sa.ForeignKeyConstraint(
            ["zone_id"], ["tax_zones.id"], name=op.f("fk_tax_rates_zone_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("zone_id", "position", name=op.f("pk_tax_rates")),
    )


def orders() -> None:
    with altered("orders") as changed:
        changed.add_column(_amount("relief"))
        changed.add_column(_amount("shipping_tax"))
        changed.add_column(_flag("tax_included"))
        changed.add_column(
            sa.Column("vat_number", sa.String(length=20), nullable=False, server_default="")
        )
        changed.drop_constraint(op.f("ck_orders_total"), type_="check")
        changed.create_check_constraint(op.f("ck_orders_total"), ORDER_TOTAL)
        changed.create_check_constraint(
            op.f("ck_orders_relief"), "relief >= 0 AND shipping_tax >= 0 AND shipping_tax <= tax"
        )
    with altered("order_lines") as changed:
        changed.add_column(_amount("relief"))
        changed.add_column(_flag("tax_included"))
        changed.add_column(
            sa.Column("tax_class", sa.String(length=40), nullable=False, server_default="")
        )
        changed.drop_constraint(op.f("ck_order_lines_total"), type_="check")
        changed.create_check_constraint(op.f("ck_order_lines_total"), LINE_TOTAL)
        changed.create_check_constraint(op.f("ck_order_lines_relief"), "relief >= 0")


def adjustments() -> None:
    op.create_table(
        "order_adjustments",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("base", sa.BigInteger(), nullable=True),
        sa.Column("treatment", sa.String(length=20), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_order_adjustments_kind")),
        sa.CheckConstraint(
            "(kind IN ('tax', 'shipping')) = (amount >= 0) OR amount = 0",
            name=op.f("ck_order_adjustments_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_order_adjustments_order_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_adjustments")),
    )
    for statement in append_only_ddl("order_adjustments", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("order_adjustments")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION order_adjustments_refuse()")
    with altered("order_lines") as changed:
        changed.drop_constraint(op.f("ck_order_lines_relief"), type_="check")
        changed.drop_constraint(op.f("ck_order_lines_total"), type_="check")
        for name in ("tax_class", "tax_included", "relief"):
            changed.drop_column(name)
        changed.create_check_constraint(
            op.f("ck_order_lines_total"), "total = unit_price * quantity - discount + tax"
        )
    with altered("orders") as changed:
        changed.drop_constraint(op.f("ck_orders_relief"), type_="check")
        changed.drop_constraint(op.f("ck_orders_total"), type_="check")
        for name in ("vat_number", "tax_included", "shipping_tax", "relief"):
            changed.drop_column(name)
        changed.create_check_constraint(
            op.f("ck_orders_total"), "total = subtotal - discount + shipping + tax"
        )
    with altered("carts") as carts:
        carts.drop_column("vat_number")
    with altered("products") as products:
        products.drop_constraint(op.f("ck_products_most_per_order"), type_="check")
        products.drop_column("most_per_order")
        products.drop_column("tax_class")
    for table in ("tax_rates", "tax_zones", "versions"):
        op.drop_table(table)


_GIVEN = {
    "products": ["tax_class", "most_per_order"],
    "carts": ["vat_number"],
    "orders": ["relief", "shipping_tax", "tax_included", "vat_number"],
    "order_lines": ["relief", "tax_included", "tax_class"],
}


def _amount(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
