"""Words with what they say about each product, facts to filter and count by, synonyms; the full-text indexes go."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON_TEXT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
FTS_TOKENS = "tokenize = 'porter unicode61 remove_diacritics 2'"


def upgrade() -> None:
    op.execute("DROP TABLE product_search")
    entries()
    words()
    op.create_table(
        "search_synonyms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("words", JSON_TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_synonyms")),
    )


def downgrade() -> None:
    on_postgres = op.get_bind().dialect.name == "postgresql"
    if not on_postgres:
        op.execute("DROP TABLE search_grams")
    for table in (
        "search_synonyms",
        "search_surfaces",
        "search_postings",
        "search_words",
        "search_entries",
    ):
        op.drop_table(table)
    if on_postgres:
        number = "bigint PRIMARY KEY REFERENCES product_documents (number) ON DELETE CASCADE"
        op.execute(f"CREATE TABLE product_search (number {number}, words tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_product_search_words ON product_search USING gin (words)")
    else:
        columns = "title, labels, description"
        op.execute(f"CREATE VIRTUAL TABLE product_search USING fts5({columns}, {FTS_TOKENS})")


def entries() -> None:
    op.create_table(
        "search_entries",
        sa.Column("number", SERIAL, autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("prose", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_entries")),
    )
    op.create_index(
        op.f("ix_search_entries_version_number"), "search_entries", ["version", "number"]
    )


def words() -> None:
    op.create_table(
        "search_words",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("stem", WORD, nullable=False),
        sa.Column("products", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_words")),
        sa.UniqueConstraint("stem", name=op.f("uq_search_words_stem")),
    )
    op.create_table(
        "search_postings",
        sa.Column("word_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("impact", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("word_id", "number", name=op.f("pk_search_postings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_surfaces",
        sa.Column("surface", WORD, nullable=False),
        sa.Column("stem", WORD, nullable=False),
        sa.PrimaryKeyConstraint("surface", name=op.f("pk_search_surfaces")),
    )
    if op.get_bind().dialect.name == "sqlite":
        grams = "USING fts5(surface, tokenize = 'trigram', detail = 'none')"
        op.execute(f"CREATE VIRTUAL TABLE search_grams {grams}")
        return
    op.execute("""DO $$ BEGIN
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
            CREATE INDEX ix_search_surfaces_grams ON search_surfaces USING gin (surface gin_trgm_ops);
        EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN NULL;
        END $$""")
