"""What others may know of an account, a session and its tokens."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

CUSTOMER, VENDOR, ADMIN = "customer", "vendor", "admin"


@dataclass(frozen=True, slots=True)
class User:
    id: UUID
    email: str
    username: str | None
    full_name: str
    is_active: bool
    roles: frozenset[str]
    created_at: datetime

    @property
    def role(self) -> str:
        """The one role to show where there is room for one: the most powerful built-in one, else any."""
        for role in (ADMIN, VENDOR, CUSTOMER):
            if role in self.roles:
                return role
        return min(self.roles, default="")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made; the password is hashed before, outside of any transaction."""

    email: str
    full_name: str
    password_hash: str | None
    username: str | None = None
    roles: frozenset[str] = frozenset({CUSTOMER})


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody fills in to get an account."""

    email: str
    password: str = field(repr=False)
    full_name: str = ""
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """From where somebody comes, as far as the connection tells."""

    address: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A pair of tokens; ``expires_in`` counts seconds for the access token."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    session_id: UUID


@dataclass(frozen=True, slots=True)
class SignedIn:
    user: User
    grant: Grant


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid access token says."""

    user_id: UUID
    session_id: UUID
    token_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database says of a token's bearer now."""

    label: str
    rights: frozenset[str]
