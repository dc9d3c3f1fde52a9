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
