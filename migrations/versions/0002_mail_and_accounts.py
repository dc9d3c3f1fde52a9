"""Mail, and what proves an email address or a forgotten password's owner."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shopwright.infra.db.types import UtcTime

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON_TEXT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MADE = ("account_proofs", "account_requests", "mails")


def upgrade() -> None:
    with op.batch_alter_table("users", recreate=_recreate()) as users:
        users.add_column(sa.Column("email_verified_at", UtcTime(), nullable=True))
    _account_proofs()
    _account_requests()
    _mails()


def downgrade() -> None:
    for table in reversed(MADE):
        op.drop_table(table)
    with op.batch_alter_table("users", recreate=_recreate()) as users:
        users.drop_column("email_verified_at")


def _recreate() -> str:
    """SQLite would append a column to the text of the table's definition, in a form of its own."""
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"


def _account_proofs() -> None:
    op.create_table(
        "account_proofs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("email_normalised", sa.String(320), nullable=False),
        sa.Column("username", sa.String(50), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("code_expires_at", UtcTime(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('verify_email', 'change_email', 'undo_email', 'reset_password')",
            name=op.f("ck_account_proofs_purpose"),
        ),
        sa.CheckConstraint(
            "attempts >= 0 AND attempts <= 5", name=op.f("ck_account_proofs_attempts")
        ),
        sa.CheckConstraint("created_at < expires_at", name=op.f("ck_account_proofs_expiry")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_account_proofs_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_proofs")),
    )
    op.create_index(
        op.f("ix_account_proofs_user_id_purpose"), "account_proofs", ["user_id", "purpose"]
    )
    op.create_index(
        op.f("ix_account_proofs_email_normalised"), "account_proofs", ["email_normalised"]
    )
    op.create_index(op.f("ix_account_proofs_expires_at"), "account_proofs", ["expires_at"])


def _account_requests() -> None:
    op.create_table(
        "account_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("username", sa.String(50), nullable=True),
        sa.Column("full_name", sa.String(255), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('register', 'resend_verification', 'forgot_password')",
            name=op.f("ck_account_requests_purpose"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_requests")),
    )
    op.create_index(op.f("ix_account_requests_created_at"), "account_requests", ["created_at"])


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(100), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("facts", JSON_TEXT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(300), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("sent_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'sent', 'failed', 'dead')", name=op.f("ck_mails_state")
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_mails_sent_at")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_mails_attempts")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mails_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("cause", "template", name=op.f("uq_mails_cause_template")),
    )
    op.create_index(op.f("ix_mails_user_id"), "mails", ["user_id"])
    op.create_index(op.f("ix_mails_state_created_at"), "mails", ["state", "created_at"])
