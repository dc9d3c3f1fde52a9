"""Configuring the shop: by hand, or by a file that holds all of it."""
