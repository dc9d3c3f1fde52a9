"""Uploaded pictures and their renditions; files made and read in the background."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shopwright.infra.db.types import UtcTime

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
    )
    op.create_index(
        "uq_pictures_owner_id_checksum", "pictures", ["owner_id", "checksum"], unique=True
    )
    _create_parts()
    _create_tasks()


def downgrade() -> None:
    op.drop_index(op.f("ix_file_tasks_expires_at"), table_name="file_tasks")
    op.drop_table("file_tasks")
    op.drop_index("ix_picture_uses_picture_id", table_name="picture_uses")
    op.drop_table("picture_uses")
    op.drop_table("picture_renditions")
    op.drop_index("uq_pictures_owner_id_checksum", table_name="pictures")
    op.drop_table("pictures")


def _create_parts() -> None:
    op.create_table(
        "picture_renditions",
        sa.Column("picture_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "width > 0 AND height > 0 AND size > 0", name=op.f("ck_picture_renditions_extent")
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"],
            ["pictures.id"],
            name=op.f("fk_picture_renditions_picture_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("picture_id", "name", name=op.f("pk_picture_renditions")),
        sa.UniqueConstraint("key", name=op.f("uq_picture_renditions_key")),
    )
    op.create_table(
        "picture_uses",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('category', 'brand')", name=op.f("ck_picture_uses_kind")),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_picture_uses_picture_id")
        ),
        sa.PrimaryKeyConstraint("kind", "subject_id", "picture_id", name=op.f("pk_picture_uses")),
    )
    op.create_index("ix_picture_uses_picture_id", "picture_uses", ["picture_id"])


def _create_tasks() -> None:
    op.create_table(
        "file_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(20), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("options", JSON, nullable=False),
        sa.Column("progress", sa.BigInteger(), nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("file_key", sa.String(100), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.CheckConstraint("kind IN ('export', 'import')", name=op.f("ck_file_tasks_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'working', 'done', 'failed')", name=op.f("ck_file_tasks_state")
        ),
        sa.CheckConstraint("progress >= 0", name=op.f("ck_file_tasks_progress")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_tasks")),
    )
    op.create_index(op.f("ix_file_tasks_expires_at"), "file_tasks", ["expires_at"])
