"""Answers that are finished texts: with an ETag, answered 304 where the client has them already."""

from collections.abc import Mapping
from hashlib import blake2b

from fastapi import Request, Response

from shopwright.infra.http import cookies

FOR_ALL = "public, max-age=0, must-revalidate"
FOR_ONE = "private, no-cache"
_JSON = "application/json"


def etag_of(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=8).hexdigest()}"'


def finished(
    request: Request,
    body: bytes,
    *,
    etag: str | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer with this body; everybody may keep what a guest gets, nobody what was made for one."""
    is_for_all = not _is_somebodys(request)
    tag = etag or etag_of(body)
    named = {"etag": tag, "cache-control": FOR_ALL if is_for_all else FOR_ONE, **(headers or {})}
    if status == 200 and has_it(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=named)
    return Response(body, status_code=status, media_type=_JSON, headers=named)


def _is_somebodys(request: Request) -> bool:
    is_named = "authorization" in request.headers or "x-api-key" in request.headers
    return is_named or cookies.names_session(request.headers.get("cookie", "").encode("latin-1"))


def has_it(if_none_match: str | None, etag: str) -> bool:
    """Whether one of the tags that a client has is this one; weakly compared, as RFC 9110 wants it for reading."""
    if if_none_match is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in tags or etag in tags


def expected_version(request: Request) -> int | None:
    """The version that If-Match names, None where it names none; one that never was is -1."""
    given = request.headers.get("if-match")
    if given is None or given.strip() == "*":
        return None
    number = given.strip().strip('"').partition("-")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1
