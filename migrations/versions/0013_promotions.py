"""Promotions, their codes, what was redeemed, codes in carts, and groups of customers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON_TEXT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True).with_variant(sa.String(length=26), "sqlite")
KEY = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")
NAME_KEY = sa.String(length=100).with_variant(sa.String(length=100, collation="C"), "postgresql")
USED = "used >= 0 AND (usage_limit IS NULL OR used <= usage_limit)"
LIVE = sa.text("state <> 'released'")
RESERVED = sa.text("state = 'reserved'")


def upgrade() -> None:
    promotions()
    codes()
    redemptions()
    op.create_table(
        "cart_codes",
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("code_key", KEY, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["carts.id"], name=op.f("fk_cart_codes_cart_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cart_id", "code_key", name=op.f("pk_cart_codes")),
    )
    groups()


def promotions() -> None:
    op.create_table(
        "promotions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("is_announced", sa.Boolean(), nullable=False),
        sa.Column("starts_at", TIME, nullable=True),
        sa.Column("ends_at", TIME, nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(length=40), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("combines_with", JSON_TEXT, nullable=False),
        sa.Column("benefit", JSON_TEXT, nullable=False),
        sa.Column("condition", JSON_TEXT, nullable=False),
        sa.Column("usage_limit", sa.Integer(), nullable=True),
        sa.Column("customer_limit", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint(
            "kind IN ('item', 'order', 'shipping')", name=op.f("ck_promotions_kind")
        ),
        sa.CheckConstraint(
            "state IN ('inactive', 'active', 'archived')", name=op.f("ck_promotions_state")
        ),
        sa.CheckConstraint(USED, name=op.f("ck_promotions_used")),
        sa.CheckConstraint(
            "customer_limit IS NULL OR customer_limit >= 1",
            name=op.f("ck_promotions_customer_limit"),
        ),
        sa.CheckConstraint(
            "starts_at IS NULL OR ends_at IS NULL OR starts_at < ends_at",
            name=op.f("ck_promotions_window"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
    )
    op.create_index("ix_promotions_state", "promotions", ["state", "id"])


def codes() -> None:
    op.create_table(
        "promotion_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("code_key", KEY, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("usage_limit", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint(USED, name=op.f("ck_promotion_codes_used")),
        sa.ForeignKeyConstraint(
            ["promotion_id"],
            ["promotions.id"],
            name=op.f("fk_promotion_codes_promotion_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_codes")),
        sa.UniqueConstraint("code_key", name=op.f("uq_promotion_codes_code_key")),
    )
    op.create_index("ix_promotion_codes_promotion_id", "promotion_codes", ["promotion_id", "id"])


def redemptions() -> None:
    op.create_table(
        "promotion_redemptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("promotion_id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint(
            "state IN ('reserved', 'committed', 'released')",
            name=op.f("ck_promotion_redemptions_state"),
        ),
        sa.CheckConstraint("nth >= 1", name=op.f("ck_promotion_redemptions_nth")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_promotion_redemptions_amount")),
        sa.ForeignKeyConstraint(
            ["promotion_id"],
            ["promotions.id"],
            name=op.f("fk_promotion_redemptions_promotion_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["code_id"],
            ["promotion_codes.id"],
            name=op.f("fk_promotion_redemptions_code_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_redemptions")),
        sa.UniqueConstraint(
            "order_id", "promotion_id", name=op.f("uq_promotion_redemptions_order_id_promotion_id")
        ),
    )
    op.create_index(
        "uq_promotion_redemptions_nth",
        "promotion_redemptions",
        ["promotion_id", "customer", "nth"],
        unique=True,
        postgresql_where=LIVE,
        sqlite_where=LIVE,
    )
    op.create_index(
        "ix_promotion_redemptions_reserved",
        "promotion_redemptions",
        ["order_id"],
        postgresql_where=RESERVED,
        sqlite_where=RESERVED,
    )
    op.create_index("ix_promotion_redemptions_code_id", "promotion_redemptions", ["code_id"])


def groups() -> None:
    op.create_table(
        "customer_groups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", NAME_KEY, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_groups")),
        sa.UniqueConstraint("name_key", name=op.f("uq_customer_groups_name_key")),
    )
    op.create_table(
        "customer_group_members",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_customer_group_members_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["customer_groups.id"],
            name=op.f("fk_customer_group_members_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "group_id", name=op.f("pk_customer_group_members")),
    )
    op.create_index(
        "ix_customer_group_members_group_id", "customer_group_members", ["group_id", "user_id"]
    )


def downgrade() -> None:
    for table in (
        "customer_group_members",
        "customer_groups",
        "cart_codes",
        "promotion_redemptions",
        "promotion_codes",
        "promotions",
    ):
        op.drop_table(table)
