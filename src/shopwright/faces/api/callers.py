"""Whose request it is, for those who count requests: told without asking the database."""

from collections.abc import Callable
from uuid import UUID

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from shopwright.faces.api.context import API_KEY
from shopwright.faces.services import Services
from shopwright.infra.http import cookies
from shopwright.modules.identity.contracts import KEY_MARK


def caller_of(services: Services) -> Callable[[Scope], tuple[str, str] | None]:
    """Tells the account or the key of a request, ``("account", id)`` or ``("key", id)``.

    However many tokens somebody has, they are one account. None for a guest, for what is forged, and for a key that
    this process has not seen yet.
    """
    recogniser = services.security.recogniser
    session = cookies.name_of(cookies.SESSION, is_https=services.settings.is_https)

    def browser(header: str) -> UUID | None:
        cookie = cookie_parser(header).get(session) if session in header else None
        return recogniser.account_of_cookie(cookie) if cookie else None

    def find(scope: Scope) -> tuple[str, str] | None:
        headers = Headers(scope=scope)
        token = headers.get("authorization", "").partition(" ")[2].strip()
        key = headers.get(API_KEY) or (token if token.startswith(KEY_MARK) else "")
        if key:
            key_id = recogniser.keys.known(key.strip())
            return ("key", str(key_id)) if key_id else None
        account = recogniser.account_of(token) if token else browser(headers.get("cookie", ""))
        return ("account", str(account)) if account else None

    return find
