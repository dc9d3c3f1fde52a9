"""Signed tokens that name a guest's cart or order, an archive or an export: whoever holds one may use what it names, and nothing else."""

from uuid import UUID

from shopwright.faces.services import Services
from shopwright.infra.files.tasks import OPEN_EXPORT
from shopwright.infra.slips import Slips
from shopwright.modules.orders.contracts import OPEN_ORDER

CART, ORDER, ARCHIVE, EXPORT = "cart", OPEN_ORDER, "archive", OPEN_EXPORT
PAYMENT = "payment"
ORDER_HEADER, CART_HEADER = "X-Order-Token", "X-Cart-Token"


def sign(services: Services, purpose: str, thing_id: UUID) -> str:
    return Slips(services.settings.secret_key).sign(purpose, thing_id)


def read(services: Services, purpose: str, token: str | None) -> UUID | None:
    """The id that a token of ours names; None for none, or one that is not ours."""
    return Slips(services.settings.secret_key).read(purpose, token)
