"""Promotions: what lowers a total, for whom, how often, and why it does or does not."""
