"""Totals: the one place where they are made, a pure pipeline without tables."""
