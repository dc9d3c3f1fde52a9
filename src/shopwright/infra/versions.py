"""Numbers that grow with each change of something that processes keep in memory."""

from sqlalchemy import ColumnElement, String, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db import dialect
from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Minor
from shopwright.infra.work import Work

# The rules of trade: tax, delivery and promotions.
TRADE = "trade"


class VersionRow(Base):
    """The version of what ``name`` stands for; nothing was ever changed where there is no row."""

    __tablename__ = "versions"
    __table_args__ = ({"info": impersonal()},)

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(Minor)


def beside(name: str) -> ColumnElement[int]:
    """The version as a column of another question, so that it costs no statement of its own."""
    found = select(VersionRow.version).where(VersionRow.name == name).scalar_subquery()
    return func.coalesce(found, 0)


async def current(db: AsyncConnection, name: str) -> int:
    """The version as of this moment. Read it before what it stands for, so that nothing old is kept under a new one."""
    found = await db.scalar(select(VersionRow.version).where(VersionRow.name == name))
    return found or 0


async def raised(work: Work, name: str) -> None:
    """Say that what ``name`` stands for is another from this Work on; changes of it pass here one by one."""
    row = VersionRow
    first = dialect.insert_or_ignore(work.db, row, [row.name]).values(name=name, version=0)
    await work.db.execute(first)
    await work.db.execute(update(row).where(row.name == name).values(version=row.version + 1))
