"""Signatures over bytes: HMAC-SHA256, compared in constant time, keys derived by purpose."""

import base64
import hashlib
import hmac


def derived_key(secret: str, purpose: str) -> bytes:
    """A key of its own for each purpose, so that a signature for one is worth nothing for another."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def sign(key: bytes, message: bytes) -> str:
    digest = hmac.new(key, message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def is_signed(key: bytes, message: bytes, signature: str) -> bool:
    """Whether a signature is ours; an empty key signs nothing."""
    return bool(key) and hmac.compare_digest(sign(key, message).encode(), signature.encode())


def fingerprint(text: str) -> str:
    """SHA-256 as hex: how a secret of high entropy is stored."""
    return hashlib.sha256(text.encode()).hexdigest()
