"""Any issuer of OpenID Connect: found by discovery, believed by its signature."""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any
from urllib.parse import quote, urlencode

import structlog

from shopwright.infra.outgoing import Outgoing, OutgoingFailed
from shopwright.modules.identity.adapters.id_tokens import NotBelieved, read_id_token
from shopwright.modules.identity.contracts import ForeignPerson, Trip
from shopwright.modules.identity.errors import ProviderRefused, ProviderUnreachable
from shopwright.modules.identity.rules import challenge_of

log = structlog.get_logger(__name__)
WELL_KNOWN = "/.well-known/openid-configuration"
SCOPES = "openid email profile"
_KEPT = timedelta(hours=1).total_seconds()
_KEYS_ASKED_EVERY = 10.0  # seconds; a token that names an unknown key makes nobody ask more often
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class OidcProvider:
    """Implements the port with code, PKCE, nonce and a checked id_token."""

    def __init__(  # noqa: PLR0913 - what a registration at an issuer is made of
        self,
        outgoing: Outgoing,
        *,
        name: str,
        title: str,
        issuer: str,
        client_id: str,
        client_secret: str,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._clock = clock
        self.name = name
        self.title = title or name.capitalize()
        self.issuer = issuer
        self._outgoing = outgoing
        self._client_id = client_id
        self._client_secret = client_secret
        self._known: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, list[dict[str, Any]]] | None = None

    async def address_of(self, trip: Trip) -> str:
        found = await self._discovered()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": trip.redirect_uri,
            "scope": SCOPES,
            "state": trip.state,
            "nonce": trip.nonce,
            "code_challenge": challenge_of(trip.verifier),
            "code_challenge_method": "S256",
        }
        base = str(found["authorization_endpoint"])
        return f"{base}{'&' if '?' in base else '?'}{urlencode(asked)}"

    async def identify(self, trip: Trip, *, code: str, now: datetime) -> ForeignPerson:
        try:
            found = await self._discovered()
            tokens = await self._exchange(found, trip, code)
            claims = await self._believed(found, str(tokens.get("id_token", "")), trip, now)
            if "email" not in claims and "userinfo_endpoint" in found:
                claims |= await self._user_info(found, tokens, claims["sub"])
        except NotBelieved as fault:
            log.warning("foreign.refused", provider=self.name, reason=str(fault))
            raise ProviderRefused from None
        except OutgoingFailed as error:
            raise self._failure(error) from None
        return _person(claims)

    async def _discovered(self) -> dict[str, Any]:
        if self._known is not None and self._clock() - self._known[0] < _KEPT:
            return self._known[1]
        try:
            found = await self._outgoing.get(self.issuer.rstrip("/") + WELL_KNOWN)
        except OutgoingFailed as error:
            raise self._failure(error) from None
        is_sound = (
            isinstance(found, dict)
            and str(found.get("issuer", "")).rstrip("/") == self.issuer.rstrip("/")
            and all(self._outgoing.is_allowed(str(found.get(each, ""))) for each in _ENDPOINTS)
        )
        if not is_sound:
            log.warning("foreign.refused", provider=self.name, reason="discovery")
            raise ProviderUnreachable
        self._known = (self._clock(), found)
        return self._known[1]

    async def _exchange(self, found: dict[str, Any], trip: Trip, code: str) -> dict[str, Any]:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": trip.redirect_uri,
            "client_id": self._client_id,
            "code_verifier": trip.verifier,
        }
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        by_header = bool(self._client_secret) and "client_secret_basic" in methods
        if self._client_secret and not by_header:
            fields["client_secret"] = self._client_secret
        credentials = (quote(self._client_id, safe=""), quote(self._client_secret, safe=""))
        tokens = await self._outgoing.post(
            found["token_endpoint"], fields, auth=credentials if by_header else None
        )
        if not isinstance(tokens, dict):
            raise NotBelieved("no tokens")
        return tokens

    async def _believed(
        self, found: dict[str, Any], id_token: str, trip: Trip, now: datetime
    ) -> dict[str, Any]:
        read = partial(
            read_id_token, issuer=str(found["issuer"]), client_id=self._client_id, now=now
        )
        keys = await self._read_keys(found, most_seconds=_KEPT)
        try:
            claims = read(id_token, keys)
        except LookupError:
            keys = await self._read_keys(found, most_seconds=_KEYS_ASKED_EVERY)
            try:
                claims = read(id_token, keys)
            except LookupError:
                raise NotBelieved("unknown key") from None
        nonce = str(claims.get("nonce", ""))
        if not hmac.compare_digest(nonce.encode(), trip.nonce.encode()):
            raise NotBelieved("nonce")
        return claims

    async def _read_keys(
        self, found: dict[str, Any], *, most_seconds: float
    ) -> list[dict[str, Any]]:
        if self._keys is not None and self._clock() - self._keys[0] < most_seconds:
            return self._keys[1]
        answer = await self._outgoing.get(found["jwks_uri"])
        keys = answer.get("keys") if isinstance(answer, dict) else None
        if not isinstance(keys, list):
            raise NotBelieved("no keys")
        self._keys = (self._clock(), [key for key in keys if isinstance(key, dict)])
        return self._keys[1]

    async def _user_info(
        self, found: dict[str, Any], tokens: dict[str, Any], subject: str
    ) -> dict[str, Any]:
        """What the id_token leaves out; of the same person, or nobody's."""
        bearer = {"authorization": f"Bearer {tokens.get('access_token', '')}"}
        told = await self._outgoing.get(found["userinfo_endpoint"], headers=bearer)
        if not isinstance(told, dict) or told.get("sub") != subject:
            raise NotBelieved("another's user info")
        return {name: told[name] for name in ("email", "email_verified", "name") if name in told}

    def _failure(self, error: OutgoingFailed) -> ProviderRefused | ProviderUnreachable:
        log.warning(
            "foreign.failed", provider=self.name, reason=error.reason, status=error.answered
        )
        is_no = error.answered in {400, 401, 403}
        return ProviderRefused() if is_no else ProviderUnreachable()


def _person(claims: dict[str, Any]) -> ForeignPerson:
    email, name, verified = (claims.get(each) for each in ("email", "name", "email_verified"))
    return ForeignPerson(
        subject=str(claims["sub"]),
        email=email if isinstance(email, str) else "",
        is_email_verified=verified is True or verified == "true",
        full_name=name if isinstance(name, str) else "",
    )
