"""A file is read, whatever it is about."""

from pathlib import Path

from shopwright.flows.merchandising.contracts import FileSubject, ImportOptions, ImportReport
from shopwright.flows.merchandising.run.import_figures import import_figures
from shopwright.flows.merchandising.run.import_file import import_file
from shopwright.flows.merchandising.run.import_reviews import import_reviews
from shopwright.infra.work import Works
from shopwright.kernel.actors import Actor


async def read_file(
    works: Works, path: Path, *, actor: Actor, subject: FileSubject, options: ImportOptions
) -> ImportReport:
    """Take in products, stock, prices or reviews; see the function of each for what it raises."""
    if subject is FileSubject.PRODUCTS:
        return await import_file(works, path, actor=actor, options=options)
    if subject is FileSubject.REVIEWS:
        return await import_reviews(works, path, actor=actor, options=options)
    return await import_figures(works, path, actor=actor, subject=subject, options=options)
