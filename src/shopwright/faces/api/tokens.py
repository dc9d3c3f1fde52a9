"""Signed tokens that name a guest's cart or order, an archive or an export: whoever holds one may use what it names, and nothing else."""

from uuid import UUID

from shopwright.faces.services import Services
from shopwright.infra import signing
from shopwright.kernel import ids

CART, ORDER, ARCHIVE, EXPORT = "cart", "order", "archive", "export"
ORDER_HEADER, CART_HEADER = "X-Order-Token", "X-Cart-Token"


def sign(services: Services, purpose: str, thing_id: UUID) -> str:
    key = signing.derived_key(services.settings.secret_key, f"guest-{purpose}")
    return f"{thing_id.hex}.{signing.sign(key, thing_id.bytes)}"


def read(services: Services, purpose: str, token: str | None) -> UUID | None:
    """The id that a token of ours names; None for none, or one that is not ours."""
    name, _, signature = (token or "").partition(".")
    thing_id = ids.parse(name) if len(name) == 32 else None
    if thing_id is None or not signature.isascii():
        return None
    key = signing.derived_key(services.settings.secret_key, f"guest-{purpose}")
    return thing_id if signing.is_signed(key, thing_id.bytes, signature) else None
