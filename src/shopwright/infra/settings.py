"""Settings: made once from the environment, frozen, handed in. Nobody else reads the environment."""

from enum import StrEnum
from typing import Self

from pydantic import (
    BaseModel,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from shopwright.kernel.errors import ShopError

DEVELOPMENT_SECRET = "development-only-secret-that-production-refuses"  # noqa: S105 - refused in production
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


def url_of(host: str, port: int) -> str:
    """An address that a browser takes: one that stands for all is shown as this machine's own."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # nosec B104  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class CaptureMode(StrEnum):
    AUTOMATIC = "automatic"
    MANUAL = "manual"


class ServerSettings(BaseModel):
    """The process and the address it answers at."""

    environment: Environment = Field(
        Environment.DEVELOPMENT, description="development, test or production."
    )
    debug: bool = Field(
        default=False, description="Full error texts in answers; refused in production."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on.")
    workers: int = Field(
        1,
        ge=1,
        le=64,
        description="Server processes; more than one needs PostgreSQL and Redis.",
    )
    public_url: str = Field(
        "",
        validate_default=True,
        description="How the world reaches the shop; empty: at HOST and PORT.",
    )
    secret_key: str = Field(
        DEVELOPMENT_SECRET,
        repr=False,
        description="Signs tokens; at least 32 random characters.",
    )

    @field_validator("public_url")
    @classmethod
    def be_reached_where_it_listens(cls, url: str, info: ValidationInfo) -> str:
        """Take the server's own address where none is given."""
        return url or url_of(info.data.get("host", ""), info.data.get("port", 0))


class StoreSettings(BaseModel):
    """Where things are kept, and what several processes share."""

    database_url: str = Field(
        "sqlite:///var/shopwright.db",
        description="SQLite file or PostgreSQL.",
        repr=False,
    )
    database_schema: str = Field(
        "",
        description="PostgreSQL schema of the tables; empty is the server's default.",
    )
    database_pool_size: int = Field(
        10, ge=1, le=200, description="Connections a process keeps open at most."
    )
    statement_timeout_seconds: int = Field(
        5, ge=1, le=600, description="Longest statement of the database; the shop answers 503 then."
    )
    redis_url: str = Field(
        "",
        description="Shares cache, limits and wake-ups between processes; empty: in-process.",
        repr=False,
    )


class MediaSettings(BaseModel):
    """Pictures."""

    media_folder: str = Field("var/media", description="Where pictures are stored.")
    media_url: str = Field(
        "/media",
        description="Where pictures are served; a CDN's base address works too.",
    )


class ShopSettings(BaseModel):
    """The shop itself."""

    shop_name: str = Field(
        "Shopwright Demo", min_length=1, max_length=100, description="Name of the shop."
    )
    shop_currency: str = Field(
        "EUR",
        pattern="^[A-Z]{3}$",
        description="Currency of prices where none is named.",
    )
    seed_demo: bool = Field(
        default=True,
        description="`run` fills an empty shop with demo goods and accounts.",
    )


class AccountSettings(BaseModel):
    """Signing in."""

    access_token_minutes: int = Field(
        30, ge=1, le=60 * 24, description="How long an access token is good."
    )
    refresh_token_days: int = Field(
        7, ge=1, le=365, description="How long a refresh token is good."
    )
    password_hash_threads: int = Field(
        2, ge=1, le=64, description="Passwords hashed at the same time."
    )


class PurchaseSettings(BaseModel):
    """Carts, promises of stock, answers kept for replay."""

    cart_days_guest: int = Field(
        30, ge=1, le=3650, description="Days until a guest's untouched cart expires."
    )
    cart_days_customer: int = Field(
        90, ge=1, le=3650, description="Days until a customer's untouched cart expires."
    )
    cart_line_limit: int = Field(
        100, ge=1, le=1000, description="Different variants that a cart holds at most."
    )
    line_quantity_limit: int = Field(
        1000, ge=1, le=1000, description="Pieces of one variant in a cart or order."
    )
    reservation_minutes: int = Field(
        15, ge=1, le=24 * 60, description="How long unpaid stock is held."
    )
    checkout_claim_seconds: int = Field(
        60, ge=5, le=3600, description="How long a completion locks its cart."
    )
    idempotency_hours: int = Field(
        24, ge=24, le=24 * 365, description="How long answers are kept for replay."
    )


class PaymentSettings(BaseModel):
    """Money."""

    payment_providers: str = Field(
        "test",
        description="Comma-separated providers that checkout accepts; empty: orders await payment by hand.",
    )
    payment_capture: CaptureMode = Field(
        CaptureMode.AUTOMATIC,
        description="automatic: charge at checkout; manual: later.",
    )
    unpaid_order_hours: int = Field(
        72,
        ge=1,
        le=24 * 365,
        description="Until a customer's order that awaits payment by hand is given up.",
    )
    payment_expiry_minutes: int = Field(
        60, ge=1, le=7 * 24 * 60, description="Until an unpaid order is given up."
    )
    payment_timeout_seconds: int = Field(
        10, ge=1, le=120, description="Longest wait for the payment provider."
    )
    test_gateway_secret: str = Field(
        "", repr=False, description="Signs the test gateway's webhooks; empty: derived."
    )
    reconcile_after_seconds: int = Field(
        60, ge=1, le=3600, description="Age at which a hanging payment is looked into."
    )


class EdgeSettings(BaseModel):
    """What is let in, how much of it, and for how long."""

    rate_limit: str = Field(
        "100/minute",
        description="Requests an address may make; empty turns the limit off.",
    )
    rate_limit_auth: str = Field(
        "10/minute", description="Sign-ins and registrations an address may try."
    )
    trusted_proxies: str = Field(
        "", description="Comma-separated addresses whose X-Forwarded-For counts."
    )
    cors_origins: str = Field(
        "", description="Comma-separated origins that browsers may call from."
    )
    https_only: bool = Field(default=False, description="Redirects plain HTTP and sends HSTS.")
    max_body_bytes: int = Field(1_048_576, ge=1024, le=1 << 30, description="Largest request body.")
    hot_megabytes: int = Field(
        64, ge=0, le=4096, description="Memory for finished answers to guests; 0 keeps none."
    )
    max_in_flight: int = Field(
        64,
        ge=1,
        le=10_000,
        description="Requests worked on at the same time in a process.",
    )
    max_waiting: int = Field(
        256,
        ge=0,
        le=100_000,
        description="Requests that wait for a place; more get a 503.",
    )
    request_timeout_seconds: int = Field(
        15, ge=1, le=600, description="Longest a request may take."
    )
    shutdown_seconds: int = Field(
        25, ge=1, le=300, description="Time to finish requests when the server stops."
    )


class JobSettings(BaseModel):
    """Background work."""

    jobs_embedded: bool = Field(
        default=True, description="The server works off background jobs itself."
    )
    job_concurrency: int = Field(
        4, ge=1, le=64, description="Jobs that a process runs at the same time."
    )
    job_poll_seconds: float = Field(
        1.0,
        gt=0,
        le=60,
        description="How often the queue is looked at without a wake-up.",
    )


class LogSettings(BaseModel):
    """What is written down."""

    log_level: str = Field(
        "INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="Least level that is logged.",
    )
    log_format: str = Field(
        "auto",
        pattern="^(auto|json|console)$",
        description="auto: console on a terminal.",
    )


class Settings(
    LogSettings,
    JobSettings,
    EdgeSettings,
    PaymentSettings,
    PurchaseSettings,
    AccountSettings,
    ShopSettings,
    MediaSettings,
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
        faults = []
        if self.workers > 1 and self.is_sqlite:
            faults.append("WORKERS above 1 needs PostgreSQL")
        if self.workers > 1 and not self.redis_url:
            faults.append("WORKERS above 1 needs REDIS_URL")
        return faults

    def _faults_in_production(self) -> list[str]:
        faults = []
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
        if "test" in [name.strip() for name in self.payment_providers.split(",")]:
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
