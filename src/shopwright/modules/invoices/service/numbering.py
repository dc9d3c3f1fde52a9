"""The next number of a series: taken in the transaction that issues, so that an attempt that fails leaves no gap."""

from datetime import date

from sqlalchemy import update

from shopwright.infra.db import dialect
from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.modules.invoices.contracts import DocumentKind
from shopwright.modules.invoices.models import DocumentSeriesRow


async def take_number(work: Work, kind: DocumentKind, day: date) -> int:
    """The next number; whoever wants one too waits until this Work has ended, and gets this one if it failed."""
    row = DocumentSeriesRow
    counting = (
        update(row)
        .where(row.kind == kind, row.year == day.year)
        .values(last=row.last + 1)
        .returning(row.last)
    )
    serial = (await work.db.execute(counting)).scalar_one_or_none()
    if serial is None:
        first = dialect.insert_or_ignore(work.db, row).values(kind=kind, year=day.year, last=0)
        await work.db.execute(first)
        serial = (await work.db.execute(counting)).scalar_one()
    reach("invoices.numbered")
    return int(serial)
