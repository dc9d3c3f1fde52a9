"""Settings: made once from the environment, frozen, handed in. Nobody else reads the environment."""

from typing import Self

from pydantic import ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shopwright.infra.settings.accounts import EmailVerification, PasswordScheme, ProofSettings
from shopwright.infra.settings.analytics import AnalyticsSettings
from shopwright.infra.settings.audit import AuditSettings
from shopwright.infra.settings.dialects import DialectSettings
from shopwright.infra.settings.files import FileSettings
from shopwright.infra.settings.goods import GoodsSettings, VendorApproval, VendorPrices
from shopwright.infra.settings.invoices import InvoiceIssued, InvoiceSettings
from shopwright.infra.settings.mail import MailSettings, StartTls
from shopwright.infra.settings.people import AccountSettings
from shopwright.infra.settings.privacy import PrivacySettings
from shopwright.infra.settings.providers import ProviderSettings, listed
from shopwright.infra.settings.reviews import ReviewModeration, ReviewSettings, ReviewsOnErasure
from shopwright.infra.settings.server import (
    DEVELOPMENT_SECRET,
    EdgeSettings,
    Environment,
    JobSettings,
    LogSettings,
    ServerSettings,
    StoreSettings,
    url_of,
)
from shopwright.infra.settings.shop import OfferSettings
from shopwright.infra.settings.sign_in import SignInSettings
from shopwright.infra.settings.stock import StockSettings
from shopwright.infra.settings.storefront import StorefrontSettings
from shopwright.infra.settings.tax import TaxedSales, TaxRounding, TaxSettings
from shopwright.infra.settings.trade import (
    CaptureMode,
    MediaSettings,
    PaymentSettings,
    PurchaseSettings,
    SearchSettings,
    ShopSettings,
)
from shopwright.infra.settings.watching import WatchingSettings
from shopwright.infra.settings.webhooks import WebhookSettings
from shopwright.infra.settings.wishlists import WishlistSettings
from shopwright.kernel.errors import ShopError

__all__ = [
    "DEVELOPMENT_SECRET",
    "CaptureMode",
    "EmailVerification",
    "Environment",
    "InvoiceIssued",
    "PasswordScheme",
    "ReviewModeration",
    "ReviewsOnErasure",
    "Settings",
    "StartTls",
    "TaxRounding",
    "TaxedSales",
    "UnusableSettings",
    "VendorApproval",
    "VendorPrices",
    "read_settings",
    "url_of",
]

SHORTEST_SECRET = 32
_EXAMPLES = (
    "change",
    "example",
    "your-",
    "secret-key",
    "development-only",
    "insecure",
    "default",
    "password",
)


class UnusableSettings(ShopError):
    code = "unusable_settings"
    title = "The settings can't be used."


class Settings(
    WatchingSettings,
    LogSettings,
    JobSettings,
    DialectSettings,
    EdgeSettings,
    PaymentSettings,
    ProviderSettings,
    PurchaseSettings,
    TaxSettings,
    InvoiceSettings,
    ReviewSettings,
    StorefrontSettings,
    WishlistSettings,
    WebhookSettings,
    GoodsSettings,
    StockSettings,
    MailSettings,
    ProofSettings,
    AccountSettings,
    SignInSettings,
    PrivacySettings,
    AuditSettings,
    AnalyticsSettings,
    OfferSettings,
    ShopSettings,
    SearchSettings,
    MediaSettings,
    FileSettings,
    StoreSettings,
    ServerSettings,
    BaseSettings,
):
    """Everything that can be set; each name in capitals is the environment variable."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def is_https(self) -> bool:
        """Whether the world reaches the shop by https, wherever that ends."""
        return self.https_only or self.public_url.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @model_validator(mode="after")
    def refuse_what_production_must_not_have(self) -> Self:
        """Stop at start-up, with everything that is wrong in one message."""
        faults = [
            *self._faults_everywhere(),
            *(self._faults_in_production() if self.is_production else ()),
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults_everywhere(self) -> list[str]:
        faults = self.faults_of_providers(
            frozenset(listed(self.payment_providers)), is_production=self.is_production
        )
        faults += self.faults_of_watching()
        if self.workers > 1 and self.is_sqlite:
            faults.append("WORKERS above 1 needs PostgreSQL")
        if self.workers > 1 and not self.redis_url:
            faults.append("WORKERS above 1 needs REDIS_URL")
        plain = [name for name, each in self.issuers.items() if not each.issuer.startswith("https")]
        if plain and self.is_production:
            faults.append(f"OIDC_PROVIDERS must be https in production: {', '.join(plain)}")
        if self.mail_url and not self.mail_from:
            faults.append("MAIL_URL needs MAIL_FROM")
        if self.media_store.startswith("s3://") and not self.media_url.startswith("http"):
            faults.append("MEDIA_STORE in a bucket needs MEDIA_URL, where the world sees it")
        return faults

    def _faults_in_production(self) -> list[str]:
        faults = self.faults_of_webhooks()
        lowered = self.secret_key.lower()
        if len(self.secret_key) < SHORTEST_SECRET or len(set(self.secret_key)) < 10:
            faults.append("SECRET_KEY must be at least 32 random characters")
        if any(word in lowered for word in _EXAMPLES):
            faults.append("SECRET_KEY is an example value")
        if self.debug:
            faults.append("DEBUG must be off in production")
        if "*" in self.cors_origins:
            faults.append("CORS_ORIGINS must name its origins in production")
        if not self.public_url.startswith("https://"):
            faults.append("PUBLIC_URL must be https in production")
        if self.seed_demo:
            faults.append(
                "SEED_DEMO must be false in production: its accounts have known passwords"
            )
        if "test" in listed(self.payment_providers):
            faults.append(
                "PAYMENT_PROVIDERS must not name test in production: it confirms orders that nobody paid"
            )
        return faults


def read_settings() -> Settings:
    """The settings of the environment and of ``.env``.

    Raises:
        UnusableSettings: names each variable and what is wrong with it, never its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        message = "\n".join(_fault(item["loc"], item["msg"]) for item in error.errors())
        raise UnusableSettings(message) from None


def _fault(place: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(part) for part in place).upper()
    return f"{name}: {message}" if name else message.removeprefix("Value error, ")
