"""GitHub: OAuth 2 with PKCE; who somebody is, its API tells."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import structlog

from shopwright.infra.outgoing import Outgoing, OutgoingFailed
from shopwright.modules.identity.contracts import ForeignPerson, Trip
from shopwright.modules.identity.errors import ProviderRefused, ProviderUnreachable
from shopwright.modules.identity.rules import challenge_of

log = structlog.get_logger(__name__)
SITE, API = "https://github.com", "https://api.github.com"
SCOPES = "read:user user:email"


class GitHubProvider:
    """Implements the port; ``site`` and ``api`` are others where a company runs its own."""

    name, title, issuer = "github", "GitHub", ""

    def __init__(
        self,
        outgoing: Outgoing,
        *,
        client_id: str,
        client_secret: str,
        site: str = SITE,
        api: str = API,
    ) -> None:
        self._outgoing = outgoing
        self._client_id = client_id
        self._client_secret = client_secret
        self._site = site
        self._api = api

    async def address_of(self, trip: Trip) -> str:
        asked = {
            "client_id": self._client_id,
            "redirect_uri": trip.redirect_uri,
            "scope": SCOPES,
            "state": trip.state,
            "code_challenge": challenge_of(trip.verifier),
            "code_challenge_method": "S256",
        }
        return f"{self._site}/login/oauth/authorize?{urlencode(asked)}"

    async def identify(self, trip: Trip, *, code: str, now: datetime) -> ForeignPerson:
        _ = now
        fields = {
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "code": code,
            "redirect_uri": trip.redirect_uri,
            "code_verifier": trip.verifier,
        }
        try:
            tokens = await self._outgoing.post(f"{self._site}/login/oauth/access_token", fields)
            token = tokens.get("access_token") if isinstance(tokens, dict) else None
            if not isinstance(token, str):  # a refusal is answered with status 200
                log.warning("foreign.refused", provider=self.name, reason="no token")
                raise ProviderRefused
            bearer = {"authorization": f"Bearer {token}"}
            user = await self._outgoing.get(f"{self._api}/user", headers=bearer)
            emails = await self._outgoing.get(f"{self._api}/user/emails", headers=bearer)
        except OutgoingFailed as error:
            log.warning(
                "foreign.failed", provider=self.name, reason=error.reason, status=error.answered
            )
            is_no = error.answered in {400, 401, 403}
            raise (ProviderRefused if is_no else ProviderUnreachable) from None
        return _person(user, emails)


def _person(user: Any, emails: Any) -> ForeignPerson:
    """The account's number, which stays when its name changes hands, and its first address."""
    number = user.get("id") if isinstance(user, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not isinstance(emails, list):
        raise ProviderRefused
    primary = next((each for each in emails if isinstance(each, dict) and each.get("primary")), {})
    email, name = primary.get("email"), user.get("name")
    return ForeignPerson(
        subject=str(number),
        email=email if isinstance(email, str) else "",
        is_email_verified=primary.get("verified") is True,
        full_name=name if isinstance(name, str) else "",
    )
