"""The application: ``create_app(settings)``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from shopwright import __version__
from shopwright.faces.api.routers import ROUTERS
from shopwright.faces.services import Services
from shopwright.infra.http import problems
from shopwright.infra.settings import Settings
from shopwright.wiring import close_services, open_services


def create_app(
    settings: Settings | None = None, *, services: Services | None = None
) -> FastAPI:
    """The ASGI application; ``services`` are opened from the settings unless handed in."""
    settings = settings or Settings()
    shop = services or open_services(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if services is None:
            await close_services(shop)

    app = FastAPI(
        title="Shopwright",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
        },
    )
    app.state.settings = settings
    app.state.services = shop
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    return app
