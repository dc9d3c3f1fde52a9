"""HEAD is GET without the body (RFC 9110, 9.3.2): whoever asks for one gets the headers of the other."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """A layer that lets the application answer HEAD as it answers GET, and keeps the body back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_head)
