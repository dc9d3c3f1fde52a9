"""The process, where it keeps things, how much it takes in, and what it writes down."""

from enum import StrEnum

from pydantic import BaseModel, Field, ValidationInfo, field_validator

DEVELOPMENT_SECRET = "development-only-secret-that-production-refuses"  # noqa: S105 - refused in production


def url_of(host: str, port: int) -> str:
    """An address that a browser takes: one that stands for all is shown as this machine's own."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # nosec B104  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


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
        5,
        ge=1,
        le=3600,
        description="Longest statement of the database; the shop answers 503 then.",
    )
    lock_timeout_seconds: int = Field(
        4,
        ge=1,
        le=3600,
        description="Longest wait for a row that another holds, on PostgreSQL; the shop answers 503 then.",
    )
    postgres_programs: str = Field(
        "",
        description="Folder of pg_dump and pg_restore, for backups; empty: the newest that is installed.",
    )
    redis_url: str = Field(
        "",
        description="Shares cache, limits and wake-ups between processes; empty: in-process.",
        repr=False,
    )


class EdgeSettings(BaseModel):
    """What is let in, how much of it, and for how long."""

    rate_limit: str = Field(
        "100/minute",
        description="Requests an address may make; empty turns the limit off.",
    )
    rate_limit_auth: str = Field(
        "10/minute", description="Sign-ins and other proofs that an address may try."
    )
    rate_limit_registrations: str = Field(
        "30/hour", description="Accounts that an address may open; empty turns the limit off."
    )
    rate_limit_mails: str = Field(
        "10/hour",
        description="Requests of an address that make the shop write a mail; empty turns the limit off.",
    )
    rate_limit_keys: str = Field(
        "300/minute",
        description="Requests an API key may make, from any address; empty: as an address.",
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
