"""What a browser sends along unasked has to be meant: same origin, and for a session a signed token too."""

import secrets
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request

from shopwright.faces.services import Services
from shopwright.infra import signing
from shopwright.infra.settings import Settings
from shopwright.kernel.errors import Forbidden

CSRF_HEADER, CSRF_FIELD = "X-CSRF-Token", "csrf_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_FORM = "application/x-www-form-urlencoded"
_LONGEST, _FIELDS = 200, 100


class CrossSiteRequest(Forbidden):
    code = "cross_site_request"
    title = "A browser may not be made to do this by another site."


class InvalidCsrfToken(Forbidden):
    code = "invalid_csrf_token"
    title = "The request lacks the token that goes with the session; fetch one first."


def refuse_cross_site(request: Request, settings: Settings) -> None:
    """Let pass what a browser says comes from our own pages.

    Raises:
        CrossSiteRequest: it comes from elsewhere, or the browser does not say.
    """
    if _comes_from_here(request, settings) is not True:
        raise CrossSiteRequest


def refuse_known_cross_site(request: Request, settings: Settings) -> None:
    """The same where a client that is no browser may have kept a cookie: it says nothing of where it is.

    Raises:
        CrossSiteRequest: it comes from elsewhere.
    """
    if _comes_from_here(request, settings) is False:
        raise CrossSiteRequest


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


def _comes_from_here(request: Request, settings: Settings) -> bool | None:
    """What the browser says; None where nothing is said."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    if origin is None:
        return None
    ours = urlsplit(settings.public_url)
    return origin.lower() == f"{ours.scheme}://{ours.netloc}".lower()


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
