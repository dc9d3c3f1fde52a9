"""What a variant costs, by currency."""
