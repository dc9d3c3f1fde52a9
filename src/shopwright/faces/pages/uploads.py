"""Files that were sent to a page, as the API takes them: a form of its own, read piece by piece."""

import secrets
from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote

from starlette.datastructures import UploadFile

from shopwright.infra.http.inside import Raw

_PIECE = 256 * 1024


def form_of(fields: Mapping[str, str], name: str, file: UploadFile) -> Raw:
    """A ``multipart/form-data`` body of text fields and one file."""
    boundary = secrets.token_hex(16)
    return Raw(f"multipart/form-data; boundary={boundary}", _pieces(boundary, fields, name, file))


async def _pieces(
    boundary: str, fields: Mapping[str, str], name: str, file: UploadFile
) -> AsyncIterator[bytes]:
    for field, value in fields.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n'
        yield f"{head}{value}\r\n".encode()
    filename = quote((file.filename or "file")[:200], safe=" .()")
    content_type = file.content_type or "application/octet-stream"
    if not content_type.isprintable():
        content_type = "application/octet-stream"
    yield (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        f"Content-Type: {content_type}\r\n\r\n"
    ).encode()
    while piece := await file.read(_PIECE):
        yield piece
    yield f"\r\n--{boundary}--\r\n".encode()
