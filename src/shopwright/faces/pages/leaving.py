"""A page that can't be shown: an answer of another kind, raised from wherever that is noticed."""

from fastapi import FastAPI, Request
from starlette.responses import Response


class Leaving(Exception):
    """Answered by ``response`` in place of the page."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


async def _answer(_: Request, leaving: Exception) -> Response:
    assert isinstance(leaving, Leaving)  # noqa: S101  # it is installed for nothing else
    return leaving.response


def install(app: FastAPI) -> None:
    """Have the application answer :class:`Leaving`."""
    app.add_exception_handler(Leaving, _answer)
