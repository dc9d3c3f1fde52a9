"""Second factors, foreign identities and browser sessions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from shopwright.infra.db.types import UtcTime

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MADE = (
    "second_factors",
    "recovery_codes",
    "sign_in_challenges",
    "signing_keys",
    "foreign_identities",
    "foreign_sign_ins",
)


def upgrade() -> None:
    with op.batch_alter_table("roles") as roles:
        roles.add_column(
            sa.Column(
                "requires_second_factor", sa.Boolean(), server_default=sa.false(), nullable=False
            )
        )
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(
            sa.Column("kind", sa.String(10), server_default="token", nullable=False)
        )
        sessions.add_column(sa.Column("cookie_hash", sa.String(64), nullable=True))
        sessions.add_column(sa.Column("factor_proved_at", UtcTime(), nullable=True))
        sessions.create_unique_constraint(op.f("uq_sessions_cookie_hash"), ["cookie_hash"])
        sessions.create_check_constraint(
            op.f("ck_sessions_kind"), "(kind = 'browser') = (cookie_hash IS NOT NULL)"
        )
    _second_factors()
    _challenges()
    _signing_keys()
    _foreign_identities()
    _foreign_sign_ins()


def downgrade() -> None:
    for table in reversed(MADE):
        op.drop_table(table)
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_constraint(op.f("ck_sessions_kind"), type_="check")
        sessions.drop_constraint(op.f("uq_sessions_cookie_hash"), type_="unique")
        sessions.drop_column("factor_proved_at")
        sessions.drop_column("cookie_hash")
        sessions.drop_column("kind")
    with op.batch_alter_table("roles") as roles:
        roles.drop_column("requires_second_factor")


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["second_factors.user_id"],
            name=op.f("fk_recovery_codes_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_recovery_codes")),
    )


def _challenges() -> None:
    op.create_table(
        "sign_in_challenges",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_sign_in_challenges_attempts")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_sign_in_challenges_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_challenges")),
    )
    for column in ("expires_at", "user_id"):
        op.create_index(op.f(f"ix_sign_in_challenges_{column}"), "sign_in_challenges", [column])


def _signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.String(32), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("signs_from", UtcTime(), nullable=False),
        sa.Column("ends_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_signing_keys")),
    )


def _foreign_identities() -> None:
    op.create_table(
        "foreign_identities",
        sa.Column("provider", sa.String(30), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("last_used_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_foreign_identities_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("provider", "subject", name=op.f("pk_foreign_identities")),
        sa.UniqueConstraint(
            "user_id", "provider", name=op.f("uq_foreign_identities_user_id_provider")
        ),
    )


def _foreign_sign_ins() -> None:
    op.create_table(
        "foreign_sign_ins",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("provider", sa.String(30), nullable=False),
        sa.Column("binding_hash", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_foreign_sign_ins_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_foreign_sign_ins")),
    )
    for column in ("expires_at", "session_id"):
        op.create_index(op.f(f"ix_foreign_sign_ins_{column}"), "foreign_sign_ins", [column])
