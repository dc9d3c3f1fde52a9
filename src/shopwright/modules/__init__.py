"""What a shop knows: one folder a noun, each owns its tables."""
