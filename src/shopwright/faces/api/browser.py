"""What a browser sends along unasked has to be meant: same origin, and for a session a signed token too."""

import secrets
from uuid import UUID

from fastapi import Request

from shopwright.faces.services import Services
from shopwright.infra import signing
from shopwright.infra.http.origin import refuse_cross_site
from shopwright.kernel.errors import Forbidden

CSRF_HEADER, CSRF_FIELD = "X-CSRF-Token", "csrf_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_FORM = "application/x-www-form-urlencoded"
_LONGEST, _FIELDS = 200, 100


class InvalidCsrfToken(Forbidden):
    code = "invalid_csrf_token"
    title = "The request lacks the token that goes with the session; fetch one first."


async def insist_on_intent(request: Request, services: Services, session_id: UUID) -> None:
    """Refuse what changes something by a session cookie alone.

    Raises:
        CrossSiteRequest, InvalidCsrfToken: it was not sent by our pages, or not with the session's token.
    """
    if request.method in SAFE:
        return
    refuse_cross_site(request, services.settings)
    token = request.headers.get(CSRF_HEADER) or await _field(request)
    if not _is_ours(services, session_id, token):
        raise InvalidCsrfToken


def csrf_token(services: Services, session_id: UUID) -> str:
    """A token that goes with the session; another text each time, so that compression tells nothing of it."""
    salt = secrets.token_urlsafe(12)
    return f"{salt}.{_signed(services, session_id, salt)}"


async def _field(request: Request) -> str:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return ""
    form = await request.form(max_files=0, max_fields=_FIELDS)
    value = form.get(CSRF_FIELD)
    return value if isinstance(value, str) else ""


def _is_ours(services: Services, session_id: UUID, token: str) -> bool:
    salt, _, signature = token.partition(".")
    if not salt or not token.isascii() or len(token) > _LONGEST:
        return False
    key = _key(services)
    return signing.is_signed(key, _message(session_id, salt), signature)


def _signed(services: Services, session_id: UUID, salt: str) -> str:
    return signing.sign(_key(services), _message(session_id, salt))


def _key(services: Services) -> bytes:
    return signing.derived_key(services.settings.secret_key, "csrf")


def _message(session_id: UUID, salt: str) -> bytes:
    return session_id.bytes + salt.encode()
