"""Passwords are hashed, and judged, in a few threads beside the event loop."""

import base64
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from threading import Lock
from typing import TypeVar

import anyio
import bcrypt
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from shopwright.modules.identity.errors import HashingBusy, WeakPassword

Result = TypeVar("Result")
ARGON2ID, BCRYPT = "argon2id", "bcrypt"
_MEMORY_KIB, _PASSES, _LANES = 19_456, 2, 1  # OWASP's profile for Argon2id
_BCRYPT_READS = 72  # bytes; what comes after was never part of such a hash
_BCRYPT_COST = 12
_BCRYPT_PLAIN = "$2"
# bcrypt of the password's HMAC under the hash's own salt: no length is cut off, no NUL ends it, and a stolen list of
# plain digests of the same passwords is of no use against it.
_BCRYPT_WHOLE = "$bcrypt-sha256$v=2,t=2b,r=12$"
# Of random bytes that nobody kept.
_DUMMIES = {
    ARGON2ID: "$argon2id$v=19$m=19456,t=2,p=1$wZMXSez48YCSn4O9NuRvVw$Gzp8jp"
    "iDAlVABGllZcIjv85IGGDt8KGjvrmM2b/FeCk",
    BCRYPT: "$bcrypt-sha256$v=2,t=2b,r=12$vcywv9KeZztf/3cB.WQU7.$GtHMty9yNR5X6.33aCGWgdNg16/wcD6",
}
_WAITING_PER_THREAD = 32
_JUDGED = 100  # characters; what follows makes no password weaker, and judging takes the square of its length
_STRONG_ENOUGH = 3  # of 4: more than 10^8 guesses
_judging = Lock()  # the library keeps the person's words where every thread sees them


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password is right, and its hash anew where the stored one is of another make than ours."""

    is_right: bool
    new_hash: str | None = None


class Passwords:
    """Hashes in at most ``threads`` threads, by Argon2id or bcrypt; reads both. Never called inside a Work."""

    def __init__(
        self, threads: int, *, scheme: str = ARGON2ID, shop_words: Sequence[str] = ()
    ) -> None:
        self._scheme = scheme
        self._shop_words = tuple(shop_words)
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
        return await self._beside(lambda: self._hash(password))

    async def verify(self, password: str, stored: str | None) -> Verdict:
        """Compare; without a stored hash a dummy costs as much, so that time tells nothing.

        Raises:
            HashingBusy: too many wait already.
        """
        return await self._beside(lambda: self._verify(password, stored))

    async def judge(self, password: str, words: Sequence[str]) -> None:
        """Refuse a password that is guessed too easily, by somebody who knows the person's ``words`` too.

        Raises:
            WeakPassword: says why, and ``suggestions`` what to do about it.
            HashingBusy: too many wait already.
        """
        fault = await self._beside(lambda: fault_of(password, (*words, *self._shop_words)))
        if fault is not None:
            raise fault

    def _hash(self, password: str) -> str:
        if self._scheme == ARGON2ID:
            return self._argon2.hash(password)
        return _bcrypt_of(password, bcrypt.gensalt(_BCRYPT_COST).decode()[-22:])

    def _verify(self, password: str, stored: str | None) -> Verdict:
        known = stored or _DUMMIES[self._scheme]
        is_right = self._is_right(password, known) and stored is not None
        if is_right and self._is_of_another_make(known):
            return Verdict(is_right=True, new_hash=self._hash(password))
        return Verdict(is_right)

    def _is_right(self, password: str, known: str) -> bool:
        """Whether a password gives this hash; one that is garbled is given by none."""
        is_plain_bcrypt = known.startswith(_BCRYPT_PLAIN)
        presented = password.encode()[:_BCRYPT_READS] if is_plain_bcrypt else password.encode()
        try:
            if known.startswith(_BCRYPT_WHOLE):
                salt = known.removeprefix(_BCRYPT_WHOLE).partition("$")[0]
                return hmac.compare_digest(_bcrypt_of(password, salt), known)
            return self._hashes.verify(presented, known)
        except (UnknownHashError, ValueError):
            return False

    def _is_of_another_make(self, known: str) -> bool:
        if self._scheme == BCRYPT:
            return not known.startswith(_BCRYPT_WHOLE)
        return not known.startswith("$argon2id$") or self._argon2.check_needs_rehash(known)

    async def _beside(self, call: Callable[[], Result]) -> Result:
        if self._in_hand >= self._most_in_hand:
            raise HashingBusy
        self._in_hand += 1
        try:
            return await anyio.to_thread.run_sync(call, limiter=self._limiter)
        finally:
            self._in_hand -= 1


def fault_of(password: str, words: Sequence[str]) -> WeakPassword | None:
    """What makes a password too easy to guess, or None; ``words`` are the person's and the shop's own."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - half a second's lists, for those who set a password

    if password.casefold() in _common():
        return WeakPassword(
            "This is one of the passwords that are tried first.",
            suggestions=["Add another word or two. Uncommon words are better."],
        )
    with _judging:
        found = zxcvbn(password[:_JUDGED], user_inputs=_parts(words), max_length=_JUDGED)
    if found["score"] >= _STRONG_ENOUGH:
        return None
    told = found["feedback"]
    return WeakPassword(
        told["warning"] or "The password is too easy to guess.", suggestions=told["suggestions"]
    )


def _bcrypt_of(password: str, salt: str) -> str:
    digest = hmac.new(salt.encode(), password.encode(), sha256).digest()
    hashed = bcrypt.hashpw(base64.b64encode(digest), f"$2b${_BCRYPT_COST}${salt}".encode())
    return f"{_BCRYPT_WHOLE}{salt}${hashed.decode()[-31:]}"


@cache
def _common() -> frozenset[str]:
    """Thirty thousand passwords that people choose most."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - see above

    return frozenset(FREQUENCY_LISTS["passwords"])


def _parts(words: Sequence[str]) -> list[str]:
    """Words whole and in their parts: an address is also its name and its domain."""
    found: dict[str, None] = {}
    for word in words:
        lowered = word.lower()
        parts = "".join(char if char.isalnum() else " " for char in lowered).split()
        found |= dict.fromkeys([lowered, *(part for part in parts if len(part) > 2)])
    return [word for word in found if word]
