"""Tokens that name one thing for one purpose, signed: who holds one may do that with it, and nothing else."""

from dataclasses import dataclass, field
from uuid import UUID

from shopwright.infra import signing
from shopwright.kernel import ids

_NAME = 32  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Slips:
    """Signs and reads them by keys that derive from the shop's secret; nothing is stored."""

    secret: str = field(repr=False)

    def sign(self, purpose: str, thing_id: UUID) -> str:
        return f"{thing_id.hex}.{signing.sign(self._key(purpose), thing_id.bytes)}"

    def read(self, purpose: str, token: str | None) -> UUID | None:
        """The id that a token of ours names; None for none, or one that is not ours."""
        name, _, signature = (token or "").partition(".")
        thing_id = ids.parse(name) if len(name) == _NAME else None
        if thing_id is None or not signature.isascii():
            return None
        is_ours = signing.is_signed(self._key(purpose), thing_id.bytes, signature)
        return thing_id if is_ours else None

    def _key(self, purpose: str) -> bytes:
        return signing.derived_key(self.secret, f"guest-{purpose}")
