"""Facts about accounts. None holds a secret or more of a person than the id."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class UserRegistered(Event):
    name: ClassVar[str] = "user.registered"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class UserSignedIn(Event):
    name: ClassVar[str] = "user.signed_in"
    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class UserChanged(Event):
    name: ClassVar[str] = "user.changed"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class UserDisabled(Event):
    name: ClassVar[str] = "user.disabled"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class UserEnabled(Event):
    name: ClassVar[str] = "user.enabled"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class RolesAssigned(Event):
    name: ClassVar[str] = "user.roles_assigned"
    user_id: UUID
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefreshTokenReused(Event):
    """Somebody showed a refresh token that was used before: it was stolen, from him or by him."""

    name: ClassVar[str] = "session.refresh_reused"
    user_id: UUID
    session_id: UUID
    address: str


@dataclass(frozen=True, slots=True)
class SessionEnded(Event):
    name: ClassVar[str] = "session.ended"
    user_id: UUID
    session_id: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class ApiKeyMade(Event):
    name: ClassVar[str] = "api_key.made"
    user_id: UUID
    key_id: UUID


@dataclass(frozen=True, slots=True)
class ApiKeyRevoked(Event):
    name: ClassVar[str] = "api_key.revoked"
    user_id: UUID
    key_id: UUID


@dataclass(frozen=True, slots=True)
class RoleChanged(Event):
    """A role was made, changed or removed."""

    name: ClassVar[str] = "role.changed"
    role: str


@dataclass(frozen=True, slots=True)
class SecondFactorAdded(Event):
    name: ClassVar[str] = "factor.added"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class SecondFactorRemoved(Event):
    """By the owner, or by an admin where he lost it; the event's actor tells."""

    name: ClassVar[str] = "factor.removed"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class RecoveryCodesRenewed(Event):
    name: ClassVar[str] = "factor.codes_renewed"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class RecoveryCodeUsed(Event):
    name: ClassVar[str] = "factor.code_used"
    user_id: UUID
    left: int


@dataclass(frozen=True, slots=True)
class SecondFactorDemanded(Event):
    """A role came to demand a second factor of who holds it, or no longer does."""

    name: ClassVar[str] = "role.factor_demanded"
    role: str
    is_demanded: bool


@dataclass(frozen=True, slots=True)
class IdentityLinked(Event):
    name: ClassVar[str] = "identity.linked"
    user_id: UUID
    provider: str


@dataclass(frozen=True, slots=True)
class IdentityUnlinked(Event):
    name: ClassVar[str] = "identity.unlinked"
    user_id: UUID
    provider: str


# After these an account's standing is read anew, wherever it is remembered.
CHANGES_OF_ONE = (
    UserChanged,
    UserDisabled,
    UserEnabled,
    RolesAssigned,
    RefreshTokenReused,
    SessionEnded,
    SecondFactorAdded,
    SecondFactorRemoved,
    ApiKeyRevoked,
)
CHANGES_OF_MANY = (RoleChanged, SecondFactorDemanded)


@dataclass(frozen=True, slots=True)
class VerificationAsked(Event):
    """A link is to be mailed to an address that is not verified."""

    name: ClassVar[str] = "user.verification_asked"
    user_id: UUID
    proof_id: UUID


@dataclass(frozen=True, slots=True)
class RegistrationTried(Event):
    """Somebody registered with the email of an account that there is."""

    name: ClassVar[str] = "user.registration_tried"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class EmailVerified(Event):
    name: ClassVar[str] = "user.email_verified"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class PasswordResetAsked(Event):
    name: ClassVar[str] = "user.password_reset_asked"
    user_id: UUID
    proof_id: UUID


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    name: ClassVar[str] = "user.password_changed"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class EmailChangeAsked(Event):
    """A link is to be mailed to the address that an account wants to have."""

    name: ClassVar[str] = "user.email_change_asked"
    user_id: UUID
    proof_id: UUID


@dataclass(frozen=True, slots=True)
class EmailChanged(Event):
    """``proof_id`` is what undoes it, for whoever reads the old address."""

    name: ClassVar[str] = "user.email_changed"
    user_id: UUID
    proof_id: UUID


@dataclass(frozen=True, slots=True)
class EmailChangeUndone(Event):
    """``proof_id`` is for choosing a new password: the old one is void, somebody else knew it."""

    name: ClassVar[str] = "user.email_change_undone"
    user_id: UUID
    proof_id: UUID


@dataclass(frozen=True, slots=True)
class SignInBlocked(Event):
    """A name was tried too often; without ``user_id`` where no account has it."""

    name: ClassVar[str] = "user.sign_in_blocked"
    user_id: UUID | None
