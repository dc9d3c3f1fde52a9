"""What is asked within a request: its body ends, and after that there is only whether the asker is still there."""

import pytest
from fastapi import FastAPI, Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from shopwright.infra.http.inside import ask

pytestmark = pytest.mark.anyio


class _Listener:
    """Takes in what it is sent, four messages at most."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes]] = []

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        for _ in range(4):
            message = await receive()
            self.heard.append((message["type"], message.get("body", b"")))
            if message["type"] == "http.disconnect":
                break
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


async def _gone() -> Message:
    return {"type": "http.disconnect"}


async def test_after_its_body_an_inner_request_hears_that_the_asker_has_gone() -> None:
    listener, app = _Listener(), FastAPI()
    app.router.routes.append(Route("/inner", listener, methods=["POST"]))
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "app": app, "state": {}}

    found = await ask(Request(scope, _gone), "POST", "/inner", body={"a": 1})

    assert found.status == 204
    assert listener.heard == [
        ("http.request", b'{"a":1}'),
        ("http.request", b""),
        ("http.disconnect", b""),
    ]
