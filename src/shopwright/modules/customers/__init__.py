"""Profiles and addresses of the people who buy."""
