"""Browsers' sessions, and signing in with accounts elsewhere."""

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

_NAME = re.compile(r"[a-z][a-z0-9-]{1,29}")
_RESERVED = frozenset({"google", "github"})
_FORM = 'OIDC_PROVIDERS is {"name": {"issuer": "https://...", "client_id": "...", "client_secret": "..."}}'


class OidcIssuer(BaseModel):
    """An OpenID Connect issuer, and who the shop is there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: str = Field(min_length=8, max_length=300)
    client_id: str = Field(min_length=1, max_length=300)
    client_secret: str = Field("", repr=False, max_length=1000)
    title: str = Field("", max_length=50)


class SignInSettings(BaseModel):
    """How a browser stays signed in, and where else one may come from."""

    browser_idle_hours: int = Field(
        7 * 24, ge=1, le=90 * 24, description="How long a browser's session lasts unused."
    )
    browser_session_days: int = Field(
        30, ge=1, le=365, description="How long a browser's session lasts at all."
    )
    staff_idle_minutes: int = Field(
        30,
        ge=15,
        le=24 * 60,
        description="How long any session of one who holds rights lasts unused.",
    )
    staff_session_hours: int = Field(
        12,
        ge=1,
        le=7 * 24,
        description="How long any session of one who holds rights lasts at all.",
    )
    google_client_id: str = Field("", description="Signs in with Google; empty: not offered.")
    google_client_secret: str = Field("", repr=False, description="What Google gave with it.")
    github_client_id: str = Field("", description="Signs in with GitHub; empty: not offered.")
    github_client_secret: str = Field("", repr=False, description="What GitHub gave with it.")
    oidc_providers: str = Field(
        "",
        repr=False,
        description="Other issuers of OpenID Connect as JSON: name to issuer, client_id, client_secret and title.",
    )

    @field_validator("oidc_providers")
    @classmethod
    def be_providers(cls, text: str) -> str:
        """Refuse what can't be read at start-up, not at the first sign-in."""
        _parsed(text)
        return text

    @property
    def issuers(self) -> Mapping[str, OidcIssuer]:
        """Every OpenID Connect issuer that is set, by its name."""
        found = _parsed(self.oidc_providers)
        if self.google_client_id:
            found["google"] = OidcIssuer(
                issuer="https://accounts.google.com",
                client_id=self.google_client_id,
                client_secret=self.google_client_secret,
                title="Google",
            )
        return found


def _parsed(text: str) -> dict[str, OidcIssuer]:
    if not text.strip():
        return {}
    try:
        given = json.loads(text)
        found = {name: OidcIssuer.model_validate(each) for name, each in given.items()}
    except (ValueError, ValidationError, AttributeError):
        raise ValueError(_FORM) from None
    for name, each in found.items():
        url = urlsplit(each.issuer)
        if not _NAME.fullmatch(name) or name in _RESERVED:
            message = "a provider's name has a-z, 0-9 and -, and is neither google nor github"
            raise ValueError(message)
        if url.scheme not in {"https", "http"} or not url.hostname or url.query or url.fragment:
            message = "an issuer is the address that its documents begin with"
            raise ValueError(message)
    return found
