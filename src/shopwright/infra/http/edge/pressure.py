"""How much is worked on at a time and for how long: the rest waits a little, or is told to come back."""

import asyncio
from collections import deque

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopwright.infra.http.edge.answers import refuse, retry_after
from shopwright.infra.http.edge.places import is_exempt

PATIENCE = 1.0
OVERLOADED = ("overloaded", "Too much is asked for at once; try again in a moment.")
TOO_SLOW = ("deadline_exceeded", "The answer took too long; try again later.")


class Places:
    """So many at a time; a bounded number waits in order, for a second at most."""

    def __init__(self, most: int, most_waiting: int, *, patience: float = PATIENCE) -> None:
        self._free = most
        self._most_waiting = most_waiting
        self._patience = patience
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def take(self) -> bool:
        """Take a place, waiting for one if there is none; False where that is hopeless."""
        if self._free > 0:
            self._free -= 1
            return True
        if len(self._waiting) >= self._most_waiting:
            return False
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self._patience):
                await turn
        except TimeoutError:
            return False
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give_back()
            raise
        else:
            return True

    def give_back(self) -> None:
        """Hand the place to the one who has waited longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class Pressure:
    """A place for each request, held until its answer is ready, and a deadline for the answer to begin."""

    def __init__(self, app: ASGIApp, *, places: Places, deadline: float) -> None:
        self._app = app
        self._places = places
        self._deadline = deadline

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_exempt(scope["path"]):
            await self._app(scope, receive, send)
            return
        if not await self._places.take():
            await _refuse(scope, send, OVERLOADED)
            return
        turn = _Turn(send, self._places)
        try:
            async with asyncio.timeout(self._deadline) as turn.deadline:
                await self._app(scope, receive, turn.send)
        except TimeoutError:
            if turn.has_begun or not turn.is_over:
                raise
            await _refuse(scope, send, TOO_SLOW)
        finally:
            turn.end()


class _Turn:
    """A request on its place. The deadline is lifted once the answer begins; the place is free once it is complete."""

    deadline: asyncio.Timeout

    def __init__(self, send: Send, places: Places) -> None:
        self._send = send
        self._places = places
        self._holds_place = True
        self.has_begun = False

    @property
    def is_over(self) -> bool:
        return self.deadline.expired()

    async def send(self, message: Message) -> None:
        if not self.has_begun:
            self.has_begun = True
            self.deadline.reschedule(None)
            if _is_stream_of_news(message):
                self.end()  # it goes on for hours, and mostly waits
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self.end()  # a slow reader takes nobody's place
        await self._send(message)

    def end(self) -> None:
        if self._holds_place:
            self._holds_place = False
            self._places.give_back()


def _is_stream_of_news(message: Message) -> bool:
    headers = message.get("headers", ())
    return any(
        name == b"content-type" and value.startswith(b"text/event-stream")
        for name, value in headers
    )


async def _refuse(scope: Scope, send: Send, fault: tuple[str, str]) -> None:
    code, title = fault
    await refuse(scope, send, 503, code=code, title=title, headers=(retry_after(1),))
