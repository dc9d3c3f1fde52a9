"""Access tokens: signed, short-lived, and read with suspicion."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from shopwright.infra.signing import derived_key
from shopwright.kernel import ids
from shopwright.modules.identity.contracts import Claims
from shopwright.modules.identity.errors import InvalidToken

ALGORITHM = "HS256"
ISSUER = "shopwright"
AUDIENCE = "shopwright:api"
KIND = "access"
LONGEST_TOKEN = 2048
_REQUIRED = ("sub", "sid", "jti", "typ", "aud", "iss", "iat", "nbf", "exp")
_HEADER = {"alg", "typ", "kid"}


class AccessTokens:
    """Signs and reads access tokens with keys derived from secrets; the first signs, all of them verify."""

    def __init__(self, *secret_keys: str, lifetime: timedelta) -> None:
        self.lifetime = lifetime
        self._keys = {_name_of(key): key for key in _derived(secret_keys)}
        self._signing = next(iter(self._keys))
        options: Any = {
            "require": list(_REQUIRED),
            "verify_exp": False,  # read against our own clock below
            "verify_nbf": False,
            "verify_iat": False,
        }
        self._options = options

    def sign(self, user_id: UUID, session_id: UUID, now: datetime) -> str:
        issued = int(now.timestamp())
        claims = {
            "sub": str(user_id),
            "sid": str(session_id),
            "jti": str(ids.new()),
            "typ": KIND,
            "aud": AUDIENCE,
            "iss": ISSUER,
            "iat": issued,
            "nbf": issued,
            "exp": issued + int(self.lifetime.total_seconds()),
        }
        key = self._keys[self._signing]
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": self._signing})

    def read(self, token: str, now: datetime) -> Claims:
        """What a token says, if we signed it and its time has come and not gone.

        Raises:
            InvalidToken: never says why; the bearer knows, or has no business to.
        """
        if len(token) > LONGEST_TOKEN:
            raise InvalidToken
        try:
            said = jwt.decode(
                token,
                self._key_for(token),
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options=self._options,
            )
            claims = _claims(said)
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            raise InvalidToken from None
        if said["typ"] != KIND or not _is_timely(said, now):
            raise InvalidToken
        return claims

    def _key_for(self, token: str) -> bytes:
        header = jwt.get_unverified_header(token)
        if set(header) != _HEADER or not isinstance(header["kid"], str):
            raise InvalidToken
        try:
            return self._keys[header["kid"]]
        except KeyError:
            raise InvalidToken from None


def new_secret() -> str:
    """A token of 256 random bits, that is shown once and stored as its fingerprint."""
    return secrets.token_urlsafe(32)


def _derived(secret_keys: Iterable[str]) -> list[bytes]:
    return [derived_key(secret_key, "access tokens") for secret_key in secret_keys]


def _name_of(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:16]


def _claims(said: dict[str, Any]) -> Claims:
    expires_at = datetime.fromtimestamp(said["exp"], UTC)
    return Claims(UUID(said["sub"]), UUID(said["sid"]), str(UUID(said["jti"])), expires_at)


def _is_timely(said: dict[str, Any], now: datetime) -> bool:
    moment = now.timestamp()
    return bool(said["nbf"] <= moment < said["exp"])
