"""The archive of everything about a person: a file for each kind of thing, and a page that explains them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

Files = Mapping[str, Sequence[Mapping[str, Any]]]
# What tables are called by people who never saw one.
TITLES = {
    "users": ("account", "Your account."),
    "customer_profiles": (
        "profile",
        "What you told about yourself, and your consent to marketing.",
    ),
    "addresses": ("addresses", "Your address book."),
    "user_roles": ("roles", "What you may do in the shop."),
    "sessions": ("sessions", "Where you signed in, and with what."),
    "orders": ("orders", "Your orders, with addresses as they were then."),
    "order_lines": ("order-lines", "What you ordered."),
    "order_history": ("order-history", "How your orders went."),
    "payments": ("payments", "How you paid; amounts are in the smallest unit of the currency."),
    "payment_events": ("payment-log", "What payment providers told about your payments."),
    "refunds": ("refunds", "What was paid back."),
    "carts": ("carts", "Your carts."),
    "cart_lines": ("cart-lines", "What is in your carts."),
    "customer_notes": ("notes", "What the shop's staff wrote down about you."),
    "data_requests": ("requests", "What you asked about your data."),
    "audit_entries": ("trail", "What was done to your account, and what you did."),
}
_HEAD = """Everything that this shop keeps about you
==========================================

Each file holds one kind of thing, as JSON, which any text editor opens. Times are in UTC.
Secrets (passwords, keys) are not here: the shop can't read them itself.

"""


def zipped(files: Files) -> bytes:
    """One ZIP of a file for each kind of thing that there is any of; slow, to be run beside the event loop."""
    buffer = io.BytesIO()
    told = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, rows in files.items():
            if rows:
                name, meaning = TITLES.get(table, (table.replace("_", "-"), "Other records."))
                told.append(f"{name}.json ({len(rows)}): {meaning}")
                archive.writestr(f"{name}.json", _json(rows))
        archive.writestr("README.txt", _HEAD + "\n".join(told) + "\n")
    return buffer.getvalue()


def _json(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return orjson.dumps(
        [dict(row) for row in rows], default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z
    )
