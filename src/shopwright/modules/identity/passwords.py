"""Passwords are hashed in a few threads beside the event loop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from shopwright.modules.identity.errors import HashingBusy

Result = TypeVar("Result")
_MEMORY_KIB, _PASSES, _LANES = 19_456, 2, 1  # OWASP's profile for Argon2id
_BCRYPT_READS = 72  # bytes; what comes after was never part of such a hash
_BCRYPT = "$2"
# Of random bytes that nobody kept.
_DUMMY = (
    "$argon2id$v=19$m=19456,t=2,p=1$wZMXSez48YCSn4O9NuRvVw$Gzp8jp"
    "iDAlVABGllZcIjv85IGGDt8KGjvrmM2b/FeCk"
)
_WAITING_PER_THREAD = 32


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password is right, and its hash anew where the stored one is of an older make."""

    is_right: bool
    new_hash: str | None = None


class Passwords:
    """Argon2id in at most ``threads`` threads; bcrypt is read and replaced. Never called inside a Work."""

    def __init__(self, threads: int) -> None:
        self._argon2 = Argon2Hasher(memory_cost=_MEMORY_KIB, time_cost=_PASSES, parallelism=_LANES)
        self._hashes = PasswordHash((self._argon2, BcryptHasher()))
        self._limiter = anyio.CapacityLimiter(threads)
        self._most_in_hand = threads * (1 + _WAITING_PER_THREAD)
        self._in_hand = 0

    async def hash(self, password: str) -> str:
        """The hash to store.

        Raises:
            HashingBusy: too many wait already.
        """
        return await self._beside(lambda: self._argon2.hash(password))

    async def verify(self, password: str, stored: str | None) -> Verdict:
        """Compare; without a stored hash a dummy costs as much, so that time tells nothing.

        Raises:
            HashingBusy: too many wait already.
        """
        return await self._beside(lambda: self._verify(password, stored))

    def _verify(self, password: str, stored: str | None) -> Verdict:
        known = stored or _DUMMY
        is_bcrypt = known.startswith(_BCRYPT)
        presented = password.encode()[:_BCRYPT_READS] if is_bcrypt else password.encode()
        try:
            is_right = self._hashes.verify(presented, known) and stored is not None
        except UnknownHashError:
            is_right = False
        if is_right and (is_bcrypt or self._argon2.check_needs_rehash(known)):
            return Verdict(is_right=True, new_hash=self._argon2.hash(password))
        return Verdict(is_right)

    async def _beside(self, call: Callable[[], Result]) -> Result:
        if self._in_hand >= self._most_in_hand:
            raise HashingBusy
        self._in_hand += 1
        try:
            return await anyio.to_thread.run_sync(call, limiter=self._limiter)
        finally:
            self._in_hand -= 1
