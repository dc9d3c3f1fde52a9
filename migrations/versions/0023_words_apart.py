"""When the words of a product changed last, apart from its other facts."""

from collections.abc import Sequence

import sqlalchemy as sa

from shopwright.infra.db.altering import altered

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with altered("search_entries") as entries:
        column = sa.Column("worded", sa.BigInteger(), nullable=False, server_default="0")
        entries.add_column(column)


def downgrade() -> None:
    with altered("search_entries") as entries:
        entries.drop_column("worded")
