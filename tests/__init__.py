"""Tests, laid out like src."""
