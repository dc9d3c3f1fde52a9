"""What the back office has, and which rights open it: each of them is enough."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that stands in the menu."""

    title: str
    path: str
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries under one heading."""

    title: str
    entries: tuple[Entry, ...]


MENU: tuple[Chapter, ...] = (
    Chapter(
        "Sales",
        (
            Entry("Dashboard", "/admin", ()),
            Entry("Orders", "/admin/orders", ("orders:read",)),
            Entry("Returns", "/admin/returns", ("orders:read",)),
            Entry("Customers", "/admin/customers", ("customers:read",)),
            Entry("Customer groups", "/admin/customer-groups", ("customers:read",)),
            Entry("Payment cases", "/admin/payment-cases", ("payments:read",)),
            Entry("Invoices", "/admin/documents", ("invoices:read",)),
            Entry("Analytics", "/admin/analytics", ("analytics:read",)),
        ),
    ),
    Chapter(
        "Catalog",
        (
            Entry("Products", "/admin/products", ("products:read",)),
            Entry("Approvals", "/admin/approvals", ("products:approve",)),
            Entry("Stock", "/admin/stock", ("stock:read",)),
            Entry("Categories", "/admin/categories", ("categories:write",)),
            Entry("Brands", "/admin/brands", ("products:write",)),
            Entry("Attributes", "/admin/attributes", ("products:write",)),
            Entry("Pictures", "/admin/media", ("products:write", "products:write_own")),
            Entry("Reviews", "/admin/reviews", ("reviews:moderate",)),
            Entry(
                *("Import and export", "/admin/files"),
                ("products:write", "stock:write", "reviews:moderate"),
            ),
        ),
    ),
    Chapter(
        "Your goods",
        (
            Entry("Your products", "/admin/own/products", ("products:write_own",)),
            Entry("Your stock", "/admin/own/stock", ("stock:write_own",)),
            Entry("Your orders", "/admin/own/orders", ("orders:read_own",)),
            Entry("Submitted changes", "/admin/own/approvals", ("products:write_own",)),
        ),
    ),
    Chapter(
        "Selling",
        (
            Entry("Promotions", "/admin/promotions", ("promotions:read",)),
            Entry("Reduced prices", "/admin/discounts", ("products:write",)),
            Entry("Search words", "/admin/synonyms", ("products:write",)),
            Entry("Delivery", "/admin/delivery-methods", ("shipping:read",)),
            Entry("Delivery zones", "/admin/delivery-zones", ("shipping:read",)),
            Entry("Taxes", "/admin/tax-zones", ("tax:read",)),
        ),
    ),
    Chapter(
        "System",
        (
            Entry("Accounts", "/admin/users", ("users:read",)),
            Entry("Roles", "/admin/roles", ("users:read", "roles:write")),
            Entry("Settings", "/admin/settings", ("settings:read",)),
            Entry("Webhooks", "/admin/webhooks", ("webhooks:read",)),
            Entry("API keys", "/admin/api-keys", ("keys:read",)),
            Entry("Reports", "/admin/reports", ("reports:manage",)),
            Entry("Jobs", "/admin/jobs", ("jobs:read",)),
            Entry("Mails", "/admin/mails", ("mails:read",)),
            Entry("Audit trail", "/admin/audit", ("audit:read",)),
            Entry("Health", "/admin/health", ("system:read",)),
        ),
    ),
)


def menu_for(rights: Collection[str]) -> list[Chapter]:
    """What somebody with these rights is shown; who has every right of staff needs no view of a vendor's."""
    found = []
    for chapter in MENU:
        entries = tuple(
            each for each in chapter.entries if not each.rights or set(each.rights) & set(rights)
        )
        is_for_others = chapter.title == "Your goods" and "products:read" in rights
        if entries and not is_for_others:
            found.append(Chapter(chapter.title, entries))
    return found
