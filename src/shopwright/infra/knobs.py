"""Settings that a shop can change while it runs: what they are called, and settings with some of them changed."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import structlog
from pydantic import ValidationError

from shopwright.infra.mail.message import UnsafeMail, sender_of
from shopwright.infra.settings import Settings
from shopwright.kernel.countries import is_country
from shopwright.kernel.currencies import EXPONENTS

log = structlog.get_logger(__name__)
Values = Mapping[str, Any]
# The name of each knob, by its section, and the setting behind it.
KNOBS: Mapping[str, str] = {
    "shop.name": "shop_name",
    "shop.currency": "shop_currency",
    "shop.contact": "shop_contact",
    "seller.legal_name": "shop_legal_name",
    "seller.street": "shop_street",
    "seller.postal_code": "shop_postal_code",
    "seller.city": "shop_city",
    "seller.vat_number": "shop_vat_number",
    "seller.register": "shop_register",
    "mail.sender": "mail_from",
    "mail.language": "mail_language",
    "mail.languages": "shop_languages",
    "tax.prices_include_tax": "prices_include_tax",
    "tax.country": "tax_country",
    "tax.region": "tax_region",
    "tax.rounding": "tax_rounding",
    "tax.sales": "tax_sales",
    "tax.shipping_class": "tax_shipping_class",
    "limits.cart_lines": "cart_line_limit",
    "limits.line_quantity": "line_quantity_limit",
    "limits.wishlists": "wishlist_limit",
    "limits.wishlist_items": "wishlist_item_limit",
    "limits.stock_alerts": "stock_alert_limit",
    "limits.return_days": "return_days",
    "limits.guest_cart_days": "cart_days_guest",
    "limits.customer_cart_days": "cart_days_customer",
    "limits.unpaid_order_hours": "unpaid_order_hours",
    "features.registration": "feature_registration",
    "features.guest_checkout": "feature_guest_checkout",
    "features.reviews": "feature_reviews",
    "features.wishlists": "feature_wishlists",
    "features.stock_alerts": "feature_stock_alerts",
    "maintenance.on": "maintenance",
    "maintenance.message": "maintenance_message",
    "maintenance.retry_seconds": "maintenance_retry_seconds",
}
_NAMES = {setting: name for name, setting in KNOBS.items()}
LISTS = frozenset({"mail.languages"})  # written as lists, kept in one text


class UnusableKnobs(ValueError):
    """What is wrong, by the name of the knob."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in faults.items()))


def value_of(settings: Settings, name: str) -> Any:
    """How a knob stands, as JSON has it."""
    value = getattr(settings, KNOBS[name])
    if isinstance(value, Enum):
        return value.value
    return value.split(",") if name in LISTS else value


def values_of(settings: Settings) -> dict[str, Any]:
    """How all knobs stand, by name."""
    return {name: value_of(settings, name) for name in KNOBS}


def by_section(values: Values) -> dict[str, dict[str, Any]]:
    """``{"tax": {"country": "DE"}}`` for ``{"tax.country": "DE"}``."""
    sections: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        section, _, key = name.partition(".")
        sections.setdefault(section, {})[key] = value
    return sections


def by_name(sections: Mapping[str, Any]) -> dict[str, Any]:
    """``{"tax.country": "DE"}`` for ``{"tax": {"country": "DE"}}``; what is no section stays as it is."""
    return {
        f"{section}.{key}" if key else section: value
        for section, members in sections.items()
        for key, value in (members if isinstance(members, Mapping) else {"": members}).items()
    }


def overlaid(settings: Settings, values: Values) -> Settings:
    """The settings with these knobs in their place.

    Raises:
        UnusableKnobs: one is unknown, or its value can't be used.
    """
    faults = {
        name: fault for name, value in values.items() if (fault := _fault(settings, name, value))
    }
    if faults:
        raise UnusableKnobs(faults)
    changed = {KNOBS[name]: _kept(name, value) for name, value in values.items()}
    try:
        made = Settings(_env_file=None, **{**settings.model_dump(), **changed})
    except ValidationError as error:
        raise UnusableKnobs(dict(map(_told, error.errors()))) from None
    faults = _contradictions(made)
    if faults:
        raise UnusableKnobs(faults)
    return made


def configured(settings: Settings, values: Values) -> Settings:
    """The settings with what was stored; a knob that this program does not know, or refuses by now, is left out."""
    known = {name: value for name, value in values.items() if name in KNOBS}
    while known:
        try:
            return overlaid(settings, known)
        except UnusableKnobs as error:
            log.warning("shop.configuration_unusable", faults=str(error))
            rest = {name: value for name, value in known.items() if name not in error.faults}
            known = rest if len(rest) < len(known) else {}
    return settings


def _fault(settings: Settings, name: str, value: Any) -> str:
    if name not in KNOBS:
        return "there is no such setting"
    if type(value) is not type(value_of(settings, name)):
        return f"is {_KINDS[type(value_of(settings, name))]}"
    if name in LISTS and not (value and all(type(each) is str for each in value)):
        return "is a list of texts, not empty"
    if isinstance(value, str) and not value.isprintable():
        return "is one line of text"
    return ""


_KINDS = {str: "a text", bool: "true or false", int: "a whole number", list: "a list"}


def _kept(name: str, value: Any) -> Any:
    return ",".join(value) if name in LISTS else value


def _told(error: Mapping[str, Any]) -> tuple[str, str]:
    setting = str(error["loc"][0]) if error["loc"] else ""
    return _NAMES.get(setting, setting), str(error["msg"]).removeprefix("Value error, ")


def _contradictions(settings: Settings) -> dict[str, str]:
    faults = {}
    if settings.shop_currency not in EXPONENTS:
        faults["shop.currency"] = "is no currency in use"
    if not is_country(settings.tax_country):
        faults["tax.country"] = "is no country"
    if settings.mail_language not in settings.shop_languages.split(","):
        faults["mail.language"] = "is not among mail.languages"
    if settings.mail_from:
        try:
            sender_of(settings.mail_from)
        except UnsafeMail as error:
            faults["mail.sender"] = error.detail
    return faults
