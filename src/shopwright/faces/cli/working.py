"""``shopwright worker``: background jobs in a process of their own."""

import asyncio
import signal
from typing import Annotated

import structlog
import typer

from shopwright.faces.cli.shop import Shop, shop_of, stop
from shopwright.infra import logs
from shopwright.infra.jobs.worker import Worker, end
from shopwright.infra.metrics import Siblings
from shopwright.infra.settings import Settings, read_settings

log = structlog.get_logger(__name__)
_NO_SECOND_PROCESS = (
    "A SQLite database belongs to one process, and the server works off its jobs itself."
    " Use PostgreSQL, or --force where no server runs."
)


def work(
    context: typer.Context,
    *,
    force: Annotated[bool, typer.Option("--force", help="Run on SQLite all the same.")] = False,
) -> None:
    """Work off background jobs until stopped; on PostgreSQL any number of workers may run."""
    settings = read_settings()
    if settings.is_sqlite and not force:
        raise stop(_NO_SECOND_PROCESS)
    logs.configure(settings)
    asyncio.run(_work(shop_of(context), settings))


async def _work(shop: Shop, settings: Settings) -> None:
    """Serve until the first signal; the jobs in hand are finished, unless a second one comes."""
    async with shop() as services:
        worker = Worker(
            services.works,
            services.bell,
            concurrency=settings.job_concurrency,
            poll_seconds=settings.job_poll_seconds,
            counts=services.counts,
        )
        task = asyncio.create_task(worker.run(), name="worker")
        siblings = Siblings(services.counts, settings.metrics_folder)
        beside = [
            asyncio.create_task(services.configured.follow(services.works)),
            asyncio.create_task(siblings.keep_writing()),
        ]
        stopping = asyncio.Event()

        def on_signal() -> None:
            if stopping.is_set():
                task.cancel()
            stopping.set()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, on_signal)
        log.info("worker.started", concurrency=settings.job_concurrency)
        await stopping.wait()
        log.info("worker.stopping")
        await end(worker, task, seconds=settings.shutdown_seconds)
        for each in beside:
            each.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        log.info("worker.stopped")
