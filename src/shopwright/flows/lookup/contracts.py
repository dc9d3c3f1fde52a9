"""What is looked for, and what is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shopwright.modules.catalog.permissions import READ
from shopwright.modules.customers.permissions import CUSTOMERS_READ
from shopwright.modules.invoices.permissions import INVOICES_READ
from shopwright.modules.orders.permissions import ORDERS_READ
from shopwright.modules.promotions.permissions import PROMOTIONS_READ


class Kind(StrEnum):
    ORDERS = "orders"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    DOCUMENTS = "documents"
    CODES = "codes"


# Who may look for which kind.
RIGHTS: Mapping[Kind, str] = {
    Kind.ORDERS: ORDERS_READ,
    Kind.CUSTOMERS: CUSTOMERS_READ,
    Kind.PRODUCTS: READ,
    Kind.DOCUMENTS: INVOICES_READ,
    Kind.CODES: PROMOTIONS_READ,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: ``title`` is what it is known by, ``detail`` what tells it from another.

    ``read_by``: the id under which it is read, where that is another's: a code is read with its promotion.
    """

    id: UUID
    title: str
    detail: str
    status: str
    read_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found of a kind; ``has_more``: there may be others."""

    kind: Kind
    hits: Sequence[Hit]
    has_more: bool
