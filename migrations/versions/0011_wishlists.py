"""Wishlists, what is saved for later, alerts of goods that come back, and carts that nobody came back to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(26), "sqlite")
OPEN = "state IN ('unconfirmed', 'active')"


def upgrade() -> None:
    wishlists()
    wishes()
    stock_alerts()
    abandoned_carts()


def downgrade() -> None:
    op.drop_table("cart_reminder_refusals")
    op.drop_index("ix_carts_untouched", table_name="carts")
    with op.batch_alter_table("carts", recreate=_recreate()) as carts:
        carts.drop_column("announced_at")
        carts.drop_column("looked_at")
    for table in ("stock_alerts", "wishes", "wishlists"):
        op.drop_table(table)


def wishlists() -> None:
    op.create_table(
        "wishlists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("shown_as", sa.String(length=100), nullable=False),
        sa.Column("share_hash", sa.String(length=64), nullable=True),
        sa.Column("shared_at", TIME, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint("kind IN ('default', 'plain', 'saved')", name=op.f("ck_wishlists_kind")),
        sa.CheckConstraint(
            "kind <> 'saved' OR share_hash IS NULL", name=op.f("ck_wishlists_shared")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_wishlists_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishlists")),
        sa.UniqueConstraint("share_hash", name=op.f("uq_wishlists_share_hash")),
    )
    _index("uq_wishlists_user_id_kind", "wishlists", ["user_id", "kind"], "kind <> 'plain'")
    op.create_index("ix_wishlists_user_id", "wishlists", ["user_id", "id"])


def wishes() -> None:
    op.create_table(
        "wishes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wishlist_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=600), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("quantity >= 1 AND quantity <= 1000", name=op.f("ck_wishes_quantity")),
        sa.CheckConstraint("(price IS NULL) = (currency IS NULL)", name=op.f("ck_wishes_price")),
        *(
            sa.ForeignKeyConstraint(
                [column], [target], name=op.f(f"fk_wishes_{column}"), ondelete="CASCADE"
            )
            for column, target in (
                ("wishlist_id", "wishlists.id"),
                ("product_id", "products.id"),
                ("variant_id", "variants.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
    )
    for column, condition in (
        ("variant_id", "variant_id IS NOT NULL"),
        ("product_id", "variant_id IS NULL"),
    ):
        name = f"uq_wishes_wishlist_id_{column}"
        _index(name, "wishes", ["wishlist_id", column], condition)
        op.create_index(f"ix_wishes_{column}", "wishes", [column])
    op.create_index("ix_wishes_position", "wishes", ["wishlist_id", "position"])


def stock_alerts() -> None:
    op.create_table(
        "stock_alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint(
            "state IN ('unconfirmed', 'active', 'told', 'ended')",
            name=op.f("ck_stock_alerts_state"),
        ),
        sa.CheckConstraint(
            "(user_id IS NULL) = (email <> '')", name=op.f("ck_stock_alerts_holder")
        ),
        sa.CheckConstraint(
            "state <> 'unconfirmed' OR expires_at IS NOT NULL",
            name=op.f("ck_stock_alerts_expiry"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [target], name=op.f(f"fk_stock_alerts_{column}"), ondelete="CASCADE"
            )
            for column, target in (("variant_id", "variants.id"), ("user_id", "users.id"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_alerts")),
    )
    for column, condition in (
        ("user_id", "user_id IS NOT NULL"),
        ("email_key", "user_id IS NULL"),
    ):
        name = f"uq_stock_alerts_{column}"
        _index(name, "stock_alerts", [column, "variant_id"], f"{condition} AND {OPEN}")
    waiting = ["variant_id", "id"]
    _index("ix_stock_alerts_waiting", "stock_alerts", waiting, "state = 'active'", unique=False)
    op.create_index("ix_stock_alerts_user_id", "stock_alerts", ["user_id", "id"])
    op.create_index("ix_stock_alerts_state", "stock_alerts", ["state", "created_at"])
    op.create_index(op.f("ix_stock_alerts_email_key"), "stock_alerts", ["email_key"])


def abandoned_carts() -> None:
    with op.batch_alter_table("carts", recreate=_recreate()) as carts:
        carts.add_column(sa.Column("looked_at", TIME, nullable=True))
        carts.add_column(sa.Column("announced_at", TIME, nullable=True))
    unseen = "state = 'open' AND (looked_at IS NULL OR looked_at < updated_at)"
    _index("ix_carts_untouched", "carts", ["updated_at"], unseen, unique=False)
    op.create_table(
        "cart_reminder_refusals",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_cart_reminder_refusals")),
    )


def _index(
    name: str, table: str, columns: list[str], condition: str, *, unique: bool = True
) -> None:
    """An index over those rows alone for which a condition holds."""
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, postgresql_where=where, sqlite_where=where)


def _recreate() -> str:
    """SQLite would append a column to the text of the table's definition, in a form of its own."""
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"
