"""What happened, as facts and their rollups; reports that come by themselves."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shopwright.infra.db.base import append_only_ddl

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(26), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
OF_SALES = (
    *("units", "cancelled_units", "goods", "discount", "relief", "delivery", "tax", "total"),
    *("cancelled", "paid", "refunded"),
)
OF_GOODS = (
    *("units", "cancelled_units", "goods", "discount", "relief", "tax", "total", "cancelled"),
)
DIMENSIONS = (("currency", sa.CHAR(3)), ("country", sa.String(2)), ("channel", sa.String(20)))
TABLES = (
    *("report_schedules", "analytics_searches", "analytics_views", "analytics_marks"),
    *("analytics_customer_months", "analytics_customers", "analytics_people_rollup"),
    *("analytics_presence", "analytics_newcomers", "analytics_goods_rollup", "analytics_goods"),
    *("analytics_sales_rollup", "analytics_sales"),
)


def upgrade() -> None:
    sales()
    goods()
    people()
    customers()
    looks()
    reports()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in ("analytics_sales", "analytics_goods"):
            op.execute(f"DROP FUNCTION {table}_refuse()")


def text(name, length):
    return sa.Column(name, sa.String(length=length), nullable=False)


def numbers(names, kind=sa.BigInteger):
    return [sa.Column(name, kind(), nullable=False) for name in names]


def uid(name):
    return sa.Column(name, sa.Uuid(), nullable=False)


def keyed(table, *names):
    return sa.PrimaryKeyConstraint(*names, name=op.f(f"pk_{table}"))


def dimensions():
    named = [sa.Column(name, kind, nullable=False) for name, kind in DIMENSIONS]
    return [*named, text("buyer", 10)]


def lasting(table):
    for statement in append_only_ddl(table, op.get_bind().dialect.name):
        op.execute(statement)


def sales() -> None:
    rule = "buyer IN ('new', 'returning', 'guest')"
    counts = ("placed", "orders", "cancelled_orders")
    op.create_table(
        "analytics_sales",
        uid("id"),
        uid("order_id"),
        text("day", 10),
        *dimensions(),
        *numbers(counts, sa.Integer),
        *numbers(OF_SALES),
        *numbers(("refunds",), sa.Integer),
        sa.Column("written_at", TIME, nullable=False),
        sa.CheckConstraint(rule, name=op.f("ck_analytics_sales_buyer")),
        keyed("analytics_sales", "id"),
    )
    op.create_index(op.f("ix_analytics_sales_order_id"), "analytics_sales", ["order_id"])
    lasting("analytics_sales")
    op.create_table(
        "analytics_sales_rollup",
        text("period", 10),
        *dimensions(),
        *numbers((*counts, *OF_SALES, "refunds")),
        sa.CheckConstraint(rule, name=op.f("ck_analytics_sales_rollup_buyer")),
        keyed("analytics_sales_rollup", "period", "currency", "country", "channel", "buyer"),
        sqlite_with_rowid=False,
    )


def goods() -> None:
    op.create_table(
        "analytics_goods",
        uid("id"),
        uid("order_id"),
        text("day", 10),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        uid("product_id"),
        *numbers(("orders",), sa.Integer),
        *numbers(OF_GOODS),
        sa.Column("written_at", TIME, nullable=False),
        keyed("analytics_goods", "id"),
    )
    op.create_index(op.f("ix_analytics_goods_order_id"), "analytics_goods", ["order_id"])
    lasting("analytics_goods")
    op.create_table(
        "analytics_goods_rollup",
        text("period", 10),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        uid("product_id"),
        *numbers(("orders", *OF_GOODS)),
        keyed("analytics_goods_rollup", "period", "currency", "product_id"),
        sqlite_with_rowid=False,
    )


def people() -> None:
    op.create_table(
        "analytics_newcomers",
        uid("user_id"),
        text("day", 10),
        keyed("analytics_newcomers", "user_id"),
    )
    op.create_table(
        "analytics_presence",
        text("period", 10),
        uid("user_id"),
        keyed("analytics_presence", "period", "user_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_analytics_presence_user_id"), "analytics_presence", ["user_id"])
    op.create_table(
        "analytics_people_rollup",
        text("period", 10),
        *numbers(("registered", "active")),
        keyed("analytics_people_rollup", "period"),
    )
    op.create_table(
        "analytics_marks",
        text("name", 20),
        sa.Column("at", TIME, nullable=False),
        keyed("analytics_marks", "name"),
    )


def customers() -> None:
    op.create_table(
        "analytics_customers",
        uid("user_id"),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        *numbers(("orders",), sa.Integer),
        *numbers(("total",)),
        text("first_day", 10),
        text("last_day", 10),
        keyed("analytics_customers", "user_id", "currency"),
    )
    op.create_index(
        op.f("ix_analytics_customers_currency_last_day_orders_total"),
        "analytics_customers",
        ["currency", "last_day", "orders", "total"],
    )
    op.create_table(
        "analytics_customer_months",
        uid("user_id"),
        text("period", 7),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        text("cohort", 7),
        *numbers(("orders",), sa.Integer),
        *numbers(("total",)),
        keyed("analytics_customer_months", "user_id", "period", "currency"),
    )
    op.create_index(
        op.f("ix_analytics_customer_months_cohort_period_currency"),
        "analytics_customer_months",
        ["cohort", "period", "currency"],
    )


def looks() -> None:
    op.create_table(
        "analytics_views",
        text("period", 10),
        uid("product_id"),
        *numbers(("views",)),
        keyed("analytics_views", "period", "product_id"),
    )
    op.create_table(
        "analytics_searches",
        text("period", 10),
        text("query", 100),
        *numbers(("asked", "empty")),
        keyed("analytics_searches", "period", "query"),
    )
    op.create_index(
        op.f("ix_analytics_searches_period_asked"), "analytics_searches", ["period", "asked"]
    )


def reports() -> None:
    table = "report_schedules"
    op.create_table(
        table,
        uid("id"),
        text("name", 100),
        text("subject", 20),
        text("format", 10),
        sa.Column("options", JSON, nullable=False),
        sa.Column("recipients", JSON, nullable=False),
        text("every", 10),
        *numbers(("hour", "day"), sa.Integer),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("last_at", TIME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint("every IN ('day', 'week', 'month')", name=op.f(f"ck_{table}_every")),
        sa.CheckConstraint("hour >= 0 AND hour <= 23", name=op.f(f"ck_{table}_hour")),
        sa.CheckConstraint("day >= 1 AND day <= 28", name=op.f(f"ck_{table}_day")),
        keyed(table, "id"),
    )
    op.create_index(op.f(f"ix_{table}_is_active_next_at"), table, ["is_active", "next_at"])
