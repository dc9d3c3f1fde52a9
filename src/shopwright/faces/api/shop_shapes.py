"""How the shop's configuration is sent and shown."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictInt

from shopwright.faces.api.shapes import Answer, CurrencyCode, Payload, ShortText, Time, example
from shopwright.infra.knobs import by_section, value_of, values_of
from shopwright.infra.settings import Settings
from shopwright.modules.shop.contracts import Revision

Words = ShortText | None
Number = StrictInt | None
Switch = StrictBool | None


class ShopPart(Payload):
    name: Words = None
    currency: CurrencyCode | None = None
    contact: Words = None


class SellerPart(Payload):
    legal_name: Words = None
    street: Words = None
    postal_code: Words = None
    city: Words = None
    vat_number: Words = None
    register_: Annotated[Words, Field(alias="register")] = None


class MailPart(Payload):
    sender: Words = None
    language: Words = None
    languages: Annotated[list[ShortText], Field(max_length=20)] | None = None


class TaxPart(Payload):
    prices_include_tax: Switch = None
    country: Words = None
    region: Words = None
    rounding: Words = None
    sales: Words = None
    shipping_class: Words = None


class LimitsPart(Payload):
    cart_lines: Number = None
    line_quantity: Number = None
    wishlists: Number = None
    wishlist_items: Number = None
    stock_alerts: Number = None
    return_days: Number = None
    guest_cart_days: Number = None
    customer_cart_days: Number = None
    unpaid_order_hours: Number = None


class FeaturesPart(Payload):
    registration: Switch = None
    guest_checkout: Switch = None
    reviews: Switch = None
    wishlists: Switch = None
    stock_alerts: Switch = None


class MaintenancePart(Payload):
    on: Switch = None
    message: Words = None
    retry_seconds: Number = None


class SettingsPayload(Payload):
    """How the shop is to be configured; null, and in a PUT what is left out, is as the environment says."""

    model_config = example(
        {
            "shop": {"name": "Kiln & House", "currency": "EUR"},
            "tax": {"country": "AT", "prices_include_tax": True},
            "limits": {"cart_lines": 50},
            "features": {"reviews": False},
            "maintenance": {"on": False},
        }
    )

    shop: ShopPart = ShopPart()
    seller: SellerPart = SellerPart()
    mail: MailPart = MailPart()
    tax: TaxPart = TaxPart()
    limits: LimitsPart = LimitsPart()
    features: FeaturesPart = FeaturesPart()
    maintenance: MaintenancePart = MaintenancePart()

    def given(self) -> dict[str, Any]:
        """What was sent, by the names of knobs; None where null was."""
        told = self.model_dump(exclude_unset=True, by_alias=True)
        return {
            f"{section}.{key}": each for section, part in told.items() for key, each in part.items()
        }


class SettingsAnswer(Answer):
    """How the shop is configured; ``changed`` names what is not as the environment says."""

    version: Annotated[int, Field(description="The ETag, for If-Match.")]
    changed_by: str
    changed_at: Time | None
    changed: list[str]
    settings: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, revision: Revision, settings: Settings) -> "SettingsAnswer":
        return cls(
            version=revision.version,
            changed_by=revision.changed_by,
            changed_at=revision.changed_at,
            changed=sorted(revision.values),
            settings=by_section(values_of(settings)),
        )


class RevisionAnswer(Answer):
    """What was set from a version on."""

    version: int
    changed_by: str
    changed_at: Time | None
    values: Mapping[str, Any]


class ShopAnswer(Answer):
    """What everybody may know of the shop."""

    name: str
    currency: str
    languages: list[str]
    language: str
    country: str
    prices_include_tax: bool
    features: dict[str, bool]
    maintenance: bool
    message: str

    @classmethod
    def of(cls, settings: Settings) -> "ShopAnswer":
        return cls(
            name=settings.shop_name,
            currency=settings.shop_currency,
            languages=value_of(settings, "mail.languages"),
            language=settings.mail_language,
            country=settings.tax_country,
            prices_include_tax=settings.prices_include_tax,
            features=by_section(values_of(settings))["features"],
            maintenance=settings.maintenance,
            message=settings.maintenance_message,
        )
