"""Every error as a problem document (RFC 9457)."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shopwright.infra.http.refusals import page_for
from shopwright.kernel.errors import ShopError

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
_SHORT_OF_SERVICE = {"retry-after": "1"}
# What the validator says in its own words, in those of an API.
_MESSAGES: Mapping[str, str] = {
    "extra_forbidden": "There is no field of that name.",
    "missing": "This is required.",
}

_BY_STATUS: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request can't be understood."),
    401: ("unauthorized", "Sign in first."),
    402: ("payment_required", "The payment did not go through."),
    403: ("forbidden", "You may not do that."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address doesn't take that method."),
    406: ("not_acceptable", "This address can't answer in that form."),
    408: ("body_too_slow", "The request's body took too long to arrive."),
    409: ("conflict", "The state of things does not allow that."),
    410: ("gone", "It is no longer here."),
    412: ("precondition_failed", "It was changed by somebody else in the meantime."),
    413: ("body_too_large", "The request's body is too large."),
    414: ("address_too_long", "The request's address is too long."),
    415: ("unsupported_media_type", "The request's content type is not accepted here."),
    422: ("invalid", "The values given can't be accepted."),
    429: ("too_many_requests", "Too many requests; try again later."),
    431: ("head_too_large", "The request's headers are too large."),
    500: ("internal_error", "Something went wrong on our side."),
    503: ("unavailable", "The service can't answer now; try again later."),
}


def document(
    status: int,
    *,
    code: str | None = None,
    title: str | None = None,
    detail: str | None = None,
    **members: object,
) -> dict[str, Any]:
    """The members of a problem document; ``type`` is made of the code."""
    known_code, known_title = _BY_STATUS.get(status, ("error", "The request failed."))
    code, title = code or known_code, title or known_title
    return {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail or title,
        **members,
    }


def answer(
    body: Mapping[str, Any], request: Request, *, headers: Mapping[str, str] | None = None
) -> Response:
    """The document, or a page of it for who looks at pages."""
    told = {**body, "request_id": request_id_of(request)}
    all_headers = {"cache-control": "no-store", **(headers or {})}
    page = page_for(request.url.path, request.scope["headers"], told)
    if page is not None:
        found = Response(page[0], status_code=body["status"], headers=all_headers)
        found.raw_headers.extend(page[1])
        return found
    content = orjson.dumps(told, default=str)
    return Response(content, status_code=body["status"], media_type=MEDIA_TYPE, headers=all_headers)


def request_id_of(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


async def on_shop_error(request: Request, error: ShopError) -> Response:
    headers = {"www-authenticate": "Bearer"} if error.status == 401 else {}
    if error.status in (429, 503) or "retry_after" in error.extra:
        headers["retry-after"] = str(error.extra.get("retry_after", 1))
    body = document(
        error.status,
        code=error.code,
        title=error.title,
        detail=error.detail,
        **error.extra,
    )
    return answer(body, request, headers=headers)


async def on_invalid(request: Request, error: RequestValidationError) -> Response:
    """Name each field and what is wrong with it, never the value that was sent."""
    faults = error.errors()
    broken = next((item for item in faults if item["type"] == "json_invalid"), None)
    if broken is not None:
        body = document(400, code="invalid_json", detail=_where_it_breaks(broken))
    else:
        body = document(422, errors=[_fault(item) for item in faults])
    return answer(body, request)


async def on_http_error(request: Request, error: HTTPException) -> Response:
    body = document(error.status_code)
    return answer(body, request, headers=error.headers)


async def on_integrity_error(request: Request, error: IntegrityError) -> Response:
    log.info("database.constraint_refused", error=str(error.orig)[:300])
    body = document(409, code="conflict", title="The state of things does not allow that.")
    return answer(body, request)


async def on_database_error(request: Request, error: DBAPIError | PoolTimeout) -> Response:
    """The database is away, busy or overloaded: the caller may try again; anything else is our fault."""
    if isinstance(error, (OperationalError, PoolTimeout)) or _is_passing(error):
        log.warning("database.unavailable", error=str(error)[:300])
        body = document(503)
        return answer(body, request, headers=_SHORT_OF_SERVICE)
    return await on_anything(request, error)


async def on_anything(request: Request, error: Exception) -> Response:
    log.error("request.failed", path=request.url.path, exc_info=error)
    report(request.scope, error)
    settings = getattr(request.app.state, "settings", None)
    detail = f"{type(error).__name__}: {error}" if settings is not None and settings.debug else None
    return answer(document(500, detail=detail), request)


def report(scope: Mapping[str, Any], error: Exception) -> None:
    """Tell those who watch the shop from outside."""
    tell = getattr(getattr(scope.get("app"), "state", None), "report", None)
    if tell is not None:
        tell(error)


def install(app: FastAPI) -> None:
    """Answer every error of an application in this form."""
    handlers: Sequence[tuple[type[Exception], Any]] = (
        (ShopError, on_shop_error),
        (RequestValidationError, on_invalid),
        (HTTPException, on_http_error),
        (IntegrityError, on_integrity_error),
        (DBAPIError, on_database_error),
        (PoolTimeout, on_database_error),
        (ConnectionError, on_unreachable),
        (TimeoutError, on_unreachable),
        (Exception, on_anything),
    )
    for kind, handler in handlers:
        app.add_exception_handler(kind, handler)


async def on_unreachable(request: Request, error: Exception) -> Response:
    """A machine that we lean on did not answer."""
    log.warning("dependency.unavailable", error=f"{type(error).__name__}: {error}"[:300])
    return answer(document(503), request, headers=_SHORT_OF_SERVICE)


_PASSING_STATES = frozenset(
    {
        "40001",
        "40P01",
        "55P03",
        "57014",
        "57P01",
        "57P02",
        "57P03",
        "53300",
        "08006",
        "08003",
    }
)


def _is_passing(error: DBAPIError | PoolTimeout) -> bool:
    """Lock timeouts, deadlocks, shutdowns and the like, by PostgreSQL's SQLSTATE."""
    origin = getattr(error, "orig", None)
    return getattr(origin, "sqlstate", None) in _PASSING_STATES or getattr(
        error, "connection_invalidated", False
    )


def _where_it_breaks(item: Mapping[str, Any]) -> str:
    reason = str(item.get("ctx", {}).get("error", "it can't be read"))
    return f"The body is not JSON: {reason} (character {item['loc'][-1]})."


def _fault(item: Mapping[str, Any]) -> dict[str, str]:
    where, *path = [str(part) for part in item["loc"]] or ["body"]
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
    message = _MESSAGES.get(item["type"]) or str(item["msg"]).removeprefix("Value error, ")
    fault = {"pointer": pointer, "message": message}
    return fault if where == "body" else fault | {"in": where}
