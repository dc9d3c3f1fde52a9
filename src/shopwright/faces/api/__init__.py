"""The canonical HTTP API under /api/v1."""
