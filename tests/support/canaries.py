"""A person whose every text is one of a kind, and everything that the shop keeps, to look for them in."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.sealing import key_of, keyring_of
from shopwright.infra.work import Works
from shopwright.tables import metadata

MARK = "qzx"
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


class Canaries:
    """Words that stand nowhere else; each is known by where it was put in. ``link`` shows some of them to others."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.link = ""

    def word(self, place: str) -> str:
        self.words[place] = f"{MARK}{len(self.words):03d}{place.replace('_', '')}"
        return self.words[place]

    def found_in(self, haystack: str) -> set[str]:
        """The places whose words stand in a text."""
        lowered = haystack.lower()
        return {place for place, word in self.words.items() if word.lower() in lowered}


# Invoices say to whom they were issued for as long as they have to be kept, whoever is erased; nothing searches them.
KEPT_BY_LAW = {("documents", "snapshot")}


async def dumped(works: Works) -> str:
    """Every table of the database as text, the sealed values opened but for what the law has kept."""
    lines = []
    async with works.reading() as db:
        for name in (await db.execute(text(_TABLES[db.dialect.name]))).scalars().all():
            rows = await db.execute(text(f'SELECT * FROM "{name}"'))  # noqa: S608 - its own names
            for row in rows.mappings():
                shown = {
                    column: value
                    if (name, column) in KEPT_BY_LAW
                    else _plain(db, name, column, value, row)
                    for column, value in row.items()
                }
                lines.append(f"{name} {json.dumps(shown, default=str, ensure_ascii=False)}")
    return "\n".join(lines)


def files_under(*folders: Path) -> str:
    """What is in every file of these folders, and what they are called."""
    files = [each for folder in folders for each in folder.rglob("*") if each.is_file()]
    return "\n".join(f"{each} {each.read_bytes().decode(errors='replace')}" for each in files)


def unzipped(archive: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def _plain(db: AsyncConnection, table: str, name: str, value: Any, row: Any) -> Any:
    """A value as it was before it was sealed, whatever row it is bound to."""
    if isinstance(value, str) and value.startswith("{"):
        value = json.loads(value)
    if isinstance(value, dict):
        return {key: _plain(db, table, name, each, row) for key, each in value.items()}
    if not isinstance(value, str) or key_of(value) is None or table not in metadata.tables:
        return value
    for column in metadata.tables[table].primary_key.columns:
        bound = row[column.name]
        try:
            return keyring_of(db).unseal(value, place=f"{table}.{name}", row=_as_id(bound))
        except Exception:  # noqa: BLE001, S112 - another key column may be the one
            continue
    message = f"{table}.{name} can't be opened"
    raise AssertionError(message)


def _as_id(value: Any) -> Any:
    """SQLite keeps ids as 32 hex digits."""
    if isinstance(value, str) and len(value) == 32:
        return UUID(value)
    return value
