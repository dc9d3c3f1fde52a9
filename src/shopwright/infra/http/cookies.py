"""The names of our cookies, and their form: bound to the host and sent by https alone, wherever there is https."""

from fastapi import Request, Response

SESSION, CART, FOREIGN = "shopwright_session", "shopwright_cart", "shopwright_sign_in"
LONGEST = 512
_SESSION_BYTES = SESSION.encode() + b"="


def name_of(cookie: str, *, is_https: bool) -> str:
    """With ``__Host-`` browsers take it from this very host by https only: no neighbour can plant one."""
    return f"__Host-{cookie}" if is_https else cookie


def read(request: Request, cookie: str, *, is_https: bool) -> str | None:
    """What the browser sent, under the one name that counts here."""
    value = request.cookies.get(name_of(cookie, is_https=is_https))
    return value if value and len(value) <= LONGEST and value.isascii() else None


def write(response: Response, cookie: str, value: str, *, is_https: bool, seconds: int) -> None:
    """Hidden from scripts, not sent along by other sites' forms; no seconds take it away."""
    response.set_cookie(
        name_of(cookie, is_https=is_https),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_https,
    )


def names_session(header: bytes) -> bool:
    """Whether a Cookie header may hold somebody's session; others of ours change nothing that is read by all."""
    return _SESSION_BYTES in header
