"""The kinds of simple records that the back office keeps, each a row: where it is listed, by which operations it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shopwright.faces.backoffice.records.forms import Hint


@dataclass(frozen=True, slots=True)
class Column:
    """A member of what is listed; ``kind``: text, state, tick, number, list, rows, moment, option (a choice's label)."""

    name: str
    label: str
    kind: str = "text"
    options: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """An action of its own; ``path`` below the record's, ``shows`` a member of the answer that is told only once."""

    name: str
    label: str
    path: str
    confirm: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` is its place under /admin; ``path`` its place in the API, where a record is at ``path/{key}``."""

    name: str
    title: str
    one: str
    path: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    columns: tuple[Column, ...]
    create: str = ""
    change: str = ""
    method: str = "PUT"
    key: str = "id"
    named: str = "name"
    removable: str = "Remove"
    alone: bool = True
    about: str = ""
    shows: str = ""
    hints: Mapping[str, Hint] = field(default_factory=dict)
    deeds: tuple[Deed, ...] = ()

    @property
    def place(self) -> str:
        return f"/admin/{self.name}"


_SEARCH_WORDS = {
    "seo_title": Hint("Title for search engines"),
    "seo_description": Hint("Description for search engines"),
    "slug": Hint("Address", "Made of the name where it is left empty."),
}
_PLACE = {
    "country": Hint(options="countries"),
    "region": Hint("Region", "A code such as BY or CA; empty for the whole country."),
    "postal_codes": Hint("Postal codes", "One a line: 80331, 80*, or 80000-89999; none for all."),
}

_NAME, _KIND, _SLUG = Column("name", "Name"), Column("kind", "Kind"), Column("slug", "Address")
_POSITION, _ACTIVE = Column("position", "Position", "number"), Column("is_active", "Active", "tick")

KINDS: tuple[Kind, ...] = (
    Kind(
        name="customer-groups",
        title="Customer groups",
        one="group",
        path="/api/v1/admin/customer-groups",
        reads=("customers:read",),
        writes=("customers:write",),
        columns=(_NAME, Column("customers", "Customers", "number")),
        create="customer_group_create",
        change="customer_group_rename",
        alone=False,
        about="Groups that promotions and prices are made for; customers join them on their own page.",
    ),
    Kind(
        name="categories",
        title="Categories",
        one="category",
        path="/api/v1/categories",
        reads=("categories:write",),
        writes=("categories:write",),
        columns=(
            _NAME,
            _SLUG,
            _POSITION,
        ),
        create="category_create",
        change="category_replace",
        hints={**_SEARCH_WORDS, "parent_id": Hint("Within", options="categories")},
    ),
    Kind(
        name="brands",
        title="Brands",
        one="brand",
        path="/api/v1/brands",
        reads=("products:write",),
        writes=("products:write",),
        columns=(_NAME, _SLUG),
        create="brand_create",
        change="brand_replace",
        hints={**_SEARCH_WORDS, "logo_url": Hint("Logo", "The address of a picture.", kind="text")},
    ),
    Kind(
        name="attributes",
        title="Attributes",
        one="attribute",
        path="/api/v1/admin/attributes",
        reads=("products:write",),
        writes=("products:write",),
        columns=(
            _NAME,
            Column("code", "Code"),
            _KIND,
            Column("is_filterable", "Filter", "tick"),
            _POSITION,
        ),
        create="attribute_define",
        change="attribute_redefine",
        hints={
            "choices": Hint("Choices", "One a line, for the kind choice."),
            "is_filterable": Hint("Customers can filter by it"),
            "required_in": Hint("Products must have it in", options="categories"),
        },
    ),
    Kind(
        name="discounts",
        title="Reduced prices",
        one="reduction",
        path="/api/v1/admin/discounts",
        reads=("products:write",),
        writes=("products:write",),
        columns=(
            _NAME,
            Column("scope", "For"),
            Column("percent", "Percent", "number"),
            Column("amount", "Amount", "number"),
            Column("currency", "Currency"),
            Column("starts_at", "From", "moment"),
            Column("ends_at", "Until", "moment"),
        ),
        create="discount_create",
        removable="End it",
        alone=False,
        about="Prices that are lower for a time; the shop shows the price before and the lowest of the last 30 days.",
        hints={
            "target_id": Hint("Which one", "The id of the variant, product or category."),
            "percent": Hint("Percent off", "Either a percentage or an amount."),
            "starts_at": Hint("From (UTC)"),
            "ends_at": Hint("Until (UTC)"),
        },
    ),
    Kind(
        name="synonyms",
        title="Search words",
        one="group of words",
        path="/api/v1/admin/search/synonyms",
        reads=("products:write",),
        writes=("products:write",),
        columns=(Column("words", "Words that mean the same", "list"),),
        create="synonyms_add",
        alone=False,
        hints={"words": Hint("Words", "One a line; who looks for one finds the others.")},
    ),
    Kind(
        name="delivery-methods",
        title="Delivery",
        one="delivery method",
        path="/api/v1/admin/delivery/methods",
        reads=("shipping:read",),
        writes=("shipping:write",),
        columns=(
            _NAME,
            _KIND,
            Column("zone_id", "Zone", "option", "zones"),
            Column("tariffs", "Prices", "rows"),
            _ACTIVE,
        ),
        create="delivery_method_create",
        change="delivery_method_replace",
        alone=False,
        hints={
            "zone_id": Hint("Zone", "None: everywhere.", options="zones"),
            "tariffs": Hint("Prices", "One for each currency; free from a subtotal, if you like."),
            "tariffs.steps": Hint(
                "Steps", 'By weight or price: [{"up_to": 1000, "amount": "4.90"}]', kind="json"
            ),
            "most_grams": Hint("Heaviest parcel in grams"),
            "days_at_least": Hint("Days, at least"),
            "days_at_most": Hint("Days, at most"),
        },
    ),
    Kind(
        name="delivery-zones",
        title="Delivery zones",
        one="zone",
        path="/api/v1/admin/delivery/zones",
        reads=("shipping:read",),
        writes=("shipping:write",),
        columns=(_NAME, Column("areas", "Areas", "rows")),
        create="delivery_zone_create",
        change="delivery_zone_replace",
        alone=False,
        hints={f"areas.{name}": hint for name, hint in _PLACE.items()},
    ),
    Kind(
        name="tax-zones",
        title="Taxes",
        one="tax zone",
        path="/api/v1/admin/tax/zones",
        reads=("tax:read",),
        writes=("tax:write",),
        columns=(
            _NAME,
            Column("country", "Country"),
            Column("region", "Region"),
            Column("rates", "Rates", "rows"),
            Column("origin", "From"),
        ),
        create="tax_zone_create",
        change="tax_zone_replace",
        hints={
            **_PLACE,
            "rates.rate": Hint("Rate", "In percent: 19, 8.875."),
            "rates.compound": Hint("On top of the other taxes"),
        },
    ),
    Kind(
        name="roles",
        title="Roles",
        one="role",
        path="/api/v1/admin/roles",
        reads=("users:read", "roles:write"),
        writes=("roles:write",),
        columns=(
            _NAME,
            Column("title", "Title"),
            Column("holders", "Accounts", "number"),
            Column("is_builtin", "Built in", "tick"),
        ),
        create="role_create",
        change="role_change",
        method="PATCH",
        key="name",
        hints={"rights": Hint("What it may do", options="rights")},
    ),
    Kind(
        name="webhooks",
        title="Webhooks",
        one="endpoint",
        path="/api/v1/admin/webhooks/endpoints",
        reads=("webhooks:read",),
        writes=("webhooks:write",),
        columns=(
            Column("url", "Address"),
            Column("description", "Description"),
            _ACTIVE,
            Column("disabled_reason", "Switched off because"),
            Column("failing_since", "Failing since", "moment"),
        ),
        create="webhook_endpoint_create",
        change="webhook_endpoint_replace",
        named="url",
        shows="secret",
        about="Addresses of other programs that are told, signed, what happens in the shop.",
        hints={"url": Hint("Address", "https only."), "events": Hint(options="events")},
        deeds=(
            Deed("test", "Send a test", "test"),
            Deed(
                "rotate",
                "New secret",
                "rotate-secret",
                "The old secret is good for one more day. Go on?",
                "secret",
            ),
        ),
    ),
    Kind(
        name="reports",
        title="Reports",
        one="report",
        path="/api/v1/admin/reports",
        reads=("reports:manage",),
        writes=("reports:manage",),
        columns=(
            _NAME,
            Column("subject", "About"),
            Column("every", "Every"),
            Column("next_at", "Next", "moment"),
            _ACTIVE,
        ),
        create="report_create",
        change="report_replace",
        about="Files that are made and mailed to staff by themselves.",
        hints={
            "version": Hint(kind="hidden"),
            "recipients": Hint("Goes to", options="staff"),
            "hour": Hint("Hour (UTC)"),
            "day": Hint("Day", "Of the week (1 is Monday) or of the month."),
        },
    ),
)


def kind_named(name: str) -> Kind:
    """A kind by its place; raises StopIteration where there is none."""
    return next(each for each in KINDS if each.name == name)
