"""Reviews with their sums, and what tells when to reorder."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(26), "sqlite")
POLICY = ("critical", "low", "high", "safety_stock", "lead_days", "service_permille")
STARS = [f"stars_{number}" for number in range(1, 6)]


def upgrade() -> None:
    reviews()
    votes()
    summaries()
    stock()


def downgrade() -> None:
    for table in (
        "stock_watch",
        "stock_policies",
        "review_summaries",
        "review_reports",
        "review_votes",
        "reviews",
    ):
        op.drop_table(table)


def reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("helpful", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("origin", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_reviews_rating")),
        sa.CheckConstraint(
            "state IN ('new', 'approved', 'rejected')", name=op.f("ck_reviews_state")
        ),
        sa.CheckConstraint("state <> 'rejected' OR NOT is_shown", name=op.f("ck_reviews_rejected")),
        sa.CheckConstraint("helpful >= 0 AND reports >= 0", name=op.f("ck_reviews_counts")),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_reviews_product_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_reviews_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("origin", name=op.f("uq_reviews_origin")),
    )
    for name, columns in (
        ("ix_reviews_newest", ["product_id", "is_shown", "id"]),
        ("ix_reviews_helpful", ["product_id", "is_shown", "helpful", "id"]),
        ("ix_reviews_rating", ["product_id", "is_shown", "rating", "id"]),
        ("ix_reviews_user_id", ["user_id", "id"]),
        ("ix_reviews_state", ["state", "id"]),
    ):
        op.create_index(name, "reviews", columns)
    op.create_index(
        "uq_reviews_product_id_user_id", "reviews", ["product_id", "user_id"], unique=True
    )


def votes() -> None:
    for table, words in (
        ("review_votes", []),
        ("review_reports", [sa.Column("reason", sa.String(length=500), nullable=False)]),
    ):
        op.create_table(
            table,
            sa.Column("review_id", sa.Uuid(), nullable=False),
            sa.Column("user_id", sa.Uuid(), nullable=False),
            *words,
            sa.Column("created_at", TIME, nullable=False),
            sa.ForeignKeyConstraint(
                ["review_id"],
                ["reviews.id"],
                name=op.f(f"fk_{table}_review_id"),
                ondelete="CASCADE",
            ),
            sa.ForeignKeyConstraint(
                ["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("review_id", "user_id", name=op.f(f"pk_{table}")),
        )


def summaries() -> None:
    op.create_table(
        "review_summaries",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in STARS),
        sa.CheckConstraint(
            " AND ".join(f"{name} >= 0" for name in STARS), name=op.f("ck_review_summaries_stars")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["products.id"],
            name=op.f("fk_review_summaries_product_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_review_summaries")),
    )


def stock() -> None:
    op.create_table(
        "stock_policies",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in POLICY),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint(
            "critical >= 0 AND low >= 0 AND high >= 0", name=op.f("ck_stock_policies_thresholds")
        ),
        sa.CheckConstraint(
            "safety_stock >= 0 AND lead_days >= 0 AND unit_cost >= 0",
            name=op.f("ck_stock_policies_amounts"),
        ),
        sa.CheckConstraint(
            "service_permille BETWEEN 500 AND 999", name=op.f("ck_stock_policies_service")
        ),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_stock_policies")),
    )
    op.create_table(
        "stock_watch",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("health", sa.String(length=10), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_stock_watch")),
    )
