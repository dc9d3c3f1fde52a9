"""Engines outside the database."""
