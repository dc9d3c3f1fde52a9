"""Every right there is, and what the built-in roles may do."""

from collections.abc import Mapping
from types import ModuleType

from shopwright.flows.privacy import permissions as privacy_rights
from shopwright.infra.jobs import permissions as jobs_rights
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.audit import permissions as audit_rights
from shopwright.modules.catalog import permissions as catalog_rights
from shopwright.modules.customers import permissions as customer_rights
from shopwright.modules.identity import permissions as identity_rights
from shopwright.modules.identity import service as identity
from shopwright.modules.inventory import permissions as inventory_rights
from shopwright.modules.invoices import permissions as invoice_rights
from shopwright.modules.orders import permissions as order_rights
from shopwright.modules.payments import permissions as payment_rights
from shopwright.modules.promotions import permissions as promotion_rights
from shopwright.modules.reports import permissions as report_rights
from shopwright.modules.reviews import permissions as review_rights
from shopwright.modules.shipping import permissions as shipping_rights
from shopwright.modules.shop import permissions as shop_rights
from shopwright.modules.tax import permissions as tax_rights
from shopwright.modules.views import permissions as view_rights
from shopwright.satellites.analytics import permissions as analytics_rights
from shopwright.satellites.notifications import permissions as mail_rights
from shopwright.satellites.webhooks import permissions as webhook_rights

# Every right there is: the constants of these files.
RIGHTS: tuple[ModuleType, ...] = (
    analytics_rights,
    audit_rights,
    catalog_rights,
    customer_rights,
    identity_rights,
    inventory_rights,
    invoice_rights,
    jobs_rights,
    mail_rights,
    order_rights,
    payment_rights,
    privacy_rights,
    promotion_rights,
    report_rights,
    review_rights,
    shipping_rights,
    shop_rights,
    tax_rights,
    view_rights,
    webhook_rights,
)


def rights_in(permissions: ModuleType) -> frozenset[str]:
    """The rights that a permissions file names."""
    return frozenset(
        right for name, right in vars(permissions).items() if name.isupper() and type(right) is str
    )


def meanings_of(permissions: ModuleType) -> dict[str, str]:
    """The rights of a permissions file with what each allows."""
    told: dict[str, str] = getattr(permissions, "MEANINGS", {})
    return {right: told.get(right, "") for right in rights_in(permissions)}


# Every right with what it allows, by name: roles and keys are made of these.
CATALOGUE: Mapping[str, str] = dict(
    sorted((right, meaning) for each in RIGHTS for right, meaning in meanings_of(each).items())
)

# What the built-in roles may do. A customer needs no right for what is his own.
GRANTS: Mapping[str, frozenset[str]] = {
    "customer": frozenset(),
    "vendor": frozenset(
        {
            catalog_rights.WRITE_OWN,
            inventory_rights.STOCK_WRITE_OWN,
            order_rights.ORDERS_READ_OWN,
            review_rights.REVIEWS_ANSWER_OWN,
        }
    ),
    "admin": frozenset().union(*map(rights_in, RIGHTS)),
}


async def settle_roles(works: Works) -> None:
    """Make the built-in roles what :data:`GRANTS` says; to be called after each migration, writes only differences."""
    async with works(system("setup")) as work:
        await identity.ensure_roles(work, GRANTS)
