"""Invoices and credit notes, each series without gaps."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shopwright.infra.db.base import append_only_ddl

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(26), "sqlite")
KEPT = (
    *("id", "kind", "year", "serial", "number", "order_id", "invoice_id", "source", "currency"),
    *("total", "tax", "language", "issued_on", "issued_at", "digest"),
)


def upgrade() -> None:
    op.create_table(
        "document_series",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('invoice', 'credit_note')", name=op.f("ck_document_series_kind")
        ),
        sa.CheckConstraint("last >= 0", name=op.f("ck_document_series_last")),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_document_series")),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", TIME, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('invoice', 'credit_note')", name=op.f("ck_documents_kind")),
        sa.CheckConstraint(
            "(kind = 'invoice') = (invoice_id IS NULL)", name=op.f("ck_documents_invoice")
        ),
        sa.CheckConstraint(
            "total >= 0 AND tax >= 0 AND tax <= total", name=op.f("ck_documents_amounts")
        ),
        sa.CheckConstraint("serial >= 1", name=op.f("ck_documents_serial")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_documents_order_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["documents.id"],
            name=op.f("fk_documents_invoice_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("kind", "year", "serial", name=op.f("uq_documents_kind_year_serial")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_documents_kind_number")),
        sa.UniqueConstraint(
            "order_id", "kind", "source", name=op.f("uq_documents_order_id_kind_source")
        ),
    )
    op.create_index("ix_documents_issued_on", "documents", ["issued_on", "id"])
    op.create_index(op.f("ix_documents_invoice_id"), "documents", ["invoice_id"])
    erasable = {"snapshot": "NEW.snapshot"}
    for statement in append_only_ddl("documents", op.get_bind().dialect.name, KEPT, erasable):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("documents")
    op.drop_table("document_series")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION documents_refuse()")
