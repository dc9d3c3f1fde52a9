"""Typed attributes, brands, publish windows, approvals of vendors' products, related products."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shopwright.kernel import ids
from shopwright.kernel.text import slugify

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(26), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
BATCH = 1000
WINDOW = "published_from IS NULL OR published_until IS NULL OR published_from < published_until"
ADDED = ("flips_at", "published_until", "published_from", "brand_id")


def upgrade() -> None:
    brands()
    attributes()
    approvals()
    relations()
    with op.batch_alter_table("products", recreate=_recreate()) as products:
        products.add_column(sa.Column("brand_id", sa.Uuid(), nullable=True))
        for name in ("published_from", "published_until", "flips_at"):
            products.add_column(sa.Column(name, TIME, nullable=True))
        products.create_foreign_key(op.f("fk_products_brand_id"), "brands", ["brand_id"], ["id"])
        products.create_check_constraint(op.f("ck_products_window"), WINDOW)
    flips = sa.text("flips_at IS NOT NULL")
    op.create_index("ix_products_brand_id", "products", ["brand_id"])
    op.create_index(
        "ix_products_flips_at", "products", ["flips_at"], postgresql_where=flips, sqlite_where=flips
    )
    with op.batch_alter_table("categories", recreate=_recreate()) as categories:
        categories.add_column(
            sa.Column("version", sa.Integer(), server_default="1", nullable=False)
        )
    _kinds_of_slugs("'product', 'category', 'brand'")
    with op.batch_alter_table("prices", recreate=_recreate()) as prices:
        prices.add_column(sa.Column("shown_since", TIME, nullable=True))
    name_brands()
    begin_showing()


def downgrade() -> None:
    with op.batch_alter_table("prices", recreate=_recreate()) as prices:
        prices.drop_column("shown_since")
    op.execute("DELETE FROM slug_history WHERE kind = 'brand'")
    _kinds_of_slugs("'product', 'category'")
    with op.batch_alter_table("categories", recreate=_recreate()) as categories:
        categories.drop_column("version")
    op.drop_index("ix_products_flips_at", table_name="products")
    op.drop_index("ix_products_brand_id", table_name="products")
    with op.batch_alter_table("products", recreate=_recreate()) as products:
        products.drop_constraint(op.f("ck_products_window"), type_="check")
        products.drop_constraint(op.f("fk_products_brand_id"), type_="foreignkey")
        for name in ADDED:
            products.drop_column(name)
    for table in (
        "product_relations",
        "product_approvals",
        "attribute_requirements",
        "attribute_definitions",
        "brands",
    ):
        op.drop_table(table)


def _recreate() -> str:
    """SQLite would append a column to the text of the table's definition, in a form of its own."""
    return "always" if op.get_context().dialect.name == "sqlite" else "never"


