"""Links and codes in mails: derived from the row that they open by a key of ours, never stored."""

import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from shopwright.infra import signing
from shopwright.kernel import ids
from shopwright.modules.identity.contracts import Proof, Purpose
from shopwright.modules.identity.errors import InvalidLink

LONGEST_TOKEN = 128
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Links:
    """Signs and reads the tokens of links, and derives codes."""

    link_key: bytes = field(repr=False)
    code_key: bytes = field(repr=False)

    def token(self, proof_id: UUID, purpose: Purpose, expires_at: datetime) -> str:
        """``<id>.<end>.<signature>``: refused without a look into the database where we did not sign it."""
        end = str(int(expires_at.timestamp()))
        return f"{proof_id.hex}.{end}.{signing.sign(self.link_key, _said(proof_id, purpose, end))}"

    def token_of(self, proof: Proof) -> str:
        return self.token(proof.id, proof.purpose, proof.expires_at)

    def read(self, token: str, purpose: Purpose, now: datetime) -> UUID:
        """The row that a token of ours opens.

        Raises:
            InvalidLink: not ours, for another purpose, or too old.
        """
        name, _, rest = token[: LONGEST_TOKEN + 1].partition(".")
        end, _, signature = rest.partition(".")
        proof_id = ids.parse(name) if len(name) == 32 and token.isascii() else None
        is_number = end.isdecimal() and len(end) <= 12
        if proof_id is None or not is_number or len(token) > LONGEST_TOKEN:
            raise InvalidLink
        is_ours = signing.is_signed(self.link_key, _said(proof_id, purpose, end), signature)
        if not is_ours or datetime.fromtimestamp(int(end), UTC) <= now:
            raise InvalidLink
        return proof_id

    def code(self, proof_id: UUID) -> str:
        """Six digits that nobody can work out who has not the key."""
        digest = hmac.new(self.code_key, b"code:" + proof_id.bytes, sha256).digest()
        return str(int.from_bytes(digest, "big") % 10**CODE_DIGITS).zfill(CODE_DIGITS)

    def code_hash(self, proof_id: UUID, code: str) -> str:
        """How a code is stored: keyed, so that a copy of the table does not tell it, and bound to its row."""
        message = b"hash:" + proof_id.bytes + code.encode()
        return hmac.new(self.code_key, message, sha256).hexdigest()


def links_of(secret_key: str) -> Links:
    return Links(
        signing.derived_key(secret_key, "account links"),
        signing.derived_key(secret_key, "account codes"),
    )


def _said(proof_id: UUID, purpose: Purpose, end: str) -> bytes:
    return f"{purpose}:{proof_id.hex}:{end}".encode()
