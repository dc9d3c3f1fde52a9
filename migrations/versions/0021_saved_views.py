"""Views of lists that staff keep, and indexes by which they find things by how these begin."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(length=26), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# The index, its table, and what it is by.
BEGINNINGS = (
    ("ix_users_email_begins", "users", "email_normalised"),
    ("ix_users_username_begins", "users", "username"),
    ("ix_users_name_begins", "users", "lower(full_name)"),
    ("ix_products_title_begins", "products", "lower(title)"),
    ("ix_variants_sku_begins", "variants", "lower(sku)"),
    ("ix_documents_number_begins", "documents", "lower(number)"),
)


def upgrade() -> None:
    op.create_table(
        "views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("filters", JSON, nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("sort", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_views_version")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_views_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
        sa.UniqueConstraint("owner_id", "kind", "name", name=op.f("uq_views_owner_id_kind_name")),
    )
    op.create_index("ix_views_kind", "views", ["kind", "is_shared"])
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for name, table, column in BEGINNINGS:
        written = sa.text(f"{column} text_pattern_ops" if is_postgres else column)
        op.create_index(name, table, [written])


def downgrade() -> None:
    for name, table, _ in reversed(BEGINNINGS):
        op.drop_index(name, table_name=table)
    op.drop_table("views")
