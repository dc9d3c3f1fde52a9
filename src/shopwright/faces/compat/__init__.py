"""Other published paths and shapes, translated to those of the API; no logic of its own (docs/dialects.md)."""
