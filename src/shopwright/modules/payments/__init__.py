"""Payments: intents, an append-only log of what providers said, amounts that derive from it."""
