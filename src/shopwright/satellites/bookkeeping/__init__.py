"""The books of the shop, checked: what must never be, asked of the tables."""
