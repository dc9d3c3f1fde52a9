"""Single values sealed at rest: AES-256-GCM, bound to the place and the row that they stand in."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.errors import ShopError

KEY_BYTES = 32
OPTION = "shop_keyring"
_NONCE_BYTES = 12
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
_SEALED = re.compile(r"([a-z0-9][a-z0-9_-]{0,29})\.([A-Za-z0-9_-]{38,})")


class UnusableKeys(ShopError):
    code = "unusable_field_keys"
    title = "The keys of sealed fields can't be used."


class UnreadableField(ShopError):
    """Never says what the field held: only where it stands, and which key is named."""

    code = "unreadable_field"
    title = "A sealed field can't be opened: it was changed, moved, or never sealed."


class UnknownFieldKey(ShopError):
    code = "unknown_field_key"
    title = "A field is sealed with a key that is not there."


class NoKeyring(ShopError):
    code = "no_keyring"
    title = "This connection was opened without the keys of sealed fields."


class Keyring:
    """The keys by name: the first seals, all of them open.

    An empty text stays empty: that there is nothing is no secret, and a column can be emptied without a key. Whatever
    else is not sealed is refused, so that no plain text can pass for a sealed one.
    """

    def __init__(self, keys: Mapping[str, bytes], *, blind_key: bytes = b"") -> None:
        if not keys:
            raise UnusableKeys("There is no key.")
        for name, key in keys.items():
            if not _NAME.fullmatch(name) or len(key) != KEY_BYTES:
                message = (
                    f"The key {name!r} needs a name of a-z, 0-9, - and _, and {KEY_BYTES} bytes."
                )
                raise UnusableKeys(message)
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self.sealing_key = next(iter(keys))
        self._blind_key = blind_key or derived(keys[self.sealing_key], "blind index")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._ciphers)

    def seal(self, plain: str, *, place: str, row: UUID | str) -> str:
        """``key.base64url``; ``place`` is ``table.column``, and another place or row can't open it."""
        if not plain:
            return ""
        name = self.sealing_key
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[name].encrypt(nonce, plain.encode(), _bound_to(name, place, row))
        return f"{name}.{base64.urlsafe_b64encode(nonce + sealed).decode().rstrip('=')}"

    def unseal(self, sealed: str, *, place: str, row: UUID | str) -> str:
        """What was sealed for this place and row.

        Raises:
            UnknownFieldKey: the key that it names is not on the ring.
            UnreadableField: changed, moved from elsewhere, or never sealed.
        """
        if not sealed:
            return ""
        name = key_of(sealed)
        cipher = self._ciphers.get(name) if name else None
        if name is None:
            raise UnreadableField(place=place)
        if cipher is None:
            raise UnknownFieldKey(f"{place} is sealed with the key {name}, which is not there.")
        try:
            raw = _decoded(sealed.partition(".")[2])
            plain = cipher.decrypt(
                raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound_to(name, place, row)
            )
        except (InvalidTag, ValueError):
            raise UnreadableField(place=place) from None
        return plain.decode()

    def blind(self, value: str, *, place: str) -> str:
        """A fingerprint to look a sealed value up by, of its own for each place; rotation leaves it as it is."""
        message = f"{place}\n{value}".encode()
        return hmac.new(self._blind_key, message, hashlib.sha256).hexdigest()


def key_of(sealed: str) -> str | None:
    """The name of the key that a sealed value names; None where it is not of the sealed form."""
    found = _SEALED.fullmatch(sealed)
    return found[1] if found else None


def derived(secret: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose (HKDF, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"shopwright {purpose}".encode()).derive(
        secret
    )


def keyring_from(keys: Iterable[tuple[str, bytes]], *, secret: str) -> Keyring:
    """The ring of a shop. The key that derives from its secret opens always, and seals where no other is given.

    Its name holds a fingerprint, so that a changed secret shows as a key that is not there.
    """
    own = derived(secret.encode(), "sealed fields")
    name = f"derived-{hashlib.sha256(own).hexdigest()[:8]}"
    blind = derived(secret.encode(), "blind index")
    return Keyring({**dict(keys), name: own}, blind_key=blind)


def options(keyring: Keyring | None) -> dict[str, Any]:
    """The execution options by which an engine carries its ring."""
    return {} if keyring is None else {OPTION: keyring}


def keyring_of(db: AsyncConnection) -> Keyring:
    """The ring of the connection's engine.

    Raises:
        NoKeyring: the engine was opened without one.
    """
    found = ring_in(db.sync_connection.get_execution_options()) if db.sync_connection else None
    if found is None:
        raise NoKeyring
    return found


def ring_in(execution_options: Mapping[str, Any]) -> Keyring | None:
    """The ring among the options of an engine or a connection."""
    found = execution_options.get(OPTION)
    return found if isinstance(found, Keyring) else None


def _bound_to(name: str, place: str, row: UUID | str) -> bytes:
    return f"{name}\n{place}\n{row}".encode()


def _decoded(text: str) -> bytes:
    """Strict: of two texts for the same bytes, one is refused."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        message = "not the one way to write it"
        raise ValueError(message)
    return raw
