"""What belongs to the demo shop."""

from dataclasses import dataclass
from pathlib import Path

DEMO = Path(__file__).parent / "demo"
CATALOG = DEMO / "catalog.jsonl"
PICTURES = DEMO / "pictures"
VENDORS_BRAND = "Ironmere"
"""Whose goods the demo's vendor sells."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account whose password everybody knows; production refuses to make it."""

    role: str
    email: str
    password: str
    full_name: str


DEMO_ACCOUNTS = (
    DemoAccount("admin", "admin@example.com", "admin-of-the-shop", "Alex Admin"),
    DemoAccount("vendor", "vendor@example.com", "vendor-of-the-shop", "Vera Vendor"),
    DemoAccount("customer", "customer@example.com", "customer-of-the-shop", "Chris Customer"),
)
