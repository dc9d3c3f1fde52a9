"""Access tokens: signed, short-lived, and read with suspicion."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from shopwright.infra.signing import derived_key
from shopwright.kernel import ids
from shopwright.modules.identity.contracts import Claims
from shopwright.modules.identity.errors import InvalidToken, NoSigningKey, UnknownKey

ALGORITHM = "HS256"
ISSUER = "shopwright"
AUDIENCE = "shopwright:api"
KIND = "access"
LONGEST_TOKEN = 2048
_REQUIRED = ("sub", "sid", "jti", "typ", "aud", "iss", "iat", "nbf", "exp")
_HEADER = {"alg", "typ", "kid"}
_EVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key and its times: it signs from one on, as the newest, and counts until the other."""

    kid: str
    key: bytes = field(repr=False)
    signs_from: datetime = _EVER
    ends_at: datetime | None = None


class AccessTokens:
    """Signs and reads access tokens.

    It begins with keys derived from secrets: the first signs, all of them verify. Keys that were made since are
    :meth:`adopted <adopt>`; then the newest whose time has come signs.
    """

    def __init__(self, *secret_keys: str, lifetime: timedelta) -> None:
        self.lifetime = lifetime
        self.derived = [SigningKey(_name_of(key), key) for key in _derived(secret_keys)]
        self.ring: tuple[SigningKey, ...] = tuple(self.derived)
        options: Any = {
            "require": list(_REQUIRED),
            "verify_exp": False,  # read against our own clock below
            "verify_nbf": False,
            "verify_iat": False,
        }
        self._options = options

    @property
    def derived_kid(self) -> str:
        """The name of the key that comes of the secret."""
        return self.derived[0].kid

    def adopt(self, made: Sequence[SigningKey]) -> bool:
        """Take these keys beside the derived ones, which keep their place unless one of them has its name.

        Answers whether anything is different now.
        """
        named = {each.kid for each in made}
        before = self.ring
        self.ring = (*made, *(each for each in self.derived if each.kid not in named))
        return self.ring != before

    def signing_key(self, now: datetime) -> SigningKey:
        """The newest that may sign; the first derived one where none was made.

        Raises:
            NoSigningKey: all have ended.
        """
        able = [each for each in self.ring if each.signs_from <= now and _counts(each, now)]
        if not able:
            raise NoSigningKey
        return max(able, key=lambda each: each.signs_from)

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
        signing = self.signing_key(now)
        return jwt.encode(claims, signing.key, algorithm=ALGORITHM, headers={"kid": signing.kid})

    def read(self, token: str, now: datetime) -> Claims:
        """What a token says, if we signed it and its time has come and not gone.

        Raises:
            UnknownKey: it names a key that this process may not have heard of yet.
            InvalidToken: never says why; the bearer knows, or has no business to.
        """
        if len(token) > LONGEST_TOKEN:
            raise InvalidToken
        try:
            said = jwt.decode(
                token,
                self._key_for(token, now),
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

    def _key_for(self, token: str, now: datetime) -> bytes:
        header = jwt.get_unverified_header(token)
        if set(header) != _HEADER or not isinstance(header["kid"], str):
            raise InvalidToken
        for each in self.ring:
            if each.kid == header["kid"]:
                if not _counts(each, now):
                    raise InvalidToken
                return each.key
        raise UnknownKey


def new_secret() -> str:
    """A token of 256 random bits, that is shown once and stored as its fingerprint."""
    return secrets.token_urlsafe(32)


def _derived(secret_keys: Iterable[str]) -> list[bytes]:
    return [derived_key(secret_key, "access tokens") for secret_key in secret_keys]


def _name_of(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:16]


def _counts(key: SigningKey, now: datetime) -> bool:
    return key.ends_at is None or now < key.ends_at


def _claims(said: dict[str, Any]) -> Claims:
    expires_at = datetime.fromtimestamp(said["exp"], UTC)
    return Claims(UUID(said["sub"]), UUID(said["sid"]), str(UUID(said["jti"])), expires_at)


def _is_timely(said: dict[str, Any], now: datetime) -> bool:
    moment = now.timestamp()
    return bool(said["nbf"] <= moment < said["exp"])
