"""What counts, when, and as what."""
