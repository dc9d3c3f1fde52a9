"""Parcels, returns, notes and the axes of orders."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shopwright.infra.db.altering import altered
from shopwright.infra.db.base import append_only_ddl

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(length=26), "sqlite")
FULFILMENTS = "'unfulfilled', 'partially_shipped', 'shipped', 'partially_delivered', 'delivered'"
RETURN_STATUSES = "'none', 'requested', 'partially_returned', 'returned'"
PARCELS = (
    "'packed', 'shipped', 'in_transit', 'out_for_delivery', 'delivered', 'exception', 'cancelled'"
)
RETURNS = "'requested', 'approved', 'declined', 'received', 'refunded', 'closed', 'cancelled'"
COUNTS = ("cancelled", "packed", "shipped", "delivered", "claimed", "returned", "credited")
LINE_RULES = {
    "packed": "cancelled >= 0 AND packed >= shipped",
    "pieces": "cancelled + packed <= quantity",
    "delivered": "delivered >= 0 AND delivered <= shipped",
    "returned": "returned >= 0 AND returned <= claimed",
    "claimed": "claimed <= shipped",
    "credited": "credited >= 0 AND credited <= cancelled + returned",
}
ORDER_INDEXES = {
    "ix_orders_payment_status": ["payment_status", "id"],
    "ix_orders_fulfilment_status": ["fulfilment_status", "id"],
    "ix_orders_return_status": ["return_status", "id"],
    "ix_orders_country": ["country", "id"],
    "ix_orders_total": ["currency", "total"],
    "ix_orders_placed_at": ["placed_at"],
}
LINE_INDEXES = {"ix_order_lines_product_id": ["product_id"], "ix_order_lines_sku": ["sku"]}
HISTORY = ["id", "order_id", "axis", "from_state", "to_state", "actor", "created_at"]
GONE = "fulfilment_status IN ('shipped', 'delivered')"


def upgrade() -> None:
    orders()
    lines()
    history("'order', 'payment', 'fulfilment', 'return'")
    parcels()
    returns()
    op.create_table(
        "order_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("to_customer", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        _of_order("order_notes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_notes")),
    )
    op.create_index("ix_order_notes_order_id", "order_notes", ["order_id", "id"])
    take_along()


def orders() -> None:
    with altered("orders") as changed:
        changed.add_column(
            sa.Column("return_status", sa.String(length=20), nullable=False, server_default="none")
        )
        changed.add_column(
            sa.Column("needs_shipping", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        changed.add_column(
            sa.Column("country", sa.String(length=2), nullable=False, server_default="")
        )
        changed.alter_column(
            "fulfilment_status", type_=sa.String(length=20), existing_type=sa.String(length=12)
        )
        changed.drop_constraint(op.f("ck_orders_fulfilment_status"), type_="check")
        changed.create_check_constraint(
            op.f("ck_orders_fulfilment_status"), f"fulfilment_status IN ({FULFILMENTS})"
        )
        changed.create_check_constraint(
            op.f("ck_orders_return_status"), f"return_status IN ({RETURN_STATUSES})"
        )
    with altered("orders") as changed:
        for name in ("return_status", "needs_shipping", "country"):
            changed.alter_column(name, server_default=None)
    for name, columns in ORDER_INDEXES.items():
        op.create_index(name, "orders", columns)


def lines() -> None:
    with altered("order_lines") as changed:
        for name in COUNTS:
            changed.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name, rule in LINE_RULES.items():
            changed.create_check_constraint(op.f(f"ck_order_lines_{name}"), rule)
    with altered("order_lines") as changed:
        for name in COUNTS:
            changed.alter_column(name, server_default=None)
    for name, columns in LINE_INDEXES.items():
        op.create_index(name, "order_lines", columns)


def history(axes: str) -> None:
    """Say which axes there are; SQLite copies the table, and its triggers have to be made anew."""
    with altered("order_history") as changed:
        changed.drop_constraint(op.f("ck_order_history_axis"), type_="check")
        changed.create_check_constraint(op.f("ck_order_history_axis"), f"axis IN ({axes})")
    if op.get_bind().dialect.name == "sqlite":
        for statement in append_only_ddl("order_history", "sqlite", HISTORY, {"reason": "''"}):
            op.execute(statement)


def parcels() -> None:
    op.create_table(
        "parcels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("carrier", sa.String(length=100), nullable=False),
        sa.Column("tracking_number", sa.String(length=100), nullable=False),
        sa.Column("tracking_url", sa.String(length=500), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("shipped_at", TIME, nullable=True),
        sa.Column("delivered_at", TIME, nullable=True),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint(f"status IN ({PARCELS})", name=op.f("ck_parcels_status")),
        sa.CheckConstraint(
            "(shipped_at IS NULL) = (status IN ('packed', 'cancelled'))",
            name=op.f("ck_parcels_shipped_at"),
        ),
        sa.CheckConstraint(
            "(delivered_at IS NOT NULL) = (status = 'delivered')",
            name=op.f("ck_parcels_delivered_at"),
        ),
        _of_order("parcels"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
    )
    op.create_index("ix_parcels_order_id", "parcels", ["order_id", "place"], unique=True)
    op.create_table(
        "parcel_lines",
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_parcel_lines_quantity")),
        _reference("parcel_lines", "parcel_id", "parcels"),
        _reference("parcel_lines", "line_id", "order_lines"),
        sa.PrimaryKeyConstraint("parcel_id", "line_id", name=op.f("pk_parcel_lines")),
    )
    op.create_index("ix_parcel_lines_line_id", "parcel_lines", ["line_id"])


def returns() -> None:
    op.create_table(
        "returns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=500), nullable=False),
        sa.Column("goods", sa.BigInteger(), nullable=True),
        sa.Column("shipping", sa.BigInteger(), nullable=True),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("received_at", TIME, nullable=True),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint(f"status IN ({RETURNS})", name=op.f("ck_returns_status")),
        sa.CheckConstraint(
            "goods >= 0 AND shipping >= 0 AND fee >= 0 AND amount >= 0",
            name=op.f("ck_returns_amounts"),
        ),
        sa.CheckConstraint("amount <= goods + shipping - fee", name=op.f("ck_returns_amount")),
        sa.CheckConstraint(
            "status <> 'refunded' OR amount IS NOT NULL", name=op.f("ck_returns_refunded")
        ),
        _of_order("returns"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
    )
    op.create_index("ix_returns_order_id", "returns", ["order_id", "place"], unique=True)
    op.create_index("ix_returns_status", "returns", ["status", "id"])
    _return_lines()
    op.create_table(
        "return_refunds",
        sa.Column("refund_id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        _reference("return_refunds", "refund_id", "refunds"),
        _reference("return_refunds", "return_id", "returns"),
        sa.PrimaryKeyConstraint("refund_id", name=op.f("pk_return_refunds")),
    )
    op.create_index("ix_return_refunds_return_id", "return_refunds", ["return_id"])


def _return_lines() -> None:
    op.create_table(
        "return_lines",
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("restocked", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_return_lines_quantity")),
        sa.CheckConstraint(
            "received >= 0 AND received <= quantity", name=op.f("ck_return_lines_received")
        ),
        sa.CheckConstraint(
            "damaged >= 0 AND restocked >= 0 AND damaged + restocked <= received",
            name=op.f("ck_return_lines_restocked"),
        ),
        _reference("return_lines", "return_id", "returns"),
        _reference("return_lines", "line_id", "order_lines"),
        sa.PrimaryKeyConstraint("return_id", "line_id", name=op.f("pk_return_lines")),
    )
    op.create_index("ix_return_lines_line_id", "return_lines", ["line_id"])


def take_along() -> None:
    """What was shipped before there were parcels was one parcel with everything, by the id of its order."""
    op.execute(
        f"""INSERT INTO parcels (id, order_id, place, status, carrier, tracking_number, tracking_url,
                                 created_at, shipped_at, delivered_at, updated_at)
            SELECT id, id, 1, fulfilment_status, carrier, tracking_number, '', updated_at, updated_at,
                   CASE WHEN fulfilment_status = 'delivered' THEN updated_at END, updated_at
            FROM orders WHERE {GONE}"""  # noqa: S608 - constants
    )
    op.execute(
        f"""INSERT INTO parcel_lines (parcel_id, line_id, quantity)
            SELECT order_id, id, quantity FROM order_lines
            WHERE order_id IN (SELECT id FROM orders WHERE {GONE})"""  # noqa: S608 - constants
    )
    op.execute(
        f"""UPDATE order_lines SET packed = quantity, shipped = quantity
            WHERE order_id IN (SELECT id FROM orders WHERE {GONE})"""  # noqa: S608 - constants
    )
    op.execute(
        """UPDATE order_lines SET delivered = quantity
           WHERE order_id IN (SELECT id FROM orders WHERE fulfilment_status = 'delivered')"""
    )


def downgrade() -> None:
    for table in ("order_notes", "return_refunds", "return_lines", "returns"):
        op.drop_table(table)
    for table in ("parcel_lines", "parcels"):
        op.drop_table(table)
    history("'order', 'payment', 'fulfilment'")
    for name in LINE_INDEXES:
        op.drop_index(name, table_name="order_lines")
    with altered("order_lines") as changed:
        for name in LINE_RULES:
            changed.drop_constraint(op.f(f"ck_order_lines_{name}"), type_="check")
        for name in COUNTS:
            changed.drop_column(name)
    for name in ORDER_INDEXES:
        op.drop_index(name, table_name="orders")
    op.execute(
        """UPDATE orders SET fulfilment_status = CASE fulfilment_status
             WHEN 'partially_shipped' THEN 'unfulfilled' ELSE 'shipped' END
           WHERE fulfilment_status IN ('partially_shipped', 'partially_delivered')"""
    )
    with altered("orders") as changed:
        changed.drop_constraint(op.f("ck_orders_return_status"), type_="check")
        changed.drop_constraint(op.f("ck_orders_fulfilment_status"), type_="check")
        changed.create_check_constraint(
            op.f("ck_orders_fulfilment_status"),
            "fulfilment_status IN ('unfulfilled', 'shipped', 'delivered')",
        )
        changed.alter_column(
            "fulfilment_status", type_=sa.String(length=12), existing_type=sa.String(length=20)
        )
        for name in ("country", "needs_shipping", "return_status"):
            changed.drop_column(name)


def _of_order(table: str) -> sa.ForeignKeyConstraint:
    return _reference(table, "order_id", "orders")


def _reference(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="RESTRICT")
