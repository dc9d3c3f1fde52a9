"""Every question about what sells, to whom, and what is looked for."""
