"""What orders and what follows them still lacked: lists by more, pieces of refunds, stock that guests hold unpaid."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(length=26), "sqlite")


def upgrade() -> None:
    op.drop_index("ix_orders_total", table_name="orders")
    op.create_index("ix_orders_total", "orders", ["currency", "total", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_orders_email_key", table_name="orders")
        by_beginning = {"email_key": "text_pattern_ops"}
        op.create_index("ix_orders_email_key", "orders", ["email_key"], postgresql_ops=by_beginning)
    op.create_table(
        "refunded_pieces",
        _to("refund_id", "refunds", "refunded_pieces"),
        _to("line_id", "order_lines", "refunded_pieces"),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "quantity >= 1 AND amount >= 0", name=op.f("ck_refunded_pieces_amounts")
        ),
        sa.PrimaryKeyConstraint("refund_id", "line_id", name=op.f("pk_refunded_pieces")),
    )
    op.create_index("ix_refunded_pieces_line_id", "refunded_pieces", ["line_id"])
    op.create_table(
        "guest_holds",
        _to("order_id", "orders", "guest_holds"),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_guest_holds")),
    )
    op.create_index("ix_guest_holds_origin", "guest_holds", ["origin"])
    op.create_index("ix_guest_holds_created_at", "guest_holds", ["created_at"])
    op.create_table(
        "order_mails",
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["mails.id"], name=op.f("fk_order_mails_mail_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_order_mails")),
    )
    op.create_index("ix_order_mails_order_id", "order_mails", ["order_id"])


def downgrade() -> None:
    op.drop_table("order_mails")
    op.drop_table("guest_holds")
    op.drop_table("refunded_pieces")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_orders_email_key", table_name="orders")
        op.create_index("ix_orders_email_key", "orders", ["email_key"])
    op.drop_index("ix_orders_total", table_name="orders")
    op.create_index("ix_orders_total", "orders", ["currency", "total"])


def _to(name: str, table: str, own: str) -> sa.Column[sa.Uuid]:
    """A column that names a row of a table, which stays as long as it is named."""
    foreign = sa.ForeignKey(f"{table}.id", name=op.f(f"fk_{own}_{name}"), ondelete="RESTRICT")
    return sa.Column(name, sa.Uuid(), foreign, nullable=False)
