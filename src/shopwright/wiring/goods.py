"""What products are found and shown with."""

from datetime import timedelta

from shopwright.flows.merchandising.contracts import VendorTerms
from shopwright.flows.merchandising.run.file_tasks import Clerk
from shopwright.flows.merchandising.run.pictures import Gallery
from shopwright.flows.restocking.contracts import Restocking
from shopwright.infra.files.opening import media_store, private_store
from shopwright.infra.settings import Settings, VendorApproval, VendorPrices
from shopwright.infra.work import JobKind, Works
from shopwright.modules.inventory.contracts import Thresholds
from shopwright.modules.media.adapters.clamd import ClamdScanner
from shopwright.modules.media.adapters.painting import ProcessPainter
from shopwright.satellites.search import jobs as search_jobs
from shopwright.satellites.search.ports import Engine
from shopwright.satellites.search.queries import DatabaseEngine, SteadyEngine


def engine_of(settings: Settings) -> Engine:
    """What finds products by words: the database, or an engine outside with the database to fall back on."""
    if not settings.elasticsearch_url:
        return DatabaseEngine()
    from shopwright.satellites.search.adapters import elasticsearch  # noqa: PLC0415 - an extra

    return SteadyEngine(elasticsearch.open_engine(settings.elasticsearch_url), DatabaseEngine())


def shipping_of(settings: Settings) -> tuple[JobKind, ...]:
    """The job that fills the engine outside, where there is one; each run has a client of its own."""
    if not settings.elasticsearch_url:
        return ()
    from shopwright.satellites.search.adapters import elasticsearch  # noqa: PLC0415 - an extra

    async def run(works: Works) -> int:
        engine = elasticsearch.open_engine(settings.elasticsearch_url)
        try:
            return await elasticsearch.ship(works, engine)
        finally:
            await engine.close()

    return (search_jobs.shipping(run),)


def clerk_of(settings: Settings, works: Works) -> Clerk:
    """What files are made and read with."""
    return Clerk(
        works,
        private_store(settings),
        settings.shop_currency,
        keep=timedelta(hours=settings.export_hours),
    )


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
        terms=vendor_terms_of(settings),
    )


def vendor_terms_of(settings: Settings) -> VendorTerms:
    """What of vendors' wishes waits for staff."""
    return VendorTerms(
        holds_products=settings.vendor_approval is VendorApproval.REQUIRED,
        holds_prices=settings.vendor_prices is VendorPrices.APPROVAL,
    )


def thresholds_of(settings: Settings) -> Thresholds:
    """When a variant that says nothing itself is stocked well or badly."""
    return Thresholds(settings.stock_critical, settings.stock_low, settings.stock_high)


def restocking_of(settings: Settings) -> Restocking:
    """How the shop reckons what to reorder."""
    return Restocking(
        usual=thresholds_of(settings),
        window_days=settings.reorder_window_days,
        lead_days=settings.reorder_lead_days,
        service_permille=settings.reorder_service_permille,
        order_cost=settings.reorder_cost,
        holding_percent=settings.reorder_holding_percent,
        currency=settings.shop_currency,
    )
