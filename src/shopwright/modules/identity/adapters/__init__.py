"""Providers that vouch for people, one a file."""
