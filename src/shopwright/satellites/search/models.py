"""Tables of the listing read model; everything in them can be made again from the catalog."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Currency, Id, Minor, Serial, UtcTime

# Compared byte by byte everywhere, so that both databases sort alike.
_KEY = String(200).with_variant(String(200, collation="C"), "postgresql")
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
    __table_args__ = (Index("ix_listing_terms_product_id", "product_id"), {"info": impersonal()})

    term: Mapped[str] = mapped_column(_TERM, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(Id, primary_key=True)


def full_text_ddl(dialect: str) -> Sequence[str]:
    """The statements that make the full-text index of a dialect; a migration runs the same."""
    if dialect == "postgresql":
        return (
            """CREATE TABLE product_search (
                number bigint PRIMARY KEY REFERENCES product_documents (number) ON DELETE CASCADE,
                words tsvector NOT NULL)""",
            "CREATE INDEX ix_product_search_words ON product_search USING gin (words)",
        )
    return (
        """CREATE VIRTUAL TABLE product_search USING fts5(
            title, labels, description, tokenize = 'porter unicode61 remove_diacritics 2')""",
    )


def full_text_drop_ddl(dialect: str) -> Sequence[str]:  # noqa: ARG001 - alike on both, as it happens
    return ("DROP TABLE product_search",)


_documents: Any = ProductDocumentRow.__table__
for _dialect in ("postgresql", "sqlite"):
    for _statement in full_text_ddl(_dialect):
        _ddl: Any = DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(_documents, "after_create", _ddl.execute_if(dialect=_dialect))
