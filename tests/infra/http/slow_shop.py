"""A server with one slow route behind the edge, for tests that stop it: `python -m ... PORT`."""

import asyncio
import sys

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from shopwright.infra import logs
from shopwright.infra.http.edge.stack import Edge
from shopwright.infra.http.server import bind, serve
from tests.infra.http.edge.rig import settings_of

SETTINGS = settings_of(log_format="json", shutdown_seconds=20, request_timeout_seconds=60)


def load() -> Starlette:
    may_answer = asyncio.Event()

    async def slow(_: Request) -> PlainTextResponse:
        sys.stderr.write("slow request in hand\n")
        await may_answer.wait()
        return PlainTextResponse("done")

    async def release_when_draining() -> None:
        while not edge.gate.is_closed:  # noqa: ASYNC110 - a signal handler has no event to set
            await asyncio.sleep(0.01)
        if "--never" not in sys.argv:
            may_answer.set()

    async def live(_: Request) -> PlainTextResponse:
        app.state.task = asyncio.create_task(release_when_draining())
        return PlainTextResponse("ok")

    logs.configure(SETTINGS)
    edge = Edge.of(SETTINGS)
    app = Starlette(routes=[Route("/slow", slow), Route("/health/live", live)])
    app.state.edge = edge
    app.add_middleware(edge.around)
    return app


if __name__ == "__main__":
    serve("tests.infra.http.slow_shop:load", SETTINGS, bind("127.0.0.1", int(sys.argv[1])))
