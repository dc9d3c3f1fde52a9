"""What stock is worth, how long it lasts, and what to reorder."""
