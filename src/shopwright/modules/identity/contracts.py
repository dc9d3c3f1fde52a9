"""What others may know of an account, a session and its tokens."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

CUSTOMER, VENDOR, ADMIN = "customer", "vendor", "admin"
TOKENS, BROWSER = "token", "browser"  # what carries a session on


@dataclass(frozen=True, slots=True)
class User:
    id: UUID
    email: str
    username: str | None
    full_name: str
    is_active: bool
    roles: frozenset[str]
    created_at: datetime
    email_verified_at: datetime | None = None

    @property
    def is_verified(self) -> bool:
        """Whether somebody has shown that he reads the account's address."""
        return self.email_verified_at is not None

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
    is_verified: bool = False


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
class BrowserGrant:
    """What a browser's session is named by: a cookie, shown to nobody else."""

    cookie: str = field(repr=False)
    session_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    user: User
    grant: Grant


@dataclass(frozen=True, slots=True)
class BrowserSignedIn:
    user: User
    grant: BrowserGrant


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid access token says."""

    user_id: UUID
    session_id: UUID
    token_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database says of a session and its owner now.

    ``owes_factor``: one of his roles demands a second factor, and this session has not shown one; it holds no rights.
    """

    user_id: UUID
    session_id: UUID
    label: str
    rights: frozenset[str]
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    owes_factor: bool = False


KEY_MARK = "sw_"  # what an API key begins with, so that those who look for leaked secrets know it
SELF = "self"  # the scope of a key that may do what is its owner's own: his cart, orders, profile


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A machine's key as its owner sees it: never the secret."""

    id: UUID
    user_id: UUID
    name: str
    prefix: str
    last4: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    last_used_address: str

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was made just now; ``secret`` is all of it, and is never seen again."""

    key: ApiKey
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """What the database says of a key now: whose it is, and what both it and its owner may do."""

    key_id: UUID
    prefix: str
    user_id: UUID
    label: str
    rights: frozenset[str]
    expires_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of rights, and how many accounts hold it."""

    name: str
    title: str
    is_builtin: bool
    rights: frozenset[str]
    holders: int = 0


@dataclass(frozen=True, slots=True)
class KeyOfTokens:
    """A key that access tokens are signed with, without what is secret about it."""

    kid: str
    signs_from: datetime
    ends_at: datetime | None
    is_signing: bool


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a browser's session lasts unused, and at all; shorter, in any kind of session, for who holds rights."""

    idle: timedelta = timedelta(days=7)
    longest: timedelta = timedelta(days=30)
    staff_idle: timedelta = timedelta(minutes=30)
    staff_longest: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it."""

    id: UUID
    kind: str
    address: str
    user_agent: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


class Purpose(StrEnum):
    """What a link in a mail is good for."""

    VERIFY_EMAIL = "verify_email"
    CHANGE_EMAIL = "change_email"
    UNDO_EMAIL = "undo_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose


class Wish(StrEnum):
    """What is asked for by typing an address, and seen to by a job."""

    REGISTER = "register"
    RESEND_VERIFICATION = "resend_verification"
    FORGOT_PASSWORD = "forgot_password"  # noqa: S105 - a wish


@dataclass(frozen=True, slots=True)
class Proof:
    """A link (and with a reset, a code) that was mailed to ``email``."""

    id: UUID
    user_id: UUID
    purpose: Purpose
    email: str
    username: str | None
    session_id: UUID | None
    created_at: datetime
    code_expires_at: datetime | None
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An account whose owner has just shown that he knows its password."""

    user: User
    password_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResetClaim:
    """A reset that may be finished: its link or its code was right."""

    proof: Proof
    user: User


@dataclass(frozen=True, slots=True)
class NewSeed:
    """The secret of a second factor, shown once; ``address`` is the same as a camera reads it."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FactorState:
    since: datetime | None
    recovery_codes_left: int
    is_demanded: bool


@dataclass(frozen=True, slots=True)
class FactorAnswer:
    """What answers a challenge: a code of the device, or one of the recovery codes."""

    challenge: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    recovery_code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Trip:
    """What goes along to a provider and has to come back, or to be shown when it does."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class ForeignPerson:
    """Somebody as a provider tells of him; ``subject`` is its own, lasting id of him."""

    subject: str
    email: str
    is_email_verified: bool
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a browser is to go; ``binding`` is for who sent it, to be shown when it is back."""

    address: str
    binding: str = field(repr=False)
    expires_in: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a browser comes back with, and what it or its client was given before.

    ``takes_new``: whether somebody without an account gets one.
    """

    state: str = field(repr=False)
    binding: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    issuer: str | None = None
    takes_new: bool = True


@dataclass(frozen=True, slots=True)
class ForeignIdentity:
    """Who an account is elsewhere."""

    provider: str
    email: str
    created_at: datetime
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class Linked:
    user_id: UUID
    provider: str
