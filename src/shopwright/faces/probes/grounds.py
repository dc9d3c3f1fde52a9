"""What can be looked at without the database: Python, settings, keys, folders, room."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from shopwright.faces.probes.findings import Finding, bad, good, odd
from shopwright.infra.db.engine import normalise
from shopwright.infra.settings import DEVELOPMENT_SECRET, Settings
from shopwright.infra.settings.providers import listed

OLDEST = (3, 11)
_TIGHT = 1024 * 1024 * 1024
_LONG_WAL = 256 * 1024 * 1024


def look(settings: Settings) -> Iterator[Finding]:
    """Everything that is known before the database is asked."""
    yield python(sys.version_info[:2])
    yield from keys(settings)
    yield from https(settings)
    yield from contradictions(settings)
    yield from folders(settings)
    if settings.is_sqlite:
        yield wal(settings)


def python(version: tuple[int, int]) -> Finding:
    told = f"Python {version[0]}.{version[1]}"
    if version < OLDEST:
        return bad("python", told, "Install Python 3.11 or newer.")
    return good("python", told)


def keys(settings: Settings) -> Iterator[Finding]:
    if settings.secret_key == DEVELOPMENT_SECRET:
        mend = 'Set SECRET_KEY: python -c "import secrets; print(secrets.token_urlsafe(48))".'
        make = bad if settings.is_production else odd
        yield make("secret_key", "SECRET_KEY is the one that everybody knows.", mend)
    else:
        yield good("secret_key", "SECRET_KEY is set.")
    if not settings.field_keys:
        mend = "Set FIELD_KEYS (`shopwright fields`), so that SECRET_KEY can be changed."
        yield odd("field_keys", "The key of sealed fields is derived from SECRET_KEY.", mend)
    else:
        yield good("field_keys", f"{len(settings.named_field_keys)} keys seal fields.")


def https(settings: Settings) -> Iterator[Finding]:
    if not settings.is_https:
        make = bad if settings.is_production else odd
        mend = "Set PUBLIC_URL to the https address, and HTTPS_ONLY where no proxy redirects."
        yield make("https", "The shop is reached by plain http.", mend)
    elif settings.https_only and not settings.trusted_proxies:
        mend = "Set TRUSTED_PROXIES to the proxy that ends https; without one, all is redirected forever."
        yield odd(
            "https", "HTTPS_ONLY is set, and no proxy is trusted to say what came by https.", mend
        )
    else:
        yield good("https", "The shop is reached by https.")


def contradictions(settings: Settings) -> Iterator[Finding]:
    """What each setting allows, and all together make no sense."""
    found = list(_contradictions(settings))
    yield from found
    if not found:
        yield good("settings", "Nothing contradicts.")


def _contradictions(settings: Settings) -> Iterator[Finding]:
    if settings.statement_timeout_seconds >= settings.request_timeout_seconds:
        told = "A statement may take longer than the request that it is for."
        yield bad(
            "settings", told, "Let STATEMENT_TIMEOUT_SECONDS be less than REQUEST_TIMEOUT_SECONDS."
        )
    if settings.max_upload_bytes < settings.max_body_bytes:
        told = "Pictures may be smaller than any other body."
        yield odd("settings", told, "Let MAX_UPLOAD_BYTES be at least MAX_BODY_BYTES.")
    if settings.is_production and not settings.mail_url:
        yield odd("settings", "Mails go into a folder.", "Set MAIL_URL, or nobody gets them.")
    if settings.is_production and not listed(settings.payment_providers):
        yield odd("settings", "Nobody can pay online.", "Set PAYMENT_PROVIDERS.")
    if "stripe" in listed(settings.payment_providers) and not settings.stripe_webhook_secrets:
        told = "Stripe's messages are not taken: payments settle late."
        yield odd("settings", told, "Set STRIPE_WEBHOOK_SECRETS.")
    if not settings.stock_critical <= settings.stock_low <= settings.stock_high:
        told = "Stock is called low, critical and high out of order."
        yield bad(
            "settings", told, "Let STOCK_CRITICAL, STOCK_LOW and STOCK_HIGH grow in this order."
        )


def folders(settings: Settings) -> Iterator[Finding]:
    """Each folder that is written to, and the room that there is."""
    wanted = {
        "media": settings.media_store or settings.media_folder,
        "private": settings.private_store,
        "mail": "" if settings.mail_url else settings.mail_folder,
        "audit": settings.audit_anchors,
    }
    if settings.is_sqlite:
        wanted["database"] = str(Path(str(normalise(settings.database_url).database)).parent)
    for name, place in wanted.items():
        if place and not place.startswith("s3://"):
            yield folder(f"folder_{name}", Path(place))


def folder(name: str, place: Path) -> Finding:
    trial = place / ".trial"
    try:
        place.mkdir(parents=True, exist_ok=True)
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        mend = f"Let the user that the shop runs as write to {place}."
        return bad(name, f"{place}: {error.strerror}.", mend)
    free = shutil.disk_usage(place).free
    return room(name, place, free)


def room(name: str, place: Path, free: int) -> Finding:
    told = f"{place}: {free // 1024**2} MB free."
    return (
        odd(name, told, "Make room, or move it elsewhere.") if free < _TIGHT else good(name, told)
    )


def wal(settings: Settings) -> Finding:
    """A log that grows is one that some reader never lets go of."""
    file = Path(f"{normalise(settings.database_url).database}-wal")
    size = file.stat().st_size if file.exists() else 0
    told = f"SQLite's log has {size // 1024} kB."
    if size > _LONG_WAL:
        mend = "Stop what reads the database for long, then: sqlite3 FILE 'PRAGMA wal_checkpoint(TRUNCATE)'."
        return odd("sqlite_log", told, mend)
    return good("sqlite_log", told)
