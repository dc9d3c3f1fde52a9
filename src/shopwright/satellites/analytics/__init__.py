"""What sells, to whom, and what is looked for: kept as facts, rolled up as things happen."""
