"""The shop's own configuration."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shopwright.infra.db.base import append_only_ddl

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


TIME = sa.DateTime(timezone=True).with_variant(sa.String(26), "sqlite")
JSON_TEXT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "shop_configurations",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("knobs", JSON_TEXT, nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_shop_configurations_version")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_shop_configurations")),
    )
    for statement in append_only_ddl("shop_configurations", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("shop_configurations")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION shop_configurations_refuse()")
