"""Sealed columns, address books and requests about personal data."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shopwright.infra.db.base import append_only_ddl
from shopwright.infra.db.types import UtcTime
from shopwright.infra.sealing import Keyring, NoKeyring, ring_in

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON_TEXT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
PARTS = {
    "recipient": 255,
    "company": 255,
    "line1": 255,
    "line2": 255,
    "city": 255,
    "region": 255,
    "postal_code": 20,
    "phone": 40,
}
SNAPSHOTS = (
    ("carts", "shipping_address"),
    ("carts", "billing_address"),
    ("orders", "shipping_address"),
    ("orders", "billing_address"),
)
# Append-only tables, with what an erasure may empty in them.
COMMITMENTS = {"details_salt": 32, "details_hash": 64, "origin_salt": 32, "origin_hash": 64}
ERASABLE = {
    "audit_entries": (
        (
            *("seq", "actor", "action", "subject_type", "subject_id", "details_hash"),
            *("origin_hash", "at", "previous_hash", "hash"),
        ),
        {
            "before": "NULL",
            "after": "NULL",
            "details_salt": "''",
            "request_id": "''",
            "address": "''",
            "origin_salt": "''",
        },
    ),
    "order_history": (
        ("id", "order_id", "axis", "from_state", "to_state", "actor", "created_at"),
        {"reason": "''"},
    ),
    "payment_events": (
        (
            *("id", "payment_id", "provider", "reference", "kind", "amount", "currency"),
            *("source", "created_at"),
        ),
        {"detail": "''"},
    ),
    "stock_movements": (
        ("id", "variant_id", "quantity", "reason", "reference", "actor", "created_at"),
        {"note": "''"},
    ),
}
_BATCH = 500


def upgrade() -> None:
    _profiles()
    _address_books()
    for table, column in SNAPSHOTS:
        _rewrite(table, column, _sealed)
    _notes()
    _requests()
    with op.batch_alter_table("audit_entries", recreate=_recreate()) as batch:
        for name, length in COMMITMENTS.items():
            batch.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
    for table, (kept, erasable) in ERASABLE.items():
        _guard(table, kept, erasable)


def downgrade() -> None:
    with op.batch_alter_table("audit_entries", recreate=_recreate()) as batch:
        for name in COMMITMENTS:
            batch.drop_column(name)
    for table in ERASABLE:
        _guard(table, (), {})
    op.drop_table("data_requests")
    op.drop_table("customer_notes")
    for table, column in SNAPSHOTS:
        _rewrite(table, column, _opened)
    _plain_address_books()
    _rewrite("customer_profiles", "phone", _unseal, key="user_id")
    with op.batch_alter_table("customer_profiles") as batch:
        batch.drop_column("consent_version")
        batch.alter_column("phone", type_=sa.String(40), existing_type=sa.Text())


def _profiles() -> None:
    with op.batch_alter_table("customer_profiles") as batch:
        batch.alter_column("phone", type_=sa.Text(), existing_type=sa.String(40))
        batch.add_column(
            sa.Column("consent_version", sa.String(40), nullable=False, server_default="")
        )
    _rewrite("customer_profiles", "phone", _seal, key="user_id")


def _address_books() -> None:
    op.add_column("addresses", sa.Column("place", JSON_TEXT, nullable=True))
    table = _table("addresses", "id", "place", *PARTS, "country")
    bind = op.get_bind()
    for row in _rows(table, table.c.id):
        parts = {name: getattr(row, name) for name in (*PARTS, "country") if getattr(row, name)}
        sealed = _sealed(_ring(), parts, "addresses.place", row.id)
        bind.execute(table.update().where(table.c.id == row.id).values(place=sealed))
    with op.batch_alter_table("addresses") as batch:
        batch.alter_column("place", nullable=False, existing_type=JSON_TEXT)
        for name in (*PARTS, "country"):
            batch.drop_column(name)


def _plain_address_books() -> None:
    for name, length in PARTS.items():
        op.add_column(
            "addresses", sa.Column(name, sa.String(length), nullable=False, server_default="")
        )
    op.add_column("addresses", sa.Column("country", sa.CHAR(2), nullable=False, server_default=""))
    table = _table("addresses", "id", "place", *PARTS, "country")
    bind = op.get_bind()
    for row in _rows(table, table.c.id):
        parts = _opened(_ring(), row.place, "addresses.place", row.id)
        bind.execute(table.update().where(table.c.id == row.id).values(**parts))
    with op.batch_alter_table("addresses") as batch:
        for name, length in PARTS.items():
            batch.alter_column(name, server_default=None, existing_type=sa.String(length))
        batch.alter_column("country", server_default=None, existing_type=sa.CHAR(2))
        batch.drop_column("place")


def _notes() -> None:
    op.create_table(
        "customer_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_customer_notes_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_notes")),
    )
    op.create_index(op.f("ix_customer_notes_user_id"), "customer_notes", ["user_id"], unique=False)


def _requests() -> None:
    op.create_table(
        "data_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("requested_by", sa.String(length=100), nullable=False),
        sa.Column("archive", sa.Text(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=True),
        sa.CheckConstraint("kind IN ('export', 'erasure')", name=op.f("ck_data_requests_kind")),
        sa.CheckConstraint(
            "state IN ('requested', 'running', 'done', 'cancelled', 'expired')",
            name=op.f("ck_data_requests_state"),
        ),
        sa.CheckConstraint("downloads >= 0", name=op.f("ck_data_requests_downloads")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_data_requests_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_requests")),
    )
    op.create_index(op.f("ix_data_requests_user_id"), "data_requests", ["user_id"], unique=False)
    op.create_index("ix_data_requests_expires_at", "data_requests", ["expires_at"], unique=False)
    is_open = sa.text("state IN ('requested', 'running')")
    op.create_index(
        "uq_data_requests_open",
        "data_requests",
        ["user_id", "kind"],
        unique=True,
        postgresql_where=is_open,
        sqlite_where=is_open,
    )


def _recreate() -> str:
    """On SQLite the table is written anew, so that it looks as the models make it."""
    return "auto" if op.get_bind().dialect.name == "postgresql" else "always"


def _guard(table: str, kept: Sequence[str], erasable: dict[str, str]) -> None:
    """Make the triggers of an append-only table anew."""
    dialect = op.get_bind().dialect.name
    statements = append_only_ddl(table, dialect, kept, erasable)
    if dialect == "postgresql":
        op.execute(statements[0])
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
    for statement in statements:
        op.execute(statement)


Rewriting = Callable[[Keyring, Any, str, UUID], Any]


def _rewrite(table_name: str, column: str, rewriting: Rewriting, *, key: str = "id") -> None:
    """Replace each value that is there."""
    table = _table(table_name, key, column)
    bind = op.get_bind()
    for row in _rows(table, table.c[key]):
        value = getattr(row, column)
        if value:
            changed = rewriting(_ring(), value, f"{table_name}.{column}", row[0])
            bind.execute(table.update().where(table.c[key] == row[0]).values({column: changed}))


def _rows(table: sa.TableClause, key: Any) -> Iterator[Any]:
    """All rows, read in pages, in order of their key."""
    bind, last = op.get_bind(), None
    while True:
        statement = sa.select(*table.c).order_by(key).limit(_BATCH)
        if last is not None:
            statement = statement.where(key > last)
        rows = bind.execute(statement).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        last = rows[-1][0]


def _table(name: str, key: str, *columns: str) -> sa.TableClause:
    kinds = {"place": JSON_TEXT, "shipping_address": JSON_TEXT, "billing_address": JSON_TEXT}
    return sa.table(
        name,
        sa.column(key, sa.Uuid()),
        *(sa.column(each, kinds.get(each, sa.String())) for each in columns),
    )


def _ring() -> Keyring:
    found = ring_in(op.get_bind().get_execution_options())
    if found is None:
        raise NoKeyring
    return found


def _seal(ring: Keyring, value: str, place: str, row: UUID) -> str:
    return ring.seal(value, place=place, row=row)


def _unseal(ring: Keyring, value: str, place: str, row: UUID) -> str:
    return ring.unseal(value, place=place, row=row)


def _sealed(ring: Keyring, parts: dict[str, str], place: str, row: UUID) -> dict[str, str]:
    whole = json.dumps({name: part for name, part in parts.items() if part}, ensure_ascii=False)
    clear = {"country": parts.get("country", "")}
    return {**clear, "sealed": ring.seal(whole, place=place, row=row)}


def _opened(ring: Keyring, snapshot: dict[str, str], place: str, row: UUID) -> dict[str, str]:
    parts = dict.fromkeys((*PARTS, "country"), "")
    if snapshot.get("sealed"):
        return parts | json.loads(ring.unseal(snapshot["sealed"], place=place, row=row))
    return parts | {"country": snapshot.get("country", "")}
