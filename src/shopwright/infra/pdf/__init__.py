"""Documents as PDF/A-3b: fonts of our own, the same bytes each time."""
