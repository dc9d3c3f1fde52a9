"""Tables of the listing read model; everything in them can be made again from the catalog."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DDL,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Currency, Id, Json, Minor, Serial, UtcTime

# Compared byte by byte everywhere, so that both databases sort alike.
_KEY = String(200).with_variant(String(200, collation="C"), "postgresql")
_WORD = String(64).with_variant(String(64, collation="C"), "postgresql")
_TERM = String(300).with_variant(String(300, collation="C"), "postgresql")


class CatalogVersionRow(Base):
    """One row, whose number grows with every change that somebody could see in the shop."""

    __tablename__ = "catalog_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"), {"info": impersonal()})

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Minor)


class ProductDocumentRow(Base):
    """The finished page of a product; ``number`` names it in the full-text index."""

    __tablename__ = "product_documents"
    __table_args__ = ({"info": impersonal()},)

    number: Mapped[int] = mapped_column(Serial, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(Id, unique=True)
    slug: Mapped[str] = mapped_column(_KEY, index=True)
    status: Mapped[str] = mapped_column(String(10))
    owner_id: Mapped[UUID | None] = mapped_column(Id)
    version: Mapped[int]
    etag: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class ProductListingRow(Base):
    """The finished card of a product in one currency, beside the keys of every order.

    ``price_up`` and ``price_down`` are the price where there is one; where not, they put the card last either way.
    """

    __tablename__ = "product_listings"
    __table_args__ = (
        *(
            Index(f"ix_product_listings_{key}", "currency", "status", key, "product_id")
            for key in ("newest", "title_key", "price_up", "price_down")
        ),
        # From a hit of a search to its card. That it is unique tells SQLite, which keeps no statistics of ours, that this
        # way finds one row; by currency and status it would read the whole shop for each hit.
        Index("ix_product_listings_number", "number", "currency", unique=True),
        {"info": impersonal()},
    )

    product_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    currency: Mapped[str] = mapped_column(Currency, primary_key=True)
    number: Mapped[int] = mapped_column(
        Serial, ForeignKey("product_documents.number", ondelete="CASCADE")
    )
    status: Mapped[str] = mapped_column(String(10))
    newest: Mapped[int] = mapped_column(Minor)
    title_key: Mapped[str] = mapped_column(_KEY)
    price_minor: Mapped[int | None] = mapped_column(Minor)
    price_up: Mapped[int] = mapped_column(Minor)
    price_down: Mapped[int] = mapped_column(Minor)
    in_stock: Mapped[bool]
    card: Mapped[str] = mapped_column(Text)


class ListingTermRow(Base):
    """What a product is filed under: ``category:…`` with all above it, ``tag:…``, ``brand:…``, ``owner:…``."""

    __tablename__ = "listing_terms"
    __table_args__ = (
        Index("ix_listing_terms_product_id", "product_id"),
        {"info": impersonal()},
    )

    term: Mapped[str] = mapped_column(_TERM, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(Id, primary_key=True)


class SearchEntryRow(Base):
    """What a search needs of a product; ``version`` is the catalog's when it was written, so that a reader catches up.

    ``facts`` is null for a product that is no more. ``words`` holds the impact of each stem by the stem's id, made of the texts that ``digest`` tells;
    ``worded`` is the version at which they changed last.
    """

    __tablename__ = "search_entries"
    __table_args__ = (Index(None, "version", "number"), {"info": impersonal()})

    number: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Minor)
    facts: Mapped[str | None] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(16))
    is_public: Mapped[bool]
    title: Mapped[str] = mapped_column(Text)
    labels: Mapped[str] = mapped_column(Text)
    prose: Mapped[str] = mapped_column(Text)
    worded: Mapped[int] = mapped_column(Minor, server_default="0")


class SearchWordRow(Base):
    """A stem, and in how many published products it is: none else may be suggested."""

    __tablename__ = "search_words"
    __table_args__ = ({"info": impersonal()},)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    stem: Mapped[str] = mapped_column(_WORD, unique=True)
    products: Mapped[int] = mapped_column(Minor)


class SearchSurfaceRow(Base):
    """A word as it is written, which suggestions are made of."""

    __tablename__ = "search_surfaces"
    __table_args__ = ({"info": impersonal()},)

    surface: Mapped[str] = mapped_column(_WORD, primary_key=True)
    stem: Mapped[str] = mapped_column(_WORD)


class SearchPostingRow(Base):
    """A stem in a product: 1 to 1000, how much it says about it. Read by stem alone, in one stretch."""

    __tablename__ = "search_postings"
    __table_args__ = ({"sqlite_with_rowid": False, "info": impersonal()},)

    word_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    impact: Mapped[int] = mapped_column(SmallInteger)


class SearchSynonymRow(Base):
    """Words that mean the same to this shop's customers."""

    __tablename__ = "search_synonyms"
    __table_args__ = ({"info": impersonal()},)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    words: Mapped[list[str]] = mapped_column(Json)


def trigram_ddl(dialect: str) -> Sequence[str]:
    """What finds a word that is written a little differently; a migration runs the same.

    On PostgreSQL only where the extension is to be had: elsewhere words with the same beginning are compared.
    """
    if dialect == "sqlite":
        grams = "USING fts5(surface, tokenize = 'trigram', detail = 'none')"
        return (f"CREATE VIRTUAL TABLE search_grams {grams}",)
    return (
        """DO $$ BEGIN
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
            CREATE INDEX ix_search_surfaces_grams ON search_surfaces USING gin (surface gin_trgm_ops);
        EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN NULL;
        END $$""",
    )


def trigram_drop_ddl(dialect: str) -> Sequence[str]:
    """The index goes with its table on PostgreSQL."""
    return ("DROP TABLE search_grams",) if dialect == "sqlite" else ()


_surfaces: Any = SearchSurfaceRow.__table__
for _dialect in ("postgresql", "sqlite"):
    for _statement in trigram_ddl(_dialect):
        _ddl: Any = DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(_surfaces, "after_create", _ddl.execute_if(dialect=_dialect))
