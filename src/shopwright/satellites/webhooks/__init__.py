"""Telling other people's machines what happens in the shop: signed, tried for days, never twice under two ids."""
