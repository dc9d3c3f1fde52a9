"""Who does a thing: a person, a guest, or the shop itself."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.errors import Forbidden, Unauthorized


class ActorKind(StrEnum):
    GUEST = "guest"
    USER = "user"
    KEY = "key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose behalf a Work runs, with the rights that he holds (``orders:read``).

    ``key``: the API key by which he acts, as ``user:<id>/key:<prefix>``; empty where he is there in person.
    """

    kind: ActorKind
    user_id: UUID | None = None
    rights: frozenset[str] = field(default_factory=frozenset)
    label: str = ""
    key: str = ""

    @property
    def is_user(self) -> bool:
        return self.kind is ActorKind.USER

    @property
    def name(self) -> str:
        """How a ledger or the audit trail names the actor: ``user:<id>``, ``guest``, ``system:worker``."""
        if self.key:
            return self.key
        if self.user_id is not None:
            return f"user:{self.user_id}"
        return f"{self.kind}:{self.label}" if self.label else self.kind

    def apart(self) -> "Actor":
        """The key without its owner: it keeps its rights, and nothing of what is the owner's own is its."""
        return replace(self, kind=ActorKind.KEY, user_id=None)

    def may(self, right: str) -> bool:
        return self.kind is ActorKind.SYSTEM or right in self.rights

    def demand(self, right: str) -> None:
        """Raise unless the actor holds the right.

        Raises:
            Unauthorized: nobody is signed in.
            Forbidden: somebody is, who lacks the right.
        """
        if self.may(right):
            return
        if self.kind is ActorKind.GUEST:
            raise Unauthorized
        raise Forbidden(right=right)


GUEST = Actor(ActorKind.GUEST)


def system(label: str) -> Actor:
    """The shop itself: a job, the command line."""
    return Actor(ActorKind.SYSTEM, label=label)
