"""Shopwright: a commerce backend that is right about money and stock."""

__version__ = "0.1.0"
