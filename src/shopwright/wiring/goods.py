"""What products are found and shown with."""

from shopwright.flows.merchandising.run.pictures import Gallery
from shopwright.infra.files.opening import media_store
from shopwright.infra.settings import Settings
from shopwright.infra.work import Works
from shopwright.modules.media.adapters.clamd import ClamdScanner
from shopwright.modules.media.adapters.painting import ProcessPainter


def gallery_of(settings: Settings, works: Works) -> Gallery:
    """What pictures are taken in with."""
    return Gallery(
        works,
        media_store(settings),
        ProcessPainter(
            processes=settings.picture_processes,
            seconds=settings.picture_seconds,
            ending=settings.picture_format,
        ),
        ClamdScanner(settings.clamd_url) if settings.clamd_url else None,
        insists=settings.clamd_required,
    )
