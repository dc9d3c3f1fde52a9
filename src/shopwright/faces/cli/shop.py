"""How a shop is put together, as the commands are handed it; the console knows, the commands do not."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import structlog
import typer
from fastapi import FastAPI

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings, read_settings
from shopwright.infra.work import Works

PATIENCE = 3600
FACTORY = "shopwright.main:load"  # what each process of a server imports


@dataclass(frozen=True, slots=True)
class Shop:
    """Called, it opens the shop that the environment's settings describe, and closes it at the end of the block.

    ``settle`` brings what belongs to the program (roles) into a migrated database. ``seed`` fills an empty shop with
    demo goods and accounts, leaves any other alone, and answers what is to be told about signing in. ``examine``
    answers a line for each thing in the database that contradicts another.
    """

    open: Callable[[Settings], Services]
    close: Callable[[Services], Awaitable[None]]
    application: Callable[[Settings], FastAPI]
    settle: Callable[[Works], Awaitable[None]]
    seed: Callable[[Services], Awaitable[Sequence[str]]] | None = None
    examine: Callable[[Services], Awaitable[Sequence[str]]] | None = None

    @asynccontextmanager
    async def __call__(self, *, patient: bool = False) -> AsyncIterator[Services]:
        """``patient``: for questions about everything there is, which may take longer than a request's."""
        settings = read_settings()
        if patient:
            settings = settings.model_copy(update={"statement_timeout_seconds": PATIENCE})
        services = self.open(settings)
        await services.configured.try_refresh(services.works)
        try:
            yield services
        finally:
            await self.close(services)


def shop_of(context: typer.Context) -> Shop:
    shop: Shop = context.obj
    return shop


def stop(message: str, code: int = 1) -> typer.Exit:
    """Say in one line what is in the way; raise what is answered."""
    typer.echo(message, err=True)
    return typer.Exit(code)


@contextmanager
def quiet() -> Iterator[None]:
    """Without log lines, for commands whose output other programs read."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)
