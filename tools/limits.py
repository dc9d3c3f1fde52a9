"""Writes docs/security/limits.md from the settings and the code: `python -m tools.limits`."""

from datetime import timedelta
from pathlib import Path

from pydantic.fields import FieldInfo

from shopwright.faces.api.shapes import LARGEST_QUANTITY
from shopwright.infra.http.edge import bodies, heads
from shopwright.infra.settings import Settings
from shopwright.infra.settings.server import EdgeSettings
from shopwright.kernel import money, paging
from shopwright.modules.customers import rules as customers
from shopwright.modules.customers.service import requests
from shopwright.modules.identity import rules
from shopwright.modules.identity.service import (
    admitting,
    codes,
    keys,
    proofs,
    proving,
    recognise,
    second_step,
)
from tools.environment_example import written
from tools.table import table

TARGET = Path(__file__).parents[1] / "docs" / "security" / "limits.md"
HEAD = """\
# Limits

Made from the code by `python -m tools.limits`; a test says when it is out of date. What a setting is for, and its other
values, stands in [.env.example](../../.env.example). An empty setting of a rate turns that rate off.

Each refusal is a problem document: 413 and 431 for what is too large, 422 for a field beyond its bounds (see
[validation](validation.md)), 409 for a limit of the business, 429 for what comes too often, 503 for a server that has no room.
A 429 and a 503 say when to come back.

## By setting

"""
# Of the settings of people and purchases, those that bound something; those of the edge are taken all.
NAMED = (
    "access_token_minutes",
    "refresh_token_days",
    "password_hash_threads",
    "browser_idle_hours",
    "browser_session_days",
    "staff_idle_minutes",
    "staff_session_hours",
    "erasure_days",
    "archive_hours",
    "cart_days_guest",
    "cart_days_customer",
    "cart_line_limit",
    "line_quantity_limit",
    "reservation_minutes",
    "checkout_claim_seconds",
    "idempotency_hours",
    "unpaid_order_hours",
    "payment_expiry_minutes",
    "payment_timeout_seconds",
    "statement_timeout_seconds",
    "database_pool_size",
    "job_concurrency",
)
_NO_LIMIT = {"trusted_proxies", "cors_origins", "https_only"}
BY_ACCOUNT: tuple[tuple[str, timedelta | int], ...] = (
    ("free attempts on a name, then waits that double", rules.FREE_ATTEMPTS_ACCOUNT),
    ("free attempts from an address, then the same", rules.FREE_ATTEMPTS_ADDRESS),
    ("mails that somebody asked for by typing an address, then the same", rules.FREE_WISHES),
    ("longest wait", rules.LONGEST_PAUSE),
    ("silence that forgives attempts", rules.FORGIVEN_AFTER),
    ("guesses at a reset's code", proofs.MOST_GUESSES),
    ("life of a reset's code", proofs.CODE_LIFETIME),
    *(
        (f"life of a link: {purpose.replace('_', ' ')}", life)
        for purpose, life in proofs.LIFETIMES.items()
    ),
    ("guesses at a second factor's challenge", second_step.MOST_TRIES),
    ("life of a challenge", admitting.CHALLENGE_LASTS),
    ("step of a one-time code", timedelta(seconds=codes.STEP_SECONDS)),
    ("recovery codes", codes.RECOVERY_CODES),
    ("sign-in that counts as fresh", proving.FRESH_FOR),
    ("sessions at once; the oldest makes room", rules.MOST_SESSIONS),
    ("longest life of a session with tokens", rules.LONGEST_SESSION),
    ("time in which another process may not know yet what changed", recognise.FRESH_FOR),
    ("API keys that live", keys.MOST_KEYS),
    ("longest life of an API key that ends", keys.LONGEST_LIFE),
    ("time in which an exchanged key is good too", keys.LONGEST_OVERLAP),
    ("shortest password", rules.SHORTEST_PASSWORD),
    ("longest password", rules.LONGEST_PASSWORD),
    ("addresses in a book", customers.MOST_ADDRESSES),
    ("downloads of an archive", requests.MOST_DOWNLOADS),
)
BY_REQUEST: tuple[tuple[str, int], ...] = (
    ("pieces in a line", LARGEST_QUANTITY),
    ("lines of a page", paging.LARGEST_PAGE),
    ("minor units of an amount", money.LARGEST_MINOR),
    ("levels of JSON", bodies.DEEPEST),
    ("bytes of an address with its query", heads.LONGEST_ADDRESS),
    ("bytes of all headers", heads.LARGEST_HEADERS),
    ("headers", heads.MOST_HEADERS),
)


def text() -> str:
    fields = Settings.model_fields
    names = [name for name in EdgeSettings.model_fields if name not in _NO_LIMIT] + list(NAMED)
    settings = [_row(name, fields[name]) for name in names]
    return "\n".join(
        [
            HEAD + table(["Setting", "Default", "Limits"], settings),
            "## By account and address\n",
            table(["What", "Limit"], [[what, _said(limit)] for what, limit in BY_ACCOUNT]),
            "## By request\n",
            table(["What", "Limit"], [[what, _said(limit)] for what, limit in BY_REQUEST]),
            COSTLY,
        ]
    )


COSTLY = """\
## What costs much

| What | Bounded by |
| --- | --- |
| hashing a password | its threads and the queue before them, then a 503; counted before it is begun |
| judging a password | its first hundred characters, in the same threads |
| a search, a list | the page's length, the statement's time, the rates |
| checkout | lines of a cart, one completion at a time, the provider's time |
| asking another server (sign-in elsewhere, payments) | a deadline and a size, no redirects, never inside a transaction |
| an archive of personal data | one at a time for an account, made by a job, fetched three times |
| the audit trail as a file | a right of its own, sent in parts as it is read |
"""


def _row(name: str, field: FieldInfo) -> list[str]:
    return [f"`{name.upper()}`", written(field.default) or "none", field.description or ""]


def _said(limit: timedelta | int) -> str:
    if not isinstance(limit, timedelta):
        return f"{limit:,}"
    seconds = int(limit.total_seconds())
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size} {unit if seconds != size else unit[:-1]}"
    return f"{seconds} seconds"


if __name__ == "__main__":
    TARGET.write_text(text())
