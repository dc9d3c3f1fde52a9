"""Delivery: where the shop sends to, by which methods, at which price."""
