"""Taking an order back: cancelled, refunded, its goods and its money returned."""
