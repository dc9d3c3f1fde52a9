"""Reading an id_token with suspicion: who signed it, for whom, when (OpenID Connect Core, 3.1.3.7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import jwt

LEEWAY = timedelta(seconds=60)
OLDEST = timedelta(minutes=10)
LONGEST = 16_384
LONGEST_SUBJECT = 255
# Signed by a key that the issuer alone has: never a shared secret, never nothing.
ALGORITHMS = {
    "RSA": {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"},
    "EC": {"ES256", "ES384", "ES512"},
    "OKP": {"EdDSA"},
}
_REQUIRED = ["iss", "sub", "aud", "exp", "iat"]


class NotBelieved(Exception):
    """Names the check that failed, for the log."""


def read_id_token(
    token: str, keys: Sequence[dict[str, Any]], *, issuer: str, client_id: str, now: datetime
) -> dict[str, Any]:
    """The claims of a token that the issuer signed for us just now.

    Raises:
        LookupError: it names a key that is not among these.
        NotBelieved: anything else is wrong with it.
    """
    if len(token) > LONGEST:
        raise NotBelieved("too long")
    try:
        algorithm, key = _key_for(jwt.get_unverified_header(token), keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=client_id,
            issuer=issuer,
            options={
                "require": _REQUIRED,
                "verify_exp": False,  # read against our own clock below
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
        _insist_on_times(claims, now.timestamp())
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        raise NotBelieved(type(error).__name__) from None
    _insist_on_party(claims, client_id)
    return claims


def _key_for(header: dict[str, Any], keys: Sequence[dict[str, Any]]) -> tuple[str, Any]:
    """The algorithm and the key; of what the header says, only names of what we know already count."""
    algorithm, kid = header.get("alg"), header.get("kid")
    able = [key for key in keys if _is_able(key, algorithm)]
    if kid is not None:
        able = [key for key in able if key.get("kid") == kid]
        if not able and any(algorithm in each for each in ALGORITHMS.values()):
            raise LookupError(str(kid))
    if len(able) != 1:
        raise NotBelieved("algorithm or key")
    return str(algorithm), jwt.PyJWK(able[0], str(algorithm)).key


def _is_able(key: dict[str, Any], algorithm: object) -> bool:
    return (
        algorithm in ALGORITHMS.get(str(key.get("kty")), ())
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
    )


def _insist_on_times(claims: dict[str, Any], now: float) -> None:
    leeway, oldest = LEEWAY.total_seconds(), OLDEST.total_seconds()
    if claims["exp"] <= now - leeway:
        raise NotBelieved("expired")
    if not now - oldest - leeway <= claims["iat"] <= now + leeway:
        raise NotBelieved("issued at another time")
    if claims.get("nbf", 0) > now + leeway:
        raise NotBelieved("not good yet")


def _insist_on_party(claims: dict[str, Any], client_id: str) -> None:
    audience, party = claims["aud"], claims.get("azp")
    is_shared = isinstance(audience, list) and len(audience) > 1
    if (is_shared or party is not None) and party != client_id:
        raise NotBelieved("for another party")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotBelieved("subject")
