"""What a provider that vouches for people must be able to do."""

from datetime import datetime
from typing import Protocol

from shopwright.modules.identity.contracts import ForeignPerson, Trip


class ForeignProvider(Protocol):
    """Each call may raise ``ProviderUnreachable``; none happens inside a Work."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def issuer(self) -> str:
        """What it calls itself where it says so in its answer; empty where it never does."""
        ...

    async def address_of(self, trip: Trip) -> str:
        """Where a browser is to be sent."""
        ...

    async def identify(self, trip: Trip, *, code: str, now: datetime) -> ForeignPerson:
        """Who came back with this code.

        Raises:
            ProviderRefused: the code is no good, or what the provider says is not to be believed.
        """
        ...