def _bytes(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _kinds_of_slugs(kinds: str) -> None:
    with op.batch_alter_table("slug_history", recreate=_recreate()) as slugs:
        slugs.drop_constraint(op.f("ck_slug_history_kind"), type_="check")
        slugs.create_check_constraint(op.f("ck_slug_history_kind"), f"kind IN ({kinds})")


def brands() -> None:
    op.create_table(
        "brands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("name_key", _bytes(255), nullable=False),
        sa.Column("slug", _bytes(160), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("logo_url", sa.Text(), nullable=True),
        sa.Column("seo_title", sa.String(length=500), nullable=False),
        sa.Column("seo_description", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brands")),
        sa.UniqueConstraint("name_key", name=op.f("uq_brands_name_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_brands_slug")),
    )


def attributes() -> None:
    op.create_table(
        "attribute_definitions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", _bytes(160), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("name_key", _bytes(255), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("choices", JSON, nullable=False),
        sa.Column("is_filterable", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'boolean', 'choice')",
            name=op.f("ck_attribute_definitions_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribute_definitions")),
        sa.UniqueConstraint("code", name=op.f("uq_attribute_definitions_code")),
        sa.UniqueConstraint("name_key", name=op.f("uq_attribute_definitions_name_key")),
    )
    op.create_table(
        "attribute_requirements",
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["attribute_definitions.id"],
            name=op.f("fk_attribute_requirements_definition_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["categories.id"],
            name=op.f("fk_attribute_requirements_category_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "definition_id", "category_id", name=op.f("pk_attribute_requirements")
        ),
    )


def approvals() -> None:
    table = "product_approvals"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("decided_at", TIME, nullable=True),
        sa.CheckConstraint("kind IN ('new', 'change')", name=op.f(f"ck_{table}_kind")),
        sa.CheckConstraint(
            "state IN ('pending', 'approved', 'rejected', 'withdrawn')",
            name=op.f(f"ck_{table}_state"),
        ),
        *_references(table, {"product_id": "products", "owner_id": "users"}),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    pending = sa.text("state = 'pending'")
    op.create_index(
        f"uq_{table}_pending",
        table,
        ["product_id"],
        unique=True,
        postgresql_where=pending,
        sqlite_where=pending,
    )
    for name in ("state", "owner_id", "product_id"):
        op.create_index(f"ix_{table}_{name}", table, [name, "id"])


def relations() -> None:
    table = "product_relations"
    op.create_table(
        table,
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("related_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('related', 'upsell', 'accessory')", name=op.f(f"ck_{table}_kind")
        ),
        sa.CheckConstraint("product_id <> related_id", name=op.f(f"ck_{table}_other")),
        *_references(table, {"product_id": "products", "related_id": "products"}),
        sa.PrimaryKeyConstraint("product_id", "kind", "related_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_related_id", table, ["related_id"])


def _references(table: str, targets: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
        )
        for column, target in targets.items()
    ]


def name_brands() -> None:
    """Each brand that products name becomes one; of several spellings the first in their order stays."""
    products = sa.table(
        "products", sa.column("brand", sa.String()), sa.column("brand_id", sa.Uuid())
    )
    columns = ("id", "name", "name_key", "slug", "description", "seo_title", "seo_description")
    types = (sa.Uuid(), *(sa.String() for _ in columns[1:]))
    made = sa.table(
        "brands",
        *map(sa.column, columns, types),
        sa.column("version", sa.Integer()),
        sa.column("created_at", TIME),
        sa.column("updated_at", TIME),
    )
    connection = op.get_bind()
    named = sa.select(products.c.brand).where(products.c.brand != "").distinct()
    written = sorted(connection.scalars(named))
    known: dict[str, dict[str, object]] = {}
    slugs: set[str] = set()
    at = connection.scalar(sa.text("SELECT max(updated_at) FROM products"))
    for name in written:
        slug = slugify(name) or "brand"
        brand_id = ids.new()
        row = {"id": brand_id, "name": name, "name_key": name.casefold(), "version": 1}
        row |= {"slug": slug if slug not in slugs else f"{slug[:100]}-{brand_id.hex[-12:]}"}
        row |= dict.fromkeys(("description", "seo_title", "seo_description"), "")
        row |= {"created_at": at, "updated_at": at}
        if known.setdefault(name.casefold(), row) is row:
            slugs.add(str(row["slug"]))
    if known:
        connection.execute(sa.insert(made), list(known.values()))
    for name in written:
        brand_id = known[name.casefold()]["id"]
        connection.execute(
            sa.update(products).where(products.c.brand == name).values(brand_id=brand_id)
        )


def begin_showing() -> None:
    """Prices of what was never published were seen by nobody."""
    op.execute(
        "UPDATE prices SET shown_since = updated_at WHERE NOT EXISTS ("
        "SELECT 1 FROM variants JOIN products ON products.id = variants.product_id "
        "WHERE variants.id = prices.variant_id AND products.published_at IS NULL)"
    )
