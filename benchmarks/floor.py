"""The floor of HTTP: a bare ASGI application that answers with bytes it holds.

Run: python -m benchmarks.floor PORT FOLDER, where the file N of the folder is the answer to GET /N.
"""

import sys
from pathlib import Path
from typing import Any

import uvicorn

_Messages = tuple[dict[str, Any], dict[str, Any]]


def answers_in(folder: Path) -> dict[str, _Messages]:
    """The two messages of each answer, ready to be sent."""
    found = {}
    for file in folder.iterdir():
        body = file.read_bytes()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        found[f"/{file.name}"] = (start, {"type": "http.response.body", "body": body})
    return found


def main() -> None:
    answers = answers_in(Path(sys.argv[2]))

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        message = await receive()
        while message.get("more_body"):
            message = await receive()
        start, body = answers[scope["path"]]
        await send(start)
        await send(body)

    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        log_level="error",
        access_log=False,
        lifespan="off",
        server_header=False,
    )


if __name__ == "__main__":
    main()
